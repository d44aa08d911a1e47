import { describe, expect, test } from '@jest/globals'
import { DiscordAPIError, HTTPError } from 'discord.js'
import { channelId, guildId, roomId } from '../../../src/base/ids.ts'
import { PostBudget } from '../../../src/discord/captions/post-budget.ts'
import { StatusPanel } from '../../../src/discord/status/status-panel.ts'
import type { SessionStatus } from '../../../src/session/status.ts'
import { english } from '../../../src/wording/english/english.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { RecordingLog } from '../../support/recording-log.ts'

/** The status number `n`: each reads differently. */
const status = (n: number, billedMs = 0): SessionStatus => ({
  state: 'listening',
  sinceMs: 0,
  startedAt: 0,
  room: { guild: guildId('1'), room: roomId('11') },
  channel: channelId('12'),
  engine: 'assemblyai',
  speakers: [],
  unnamed: n,
  events: [],
  listenedMs: 0,
  spend: { billedMs, spokenMs: billedMs, cost: billedMs / 1e6, currency: 'USD', caps: [] },
  trouble: null,
})

interface Request {
  readonly kind: 'post' | 'edit' | 'remove'
  readonly atMs: number
  readonly unnamed: number
}

function panel(answer: (content: string) => Promise<void> = async () => {}) {
  const clock = new ManualClock()
  const budget = new PostBudget(clock)
  const log = new RecordingLog()
  const requests: Request[] = []
  const take = async (kind: Request['kind'], content: string) => {
    requests.push({ kind, atMs: clock.now(), unnamed: Number(/^(\d+) more voices/m.exec(content)?.[1] ?? 0) })
    await answer(content)
  }
  const board = new StatusPanel({
    budget,
    words: english,
    clock,
    log,
    async post(content) {
      await take('post', content)
      return 'message'
    },
    async edit(message, content) {
      expect(message).toBe('message')
      await take('edit', content)
    },
    async remove(message) {
      expect(message).toBe('message')
      await take('remove', '')
    },
  })
  /** Looks once a second for so long, as a session does. */
  const look = async (seconds: number, at: (second: number) => number) => {
    for (let second = 0; second < seconds; second += 1) {
      board.show(status(at(second)))
      await clock.run(1_000)
    }
  }
  return { clock, budget, log, requests, board, look }
}

const apiError = (code: number, httpStatus: number) =>
  new DiscordAPIError({ code, message: 'No' }, code, httpStatus, 'PATCH', 'http://x', {})

describe('the status panel', () => {
  test('is made at once, and edited at most every five seconds, with the newest state', async () => {
    const { requests, look } = panel()
    await look(23, (second) => second + 2)
    expect(requests).toEqual([
      { kind: 'post', atMs: 0, unnamed: 2 },
      // Five seconds count from Discord's answer to the request, and the next look at the status is a bit later.
      { kind: 'edit', atMs: 6_000, unnamed: 8 },
      { kind: 'edit', atMs: 12_000, unnamed: 14 },
      { kind: 'edit', atMs: 18_000, unnamed: 20 },
    ])
  })

  test('is not edited while nothing changes, and then within a second', async () => {
    const { requests, look } = panel()
    await look(60, () => 2)
    await look(3, () => 3)
    await look(60, () => 3)
    expect(requests).toEqual([
      { kind: 'post', atMs: 0, unnamed: 2 },
      { kind: 'edit', atMs: 60_000, unnamed: 3 },
    ])
  })

  test('is edited once a minute when nothing but what is billed grows, and says all of it with other news', async () => {
    const contents: string[] = []
    const { clock, requests, board } = panel(async (content) => {
      contents.push(/^Billed (.*) for/m.exec(content)?.[1] ?? '')
    })
    for (let second = 0; second < 150; second += 1) {
      board.show(status(second < 90 ? 2 : 3, second * 1_000))
      await clock.run(1_000)
    }
    expect(requests.map(({ kind, atMs }) => `${kind} ${atMs}`)).toEqual([
      'post 0',
      'edit 61000',
      'edit 90000',
    ])
    expect(contents).toEqual(['', '1 min 1 s', '1 min 30 s'])
    await board.close(status(3, 151_000))
    expect(contents.at(-1)).toBe('2 min 31 s')
  })

  test('waits while captions wait', async () => {
    const { budget, requests, look } = panel()
    await look(6, () => 2)
    const captions = budget.take()
    captions.pressing = true
    await look(20, () => 3)
    expect(requests).toHaveLength(1)
    captions.pressing = false
    await look(1, () => 3)
    expect(requests).toHaveLength(2)
  })

  test('is only made when captions have messages to spare, and edits take none of theirs', async () => {
    const { budget, requests, look } = panel()
    await budget.spend(async () => {})
    await budget.spend(async () => {})
    await look(5, () => 2)
    expect(requests).toEqual([])
    await look(1, () => 2)
    expect(requests).toEqual([])
    await look(1, () => 2)
    expect(requests).toEqual([{ kind: 'post', atMs: 6_000, unnamed: 2 }])
    expect(budget.free).toBe(4)
    await look(7, (second) => second + 3)
    expect(requests).toHaveLength(2)
    expect(budget.free).toBe(5)
  })

  test('shows the end, though not sooner than five seconds after the edit before, and then frees its seat', async () => {
    const { clock, budget, requests, board, look } = panel()
    await look(7, (second) => second + 2)
    const closing = board.close(status(99))
    let closed = false
    closing.then(() => {
      closed = true
    })
    await clock.run(2_000)
    expect([requests.length, closed]).toEqual([2, false])
    await clock.run(3_000)
    await closing
    expect(requests.at(-1)).toMatchObject({ kind: 'edit', unnamed: 99 })
    expect(requests.at(-1)?.atMs).toBeGreaterThanOrEqual(11_000)
    await board.close(status(100))
    board.show(status(101))
    await clock.run(10_000)
    expect(requests).toHaveLength(3)
    expect([clock.pending, budget.idle]).toEqual([0, true])
  })

  test('is taken away where it is shown elsewhere from then on, and shown there no more', async () => {
    const { budget, requests, board, look } = panel()
    await look(1, () => 2)
    await board.abandon()
    await board.abandon()
    await look(10, (second) => second + 3)
    await board.close(status(99))
    expect(requests.map(({ kind }) => kind)).toEqual(['post', 'remove'])
    expect(budget.pressed).toBe(false)
    const failing = panel(async (content) => {
      if (content === '') throw apiError(10_003, 404)
    })
    await failing.look(1, () => 2)
    await failing.board.abandon()
    expect(failing.log.lines.map(({ event }) => event)).toEqual(['status panel not taken away'])
  })

  test('is not made for a session that is over before', async () => {
    const { requests, board } = panel()
    await board.close(status(2))
    expect(requests).toEqual([])
  })

  test('a request that fails is made up for by the next, five seconds later', async () => {
    let failures = 2
    const { requests, look, log } = panel(async () => {
      failures -= 1
      if (failures >= 0) throw new HTTPError(500, 'Internal Server Error', 'POST', 'http://x', {})
    })
    await look(13, () => 2)
    expect(requests.map(({ kind, atMs }) => `${kind} ${atMs}`)).toEqual(['post 0', 'post 6000', 'post 12000'])
    expect(log.lines.filter(({ event }) => event === 'status panel delayed')).toHaveLength(2)
  })

  test('once deleted, or where it may not be shown, it is given up', async () => {
    let deleted = false
    const { requests, board, look, log } = panel(async () => {
      if (deleted) throw apiError(10_008, 404)
    })
    await look(6, () => 2)
    deleted = true
    await look(30, (second) => second + 3)
    await board.close(status(99))
    expect(requests).toHaveLength(2)
    expect(log.lines.filter(({ event }) => event === 'status panel given up')).toHaveLength(1)
  })
})
