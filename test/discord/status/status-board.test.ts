import { afterEach, expect, test } from '@jest/globals'
import { channelId, guildId, roomId, sessionId, speakerId } from '../../../src/base/ids.ts'
import type { SessionStatus } from '../../../src/session/status.ts'
import type { FinalTurn } from '../../../src/transcript/turn.ts'
import { english } from '../../../src/wording/english/english.ts'
import { MemoryOutbox } from '../captions/memory-outbox.ts'
import { type Hall, openHall } from '../hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

const status = (n: number): SessionStatus => ({
  state: 'listening',
  sinceMs: 0,
  startedAt: Date.now(),
  room: { guild: guildId('1'), room: roomId('11') },
  channel: channelId('12'),
  engine: 'assemblyai',
  speakers: [],
  unnamed: n + 2,
  events: [],
  listenedMs: 0,
  spend: { billedMs: 0, spokenMs: 0, cost: 0, currency: 'USD', caps: [] },
  trouble: null,
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Words come faster than they can be posted one by one, beside a status that changes with each look. */
async function rush(withPanel: boolean) {
  hall = await openHall()
  await hall.start()
  const { text, gateway, discord } = hall
  const sink = await gateway.openSink({
    channel: channelId(text.id),
    outbox: new MemoryOutbox(),
    startedAt: Date.now(),
    words: english,
    shut: () => {},
  })
  const board = gateway.openBoard(channelId(text.id), {
    session: sessionId('5e551011-0000-4000-8000-000000000001'),
    words: english,
  })
  if (withPanel) {
    board.show(status(0))
    // The panel's own message is counted for five seconds, and the next edit may come then.
    await pause(6_000)
  }
  const beganMs = performance.now()
  for (let n = 0; n < 120; n += 1) {
    const turn: FinalTurn = {
      id: `${n}`,
      speaker: { id: speakerId(`${n % 5}`), name: `P${n % 5}`, avatarUrl: null, bot: false },
      startMs: 0,
      endMs: 0,
      text: `w${n}`,
      words: [],
    }
    sink.final(turn, n + 1)
    if (withPanel && n % 10 === 0) board.show(status(n))
    await pause(40)
  }
  const during = discord.requests.filter(({ method }) => method === 'PATCH').length
  await sink.flush()
  const tookMs = performance.now() - beganMs
  const posts = discord.requests.filter(
    ({ method, path }) => method === 'POST' && path === `/channels/${text.id}/messages`,
  )
  const words = text.messages.flatMap(({ content }) => content.match(/\bw\d+\b/g) ?? [])
  const panels = text.messages.filter(({ content }) => content.startsWith('**Listening**'))
  const closing = withPanel ? board.close(status(999)) : Promise.resolve()
  await closing
  const last = text.message(panels[0]?.id ?? '')?.content
  const { rateLimited } = discord
  sink.close()
  return {
    posts: posts.length - panels.length,
    tookMs,
    words,
    during,
    panels: panels.length,
    last,
    rateLimited,
  }
}

test('a rush of captions leaves the panel waiting, and gets as many messages as without it', async () => {
  const plain = await rush(false)
  await hall?.close()
  const beside = await rush(true)
  expect(beside.words).toEqual(plain.words)
  expect(beside.words).toEqual(Array.from({ length: 120 }, (_, n) => `w${n}`))
  // In the same time; a channel takes about one a second.
  const secondsApart = Math.abs(beside.tookMs - plain.tookMs) / 1_000
  expect(Math.abs(beside.posts - plain.posts)).toBeLessThanOrEqual(1 + secondsApart)
  expect(beside).toMatchObject({ panels: 1, during: 0, rateLimited: 0 })
  expect(beside.last).toMatch(/^1,001 more voices/m)
})
