import { beforeAll, describe, expect, test } from '@jest/globals'
import { wordSpans } from '../../../sandbox/cast/tone-language.ts'
import type { Deed, Moment, SessionPlan } from '../../../sandbox/speech/faults.ts'
import { SpeechServer } from '../../../sandbox/speech/speech-server.ts'
import { CHUNK_MS } from '../../../src/audio/pcm.ts'
import { type Clock, sleep } from '../../../src/base/clock.ts'
import { createLog } from '../../../src/base/log.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import { PLAIN_TUNING, type SpeechStream } from '../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'
import { toneSound, wordsOf } from '../../support/tone-sample.ts'
import { PatientClock } from '../patient-clock.ts'

const clock = new PatientClock(1)
/** Of a session, three hours. */
const LIFE_MS = 10_800_000

/** Two remarks with a minute between, in which nothing is sent. */
const REMARKS = [
  { atMs: 3000, words: ['anchor', 'basket', 'candle', 'candle', 'dragon', 'engine', 'falcon', 'soon'] },
  { atMs: 66_000, words: ['rabbit', 'river', 'river', 'saddle', 'today'] },
]
const SPOKEN = REMARKS.flatMap(({ words }) => words)
const SPOKEN_ENDS = REMARKS.flatMap(({ atMs, words }) =>
  wordSpans(words.length).map(({ endMs }) => atMs + endMs),
)

/** A session that goes wrong once, in this way. */
const wrong = (when: Moment, deed: Deed): SessionPlan => ({ steps: [{ when, deed }] })
const cutAt = (ms: number) => wrong({ at: 'audio', ms }, { do: 'cut' })
const sent = (data: string | Buffer) => wrong({ at: 'partial', nth: 2 }, { do: 'send', data })

interface Row {
  readonly name: string
  /** How the sessions go wrong, one after the other; those after them are well. */
  readonly plans: readonly SessionPlan[]
  /** Upgraded connections that are expected. */
  readonly connections: number | 'several'
  /** When the stream is told to rest: after each remark, or also when the next has just begun. */
  readonly rest?: 'between remarks' | 'as speech begins'
  readonly finals?: 'twice' | 'once'
  /** How long a session is to live, as the engine is told: the service's own time would not wait for a busy machine. */
  readonly lifeMs?: number
}

const rows: readonly Row[] = [
  { name: 'nothing goes wrong', plans: [], connections: 1 },
  { name: 'ends of turns are told once', plans: [], finals: 'once', connections: 1 },
  { name: 'the line is cut in mid-word', plans: [cutAt(900)], connections: 2 },
  { name: 'the line is cut twice', plans: [cutAt(600), cutAt(1300)], connections: 3 },
  {
    name: 'the line is cut between a final and its formatted copy',
    plans: [wrong({ at: 'final', nth: 1 }, { do: 'cut' })],
    connections: 2,
  },
  { name: 'the line is cut in the second remark', plans: [cutAt(3600)], connections: 2 },
  {
    name: 'the server closes without a reason',
    plans: [wrong({ at: 'partial', nth: 3 }, { do: 'close' })],
    connections: 2,
  },
  {
    name: 'the server fails',
    plans: [wrong({ at: 'partial', nth: 3 }, { do: 'close', code: 3005, error: 'Session Cancelled' })],
    connections: 2,
  },
  {
    name: 'the session reaches its longest duration',
    plans: [wrong({ at: 'audio', ms: 1000 }, { do: 'close', code: 3008, error: 'Session Expired' })],
    connections: 2,
  },
  { name: 'Begin comes late', plans: [{ begin: 1500 }], connections: 1 },
  {
    name: 'there is no room at first',
    plans: [{ upgradeStatus: 429 }, { refusal: { code: 1008, text: 'Too many concurrent sessions' } }],
    connections: 2,
  },
  { name: 'formatted copies never come', plans: [{ formattedCopy: 'never' }], connections: 1 },
  { name: 'messages of unknown types come', plans: [sent('{"type":"Mood","glad":true}')], connections: 1 },
  { name: 'broken messages come', plans: [sent('{"type":"Turn","turn_order":')], connections: 1 },
  { name: 'binary messages come', plans: [sent(Buffer.from([1, 2, 3]))], connections: 1 },
  { name: 'there is no Termination', plans: [{ termination: 'omit' }], connections: 1 },
  {
    name: 'the server falls silent before the end',
    plans: [wrong({ at: 'audio', ms: 3600 }, { do: 'stall' })],
    connections: 2,
  },
  { name: 'Terminate is not answered', plans: [{ termination: 'hang' }], connections: 1 },
  {
    name: 'the connection is reset',
    plans: [wrong({ at: 'partial', nth: 2 }, { do: 'reset' })],
    connections: 2,
  },
  {
    name: 'the server reads no more',
    plans: [wrong({ at: 'audio', ms: 1500 }, { do: 'stop-reading' })],
    connections: 2,
  },
  {
    name: 'the server does not like how sound was sent, once',
    plans: [wrong({ at: 'partial', nth: 2 }, { do: 'close', code: 3007, error: 'Input Duration Error' })],
    connections: 2,
  },
  { name: 'Begin never comes', plans: [{ begin: 'never' }], connections: 2 },
  { name: 'sessions live for a few seconds only', plans: [], lifeMs: 3000, connections: 'several' },
  { name: 'sessions rest between remarks', plans: [], rest: 'between remarks', connections: 2 },
  { name: 'sessions rest as speech begins', plans: [], rest: 'as speech begins', connections: 'several' },
  {
    name: 'a session is cut while it is asked to rest',
    plans: [wrong({ at: 'terminate' }, { do: 'cut' })],
    rest: 'between remarks',
    connections: 'several',
  },
]

async function speak(stream: SpeechStream, tailMs: number, rest: Row['rest']): Promise<void> {
  for (const { atMs, words } of REMARKS) {
    for (const [place, chunk] of chunksOf(toneSound(words), atMs, tailMs).entries()) {
      stream.send(chunk)
      if (rest === 'as speech begins' && place < 2) stream.rest()
      await sleep(clock, CHUNK_MS / 1.25)
    }
    if (rest !== undefined) stream.rest()
  }
}

/** The clock as it is, with a date at which a session that has just been opened has this time to live. */
function nearExpiry(server: SpeechServer, lifeMs: number): Clock {
  return {
    now: () => clock.now(),
    wall: () => (server.sessions.at(-1)?.openedAt ?? 0) + LIFE_MS - lifeMs,
    after: (ms, act) => clock.after(ms, act),
    every: (ms, act) => clock.every(ms, act),
  }
}

async function run({ plans, rest, finals = 'twice', lifeMs = LIFE_MS }: Row, edges: 'padded' | 'exact') {
  const server = await SpeechServer.start({ finals, edges, sessionSeconds: LIFE_MS / 1000 })
  for (const plan of plans) server.faults.next(plan)
  const engine = createAssemblyAiEngine(
    { ...assemblyAiSettings, streamingUrl: server.url, minTurnSilenceMs: 200, maxTurnSilenceMs: 500 },
    { clock: nearExpiry(server, lifeMs), log: createLog('silent'), random: () => 0.5 },
  )
  const heard = new SpeechRecorder()
  const stream = engine.open({ label: 'faults', emit: heard.emit, tuning: PLAIN_TUNING })
  await speak(stream, engine.tailMs(null), rest)
  await stream.finish(15_000)
  const usage = stream.usage()
  await engine.close()
  await server.close()
  return { heard, usage }
}

const EDGES = ['padded', 'exact'] as const
const runs = new Map<string, ReturnType<typeof run>>()

// All at once: they wait far more than they work.
beforeAll(() => {
  for (const edges of EDGES)
    for (const row of rows) {
      const done = run(row, edges)
      done.catch(() => {})
      runs.set(`${row.name}, ${edges}`, done)
    }
})

describe.each(EDGES)('no word is lost, doubled or moved, with %s word edges, when', (edges) => {
  test.each(rows)(
    '$name',
    async ({ name, connections }) => {
      const done = await runs.get(`${name}, ${edges}`)
      expect(done?.heard.finals.flatMap(({ text }) => wordsOf(text))).toEqual(SPOKEN)
      expect(done?.heard.events.at(-1)).toEqual({ kind: 'ended', error: null })
      expect(done?.heard.events.filter(({ kind }) => kind === 'gap')).toEqual([])
      if (connections === 'several') expect(done?.usage.connections).toBeGreaterThan(1)
      else expect(done?.usage.connections).toBe(connections)
      const keys = done?.heard.finals.map(({ key }) => key) ?? []
      expect(new Set(keys).size).toBe(keys.length)
      // The last word of a turn may be told 240 ms late; one that a session was ended in, as early as it can be
      // known by. All are in their chunk else.
      const soonest = connections === 'several' ? -110 : -50
      const ends = done?.heard.finals.flatMap(({ words }) => words.map(({ endMs }) => endMs)) ?? []
      const late = ends.map((endMs, place) => endMs - (SPOKEN_ENDS[place] ?? 0))
      expect(late.filter((ms) => ms < soonest || ms > 290)).toEqual([])
    },
    // On a busy machine that is many times the time that they wait.
    240_000,
  )
})
