import { afterEach, expect, test } from '@jest/globals'
import { unescaped } from '../../../sandbox/cast/channel-reader.ts'
import { plainWords } from '../../../sandbox/cast/plain-words.ts'
import type { SandboxChannel } from '../../../sandbox/discord/channel.ts'
import { channelId, speakerId } from '../../../src/base/ids.ts'
import { nameOf } from '../../../src/discord/captions/markup.ts'
import { personaOf } from '../../../src/discord/captions/persona-name.ts'
import { unlinked } from '../../../src/discord/command-mentions.ts'
import type { CaptionStyle } from '../../../src/session/ports.ts'
import type { LineId } from '../../../src/session/store.ts'
import { plainLine } from '../../../src/transcript/plain-line.ts'
import type { FinalTurn } from '../../../src/transcript/turn.ts'
import { english } from '../../../src/wording/english/english.ts'
import { hostileStrings, UNBROKEN } from '../../support/hostile-strings.ts'
import { STARTED_AT, type Stage, setStage, turnOf } from './caption-stage.ts'
import { MemoryOutbox } from './memory-outbox.ts'

const stages: Stage[] = []

afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.close()))
})

/** A channel's limits hold for each: many make the thousand short. */
const CHANNELS = 20
const STRINGS = 1_000

const ESCAPE = /\\[^\p{L}\p{N}\s]/gu
const TIME = /^-# <t:\d+:T>$/
const LINE = /^\*\*((?:\\.|[^*\\])+)\*\*: (.*)$/

/** That it means no more to Discord than what is read. */
function expectDead(text: string): void {
  const live = text.replace(ESCAPE, 'x')
  expect(live).not.toMatch(/[\\*_~`|[\]<>@#\n\r\u2028\u2029\u0085]/)
  expect(live).not.toMatch(/:\/\/|discord(app)?\.[a-z]/i)
  expect(live).not.toMatch(/^(?:[-+]|\d+[.)]) /)
  expect(text).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cc}/u)
}

interface Told {
  readonly channel: SandboxChannel
  readonly outbox: MemoryOutbox
  readonly turns: ReadonlyMap<LineId, FinalTurn>
}

/** A thousand strings, as words of people whose names are such strings too, through whole posters. */
async function tell(here: Stage): Promise<Told[]> {
  // One word in several messages could not be compared: what is cut within words is tested with the cutting.
  const texts = hostileStrings(STRINGS + 1, 1).filter((text) => text !== UNBROKEN)
  const names = hostileStrings(STRINGS, 2).map((name) => name.slice(0, 200))
  return Promise.all(
    Array.from({ length: CHANNELS }, async (_, n) => {
      const channel = here.guild.addText(`c${n}`)
      const outbox = new MemoryOutbox()
      await here.told()
      const sink = await here.sinks.open({
        channel: channelId(channel.id),
        outbox,
        startedAt: STARTED_AT,
        words: english,
        shut: () => {},
      })
      const turns = new Map<LineId, FinalTurn>()
      for (let i = n; i < STRINGS; i += CHANNELS) {
        const named = turnOf(names[(i * 7) % STRINGS] ?? '', texts[i] ?? '', [i, i + 1])
        const turn = { ...named, speaker: { ...named.speaker, id: speakerId(`${10n ** 17n + BigInt(i)}`) } }
        const line = outbox.addTurn(turn)
        turns.set(line, turn)
        sink.final(turn, line)
        // Everybody else's markup and name is fair game in a notice.
        if (i % 100 === n) sink.notice(`${unlinked(turn.speaker.name)} started it.`)
      }
      await sink.flush()
      sink.close()
      return { channel, outbox, turns }
    }),
  )
}

/** The words of a channel's messages in order, and whose they are. */
function expectHonest({ channel, outbox, turns }: Told): void {
  for (const message of channel.messages) {
    expect(message.pings).toEqual({ everyone: false, roles: [], users: [] })
    expect(message.flags & 4).toBe(4)
    expect(message.embeds).toEqual([])
    const row = outbox.rows.find((each) => each.message === message.id && each.state === 'posted')
    const speakers = (row?.parts ?? []).flatMap(({ line }) => turns.get(line)?.speaker ?? [])
    const lines = message.content.split('\n').filter((line) => !TIME.test(line))
    if (message.webhookId !== null) {
      expect(speakers.map(personaOf)).toEqual([message.authorName])
      expect(lines.length).toBe(1)
      expectDead(lines[0] ?? '')
      expect(message.authorName).not.toMatch(/clyde|discord|\n/i)
    } else {
      const heads = lines.flatMap((line) => LINE.exec(line)?.[1] ?? [])
      expect(heads).toEqual(speakers.map(nameOf))
      for (const line of lines) expectDead(LINE.exec(line)?.[2] ?? line)
      for (const head of heads) expectDead(head)
    }
  }
}

const words = (told: Told): string[] =>
  told.channel.messages
    .filter((message) => told.outbox.rows.some((row) => row.message === message.id && row.parts.length > 0))
    .flatMap(({ content, webhookId }) =>
      content
        .split('\n')
        .filter((line) => webhookId !== null || LINE.test(line))
        .flatMap((line) => plainWords(unescaped(webhookId === null ? (LINE.exec(line)?.[2] ?? '') : line))),
    )

test('a thousand hostile strings, as words and as names, neither ping nor format nor link nor forge a speaker, and all is shown, in either mode', async () => {
  const rehearse = async (posting: CaptionStyle['posting']) => {
    const stage = await setStage({ style: { posting } })
    stages.push(stage)
    const told = await tell(stage)
    const messages = told.flatMap(({ channel }) => channel.messages)
    expect(messages.length).toBeGreaterThan(CHANNELS * 3)
    expect(messages.some(({ webhookId }) => webhookId !== null)).toBe(posting === 'personas')
    for (const each of told) {
      expectHonest(each)
      // Withdrawn as a persona's where so many channels at once met the limit on all requests, and posted plain.
      for (const { state, content } of each.outbox.rows)
        expect(content === '' ? ['refused'] : ['posted', 'withdrawn']).toContain(state)
      expect(await each.outbox.unposted()).toEqual([])
      const texts = [...each.turns.values()].map(({ text }) => plainLine(text))
      expect(words(each)).toEqual(texts.flatMap(plainWords))
    }
    expect(stage.log.lines.filter(({ event }) => event === 'captions stopped by a bug')).toEqual([])
  }
  await Promise.all([rehearse('plain'), rehearse('personas')])
}, 120_000)
