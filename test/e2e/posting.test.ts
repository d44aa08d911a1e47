import { afterEach, describe, expect, test } from '@jest/globals'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { reckon, type Said } from '../../sandbox/cast/ledger.ts'
import { conversation } from '../../sandbox/cast/script.ts'
import { stormOver } from '../../sandbox/discord/blows.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import type { CaptionSink, CaptionStyle } from '../../src/session/ports.ts'
import { Ordering } from '../../src/transcript/ordering.ts'
import type { FinalTurn } from '../../src/transcript/turn.ts'
import { type Stage, setStage, turnOf } from '../discord/captions/caption-stage.ts'
import { isLong, longOr } from '../support/durations.ts'
import { startRig } from '../support/rig.ts'
import { seeded } from '../support/seeded.ts'

const durationMs = longOr(180_000, 20_000)
const burstMs = longOr(60_000, 10_000)

const SPEAKERS = ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil', 'Fay', 'Gus', 'Hilda'] as const

const stages: Stage[] = []

afterEach(async () => {
  await Promise.all(stages.splice(0).map((stage) => stage.close()))
}, 60_000)

async function stageFor(posting: CaptionStyle['posting']): Promise<Stage> {
  const stage = await setStage({ style: { posting } })
  stages.push(stage)
  return stage
}

/** Eight people who talk over one another: turns of 0.5 to 10 s, breaths of 0.2 to 4 s. Each word is said once. */
function talk(seed: number, lengthMs: number): FinalTurn[] {
  const random = seeded(seed)
  let word = 0
  const turns: FinalTurn[] = []
  for (const speaker of SPEAKERS) {
    for (let startMs = random() * 3_000; startMs < lengthMs; ) {
      const endMs = startMs + 500 + 9_500 * random() ** 2
      const words = Array.from(
        { length: Math.max(1, Math.round((endMs - startMs) / 330)) },
        () => `w${word++}`,
      )
      turns.push(turnOf(speaker, words.join(' '), [startMs, endMs]))
      startMs = endMs + 200 + 3_800 * random() ** 2
    }
  }
  return turns.sort((a, b) => a.endMs - b.endMs)
}

interface Performance {
  readonly said: readonly Said[]
  /** From a final's coming to the sink to its last word's being visible. */
  readonly delaysMs: readonly number[]
}

/** Gives the turns to the sink when they end, ordered as a session orders them. */
async function perform(here: Stage, sink: CaptionSink, turns: readonly FinalTurn[]): Promise<Performance> {
  const ordering = new Ordering<FinalTurn>(1_500)
  const given = new Map<string, number>()
  const waiting = [...turns]
  const startedAt = Date.now()
  const seen = new Map<string, number>()
  const forget = here.text.onMessage((change, message) => {
    if (change !== 'create') return
    for (const word of message.content.match(/\bw\d+\b/g) ?? []) seen.set(word, Date.now())
  })
  const tell = (turn: FinalTurn) => {
    given.set(turn.id, Date.now())
    here.say(sink, turn)
  }
  while (waiting.length > 0) {
    const nowMs = Date.now() - startedAt
    for (let next = waiting[0]; next !== undefined && next.endMs <= nowMs; next = waiting[0]) {
      waiting.shift()
      ordering.hold(next, nowMs)
    }
    const unfinished = waiting.filter(({ startMs }) => startMs <= nowMs).map(({ startMs }) => startMs)
    for (const turn of ordering.release(nowMs, unfinished.length === 0 ? null : Math.min(...unfinished)))
      tell(turn)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  for (const turn of ordering.release(Number.POSITIVE_INFINITY, null)) tell(turn)
  await sink.flush()
  forget()
  return {
    said: turns.map(({ speaker, text, endMs, startMs }) => {
      const words = text.split(' ')
      const wordEndsAt = words.map(
        (_, i) => startedAt + startMs + ((endMs - startMs) * (i + 1)) / words.length,
      )
      return { speaker: speaker.name, words, wordEndsAt }
    }),
    delaysMs: turns.map(({ id, text }) => {
      const last = text.split(' ').at(-1) ?? ''
      return (seen.get(last) ?? Number.POSITIVE_INFINITY) - (given.get(id) ?? Number.POSITIVE_INFINITY)
    }),
  }
}

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.POSITIVE_INFINITY

/** A line of the channel that shows words, and whether it carries its time. */
interface Line {
  readonly words: string
  readonly timed: boolean
}

function linesOf(messages: readonly SandboxMessage[]): Line[] {
  return messages.flatMap(({ content }) => {
    let timed = false
    return content.split('\n').flatMap((words) => {
      const isTime = /^-# <t:\d+:T>$/.test(words)
      const line = { words, timed }
      timed = isTime
      return isTime ? [] : [line]
    })
  })
}

/** Pairs that stand the wrong way round without a time to say so: the lower had ended before the upper began. */
function misplaced(turns: readonly FinalTurn[], messages: readonly SandboxMessage[]): string[] {
  const lines = linesOf(messages)
  const placed = turns
    .map((turn) => {
      const word = new RegExp(`\\b${turn.text.split(' ')[0]}\\b`)
      return { turn, row: lines.findIndex(({ words }) => word.test(words)) }
    })
    .sort((a, b) => a.row - b.row)
  return placed.flatMap(({ turn, row }, i) =>
    lines[row]?.timed === true
      ? []
      : placed
          .slice(0, i)
          .filter((above) => above.row < row && turn.endMs < above.turn.startMs)
          .map((above) => `${above.turn.id} above ${turn.id}`),
  )
}

const NOTHING_WRONG = { lost: [], doubled: [], misattributed: [], moved: [], extra: [] }

/** Several minutes are played at once: each on a Discord of its own. */
describe('eight talkative speakers', () => {
  test(
    'are read soon, each word once, in order, and no limit is met, in either mode',
    async () => {
      const play = async (posting: CaptionStyle['posting'], mostMs: number) => {
        const stage = await stageFor(posting)
        const sink = await stage.open()
        const turns = talk(1, durationMs)
        const { said, delaysMs } = await perform(stage, sink, turns)
        const result = reckon(said, readChannel(stage.text.messages))
        expect(result).toMatchObject({ ...NOTHING_WRONG, right: result.spoken })
        expect(result.spoken).toBeGreaterThan(durationMs / 100)
        expect(p95(delaysMs)).toBeLessThanOrEqual(mostMs)
        expect(misplaced(turns, stage.text.messages)).toEqual([])
        expect(stage.discord.rateLimited).toBe(0)
        expect(new Set(stage.outbox.states())).toEqual(new Set(['posted']))
        expect(stage.text.messages.some(({ webhookId }) => webhookId !== null)).toBe(posting === 'personas')
        sink.close()
      }
      await Promise.all([play('plain', 3_000), play('personas', 5_000)])
    },
    durationMs + 120_000,
  )
})

const describeLong = isLong ? describe : null
describeLong?.('a whole bot', () => {
  // What it says beyond `conversation.test.ts`: eight people, and for so long that webhooks' limit is met.
  test(
    'gets the words of eight to the channel, each once, and no limit is met',
    async () => {
      const tables: Table[] = []
      const rig = await startRig({ prepare: (sandbox) => tables.push(setTable(sandbox, SPEAKERS)) })
      try {
        await rig.bot.ready
        const [table] = tables
        if (!table) throw new Error('no table')
        const script = conversation({ seed: 4, speakers: SPEAKERS, durationMs })
        const { spoken, posted } = await rehearse(rig.sandbox, table, script)
        const result = reckon(spoken, posted)
        expect(result).toMatchObject({ ...NOTHING_WRONG, right: result.spoken })
        expect(rig.sandbox.discord.rateLimited).toBe(0)
      } finally {
        await rig.close()
      }
    },
    durationMs + 120_000,
  )
})

describe('a burst of 429s, 5xx and cut connections', () => {
  test(
    'loses nothing and doubles nothing, in either mode',
    async () => {
      const play = async (posting: CaptionStyle['posting'], seed: number) => {
        const stage = await stageFor(posting)
        const sink = await stage.open()
        const calm = stormOver(stage.discord, seeded(seed), burstMs)
        const { said } = await perform(stage, sink, talk(seed, burstMs))
        calm()
        const result = reckon(said, readChannel(stage.text.messages))
        expect(result).toMatchObject({ ...NOTHING_WRONG, right: result.spoken })
        expect(stage.outbox.states()).not.toContain('pending')
        sink.close()
      }
      await Promise.all([play('plain', 2), play('personas', 3)])
    },
    burstMs + 120_000,
  )
})
