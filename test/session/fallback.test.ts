import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { encodeSpeech, FRAME_MS } from '../../sandbox/cast/speech-packets.ts'
import { utter, WORD_STEP_MS } from '../../sandbox/cast/tone-language.ts'
import { VOCABULARY } from '../../sandbox/cast/vocabulary.ts'
import { SpeechServer } from '../../sandbox/speech/speech-server.ts'
import { sleep, systemClock } from '../../src/base/clock.ts'
import { speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { SpeakerTrack } from '../../src/session/speaker/speaker-track.ts'
import { createAssemblyAiEngine } from '../../src/speech/assemblyai/engine.ts'
import { PLAIN_TUNING, type SpeechEngine } from '../../src/speech/engine.ts'
import { EngineRoster } from '../../src/speech/roster.ts'
import { verbatim } from '../../src/wording/words.ts'
import { assemblyAiSettings } from '../support/assemblyai-settings.ts'
import { Sender } from '../support/opus-packets.ts'
import { seeded } from '../support/seeded.ts'
import { wordsOf } from '../support/tone-sample.ts'
import { TrackPaper } from '../support/track-stand.ts'
import { until } from '../support/until.ts'

const CALL_MS = 34_000
const LIMIT_MS = 180_000
/** In the middle of a turn of each speaker. */
const DOWN_AT_MS = 3_000
const DOWN_FOR_MS = 20_000
const DOWN_AFTER_MS = 4_000

interface Remark {
  readonly atMs: number
  readonly words: readonly string[]
}

/** What somebody says in the call: remarks of 3 to 12 words, with pauses that end a turn, and some that do not. */
function lines(seed: number): Remark[] {
  const random = seeded(seed)
  const remarks: Remark[] = []
  for (let atMs = 500 + seed * 150; atMs < CALL_MS; ) {
    const count = 3 + Math.floor(random() * 10)
    const words = Array.from({ length: count }, () => VOCABULARY[Math.floor(random() * 64)] ?? '')
    remarks.push({ atMs, words })
    atMs += Math.ceil((count * WORD_STEP_MS + 100 + random() * 1_500) / FRAME_MS) * FRAME_MS
  }
  return remarks
}

/** Somebody who is fed to a track of their own as their packets would arrive. */
function speakerOn(chain: SpeakerTrackChain, seed: number, startedMs: number) {
  const paper = new TrackPaper()
  const track = new SpeakerTrack({
    speaker: { id: speakerId(`${seed}`), name: `speaker ${seed}`, avatarUrl: null, bot: false },
    chain,
    tuning: PLAIN_TUNING,
    run: 1,
    longTurnMs: 20_000,
    startedMs,
    listener: paper,
  })
  const remarks = lines(seed)
  const sender = new Sender({ ssrc: seed })
  const packets = remarks.flatMap(({ atMs, words }) =>
    sender.talk(startedMs + atMs, encodeSpeech(utter(words, { rate: 48_000 }))),
  )
  return {
    paper,
    track,
    spoken: remarks.flatMap(({ words }) => words),
    get done() {
      return packets.length === 0
    },
    beat(now: number) {
      for (let next = packets[0]; next !== undefined && next.arrivedMs <= now; next = packets[0]) {
        track.accept(next)
        packets.shift()
      }
      track.tick(now)
    },
  }
}

type SpeakerTrackChain = ConstructorParameters<typeof SpeakerTrack>[0]['chain']

/** An engine under a name of its own. */
function engineOn(server: SpeechServer, name: string): SpeechEngine {
  const settings = {
    ...assemblyAiSettings,
    streamingUrl: server.url,
    minTurnSilenceMs: 200,
    maxTurnSilenceMs: 500,
  }
  const engine = createAssemblyAiEngine(settings, { clock: systemClock, log: createLog('silent') })
  return {
    name,
    description: verbatim(name),
    place: engine.place,
    billing: engine.billing,
    restAfterMs: engine.restAfterMs,
    keyTermsCostExtra: engine.keyTermsCostExtra,
    trouble: null,
    checkedMs: 0,
    graceMs: engine.graceMs,
    tailMs: (preset) => engine.tailMs(preset),
    check: () => engine.check(),
    open: (options) => engine.open(options),
    close: () => engine.close(),
  }
}

interface Calamity {
  readonly name: string
  /** What happens to the first engine's server in the call. */
  readonly strike: (server: SpeechServer) => Promise<void>
  readonly news: readonly string[]
}

const calamities: readonly Calamity[] = [
  {
    name: 'is down for 20 s',
    strike: async (server) => {
      await server.down()
      await sleep(systemClock, DOWN_FOR_MS)
      await server.up()
    },
    news: ['fell-back second', 'returned first'],
  },
  {
    name: 'refuses the key',
    strike: async (server) => server.revoke(assemblyAiSettings.apiKey),
    news: ['fell-back second'],
  },
]

async function call({ strike }: Calamity, edges: 'padded' | 'exact') {
  const servers = [await SpeechServer.start({ edges }), await SpeechServer.start({ edges })] as const
  const engines = [engineOn(servers[0], 'first'), engineOn(servers[1], 'second')]
  const roster = new EngineRoster({
    engines,
    clock: systemClock,
    log: createLog('silent'),
    downAfterMs: DOWN_AFTER_MS,
    toCloud: true,
    random: () => 0,
  })
  const chain = roster.chain()
  await chain.choose()
  const news: string[] = []
  chain.onNews(({ kind, to }) => news.push(`${kind} ${to.name}`))
  const startedMs = systemClock.now()
  const speakers = [1, 2, 3].map((seed) => speakerOn(chain, seed, startedMs))
  const stopBeat = systemClock.every(50, () => {
    for (const speaker of speakers) speaker.beat(systemClock.now())
  })
  await sleep(systemClock, DOWN_AT_MS)
  // The four calls begin together: this one's first words may come late.
  const heard = () => servers[0].sessions.filter(({ audioMs }) => audioMs > 0).length
  await until('all three to be heard', () => heard() >= speakers.length, 90_000)
  const struck = strike(servers[0])
  for (const deadlineMs = startedMs + 2 * CALL_MS; speakers.some(({ done }) => !done); ) {
    if (systemClock.now() > deadlineMs) throw new Error('the call does not end')
    await sleep(systemClock, 50)
  }
  await struck
  await Promise.all(speakers.map(({ track }) => track.close(15_000)))
  stopBeat()
  roster.close()
  await Promise.all(engines.map((engine) => engine.close()))
  const connections = servers[0].connections
  // A server sees a moment later that its peer has closed.
  await until('the end of all sessions', () => servers.every(({ open }) => open === 0))
  await Promise.all(servers.map((server) => server.close()))
  return { speakers, news, connections }
}

const EDGES = ['padded', 'exact'] as const
const calls = new Map<string, ReturnType<typeof call>>()

// All at once: they wait far more than they work.
beforeAll(() => {
  for (const calamity of calamities)
    for (const edges of EDGES) {
      const made = call(calamity, edges)
      made.catch(() => {})
      calls.set(`${calamity.name}, ${edges}`, made)
    }
})
afterAll(() => Promise.allSettled(calls.values()), LIMIT_MS)

describe.each(EDGES)('with %s word edges, when the first engine', (edges) => {
  test.each(calamities)(
    '$name in mid-turn, every word is told once and in order',
    async ({ name, news }) => {
      const made = await calls.get(`${name}, ${edges}`)
      expect(made?.news).toEqual(news)
      for (const { paper, spoken } of made?.speakers ?? []) {
        expect(paper.finals.flatMap(({ text }) => wordsOf(text))).toEqual(spoken)
        expect(paper.gaps).toEqual([])
        const ids = paper.finals.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        const starts = paper.finals.map(({ startMs }) => startMs)
        expect(starts).toEqual(starts.toSorted((a, b) => a - b))
      }
    },
    LIMIT_MS,
  )

  test(
    'refuses the key, no connection is tried after that',
    async () => {
      const made = await calls.get(`refuses the key, ${edges}`)
      // The probe at the start, and one for each speaker.
      expect(made?.connections).toBe(4)
    },
    LIMIT_MS,
  )
})
