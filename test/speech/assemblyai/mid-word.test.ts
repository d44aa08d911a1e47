import { describe, expect, jest, test } from '@jest/globals'
import { CHUNK_MS } from '../../../src/audio/pcm.ts'
import { createLog } from '../../../src/base/log.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import { PLAIN_TUNING, type SpeechStream } from '../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'
import { toneSound, wordsOf } from '../../support/tone-sample.ts'
import { ToneService } from '../../support/tone-service.ts'

jest.setTimeout(120_000)

const TAIL_MS = 700
const SPEECHES = {
  'words that differ': ['anchor', 'basket', 'candle', 'dragon', 'engine'],
  'the same word again and again': ['river', 'river', 'river', 'river', 'river'],
  'one word': ['falcon'],
} as const
/** Every other chunk will do in the short form: words begin at each place within one anyway. */
const STEP_MS = process.env['HANSARD_LONG'] === '1' ? CHUNK_MS : 2 * CHUNK_MS
const EDGES = ['padded', 'exact'] as const

/** Does something to the stream or the service, so many ms into the speech. */
type Act = (ms: number, stream: SpeechStream, service: ToneService) => void

interface Interruption {
  readonly words: readonly string[]
  readonly edges: (typeof EDGES)[number]
  readonly act: Act
  readonly livesMs?: readonly number[]
}

/** What is told of words during which something happens. */
async function told({ words, edges, act, livesMs = [] }: Interruption): Promise<string> {
  const clock = new ManualClock()
  const service = new ToneService({ style: { finals: 'twice', edges }, livesMs })
  const engine = createAssemblyAiEngine(assemblyAiSettings, {
    clock,
    log: createLog('silent'),
    random: () => 0.5,
    connect: service.connect,
  })
  const heard = new SpeechRecorder()
  const stream = engine.open({ label: 'mid-word', emit: heard.emit, tuning: PLAIN_TUNING })
  // The session is there, and has caught up, when the words begin.
  const before = ['lemon', 'soon']
  const lead = chunksOf(toneSound(before), 0, 3000)
  for (const chunk of lead) {
    stream.send(chunk)
    clock.advance(CHUNK_MS)
  }
  const fromMs = lead.length * CHUNK_MS
  for (const chunk of chunksOf(toneSound([...words]), fromMs, TAIL_MS)) {
    stream.send(chunk)
    act(chunk.atMs - fromMs, stream, service)
    clock.advance(CHUNK_MS)
  }
  clock.advance(4000)
  const finished = stream.finish(9000)
  await clock.run(9000, CHUNK_MS)
  await finished
  await engine.close()
  expect(heard.events.filter(({ kind }) => kind === 'gap')).toEqual([])
  const finals = heard.finals.flatMap(({ text }) => wordsOf(text)).slice(before.length)
  return finals.join(' ')
}

const acts: Record<string, (at: number) => Act> = {
  'is told to rest': (at) => (ms, stream) => {
    if (ms === at) stream.rest()
  },
  'is told to rest twice': (at) => (ms, stream) => {
    if (ms === at || ms === at + 350) stream.rest()
  },
  'is cut': (at) => (ms, _stream, service) => {
    if (ms === at) service.cut()
  },
  'is asked for the end of the turn and cut at once': (at) => (ms, stream, service) => {
    if (ms === at) stream.endTurn()
    if (ms === at + CHUNK_MS) service.cut()
  },
  'is asked for the end of the turn and cut within the next word': (at) => (ms, stream, service) => {
    if (ms === at) stream.endTurn()
    if (ms === at + 250) service.cut()
  },
}
const rows = Object.entries(acts).flatMap(([what, actAt]) =>
  Object.entries(SPEECHES).map(([name, words]) => ({ what, actAt, name, words })),
)

describe.each(EDGES)('no word is lost or doubled, with %s word edges, where the session', (edges) => {
  test.each(rows)('$what, at any moment of $name', async ({ actAt, words }) => {
    const wrong: Record<number, string> = {}
    for (let at = 0; at < words.length * 280 + TAIL_MS; at += STEP_MS) {
      const text = await told({ words, edges, act: actAt(at) })
      if (text !== words.join(' ')) wrong[at] = text
    }
    expect(wrong).toEqual({})
  })

  test('comes to the end of its life at any moment of speech', async () => {
    const words = [...SPEECHES['words that differ'], ...SPEECHES['the same word again and again']]
    const wrong: Record<number, string> = {}
    for (let at = 5000; at < 12_000; at += 150) {
      const text = await told({ words, edges, act: () => {}, livesMs: [at] })
      if (text !== words.join(' ')) wrong[at] = text
    }
    expect(wrong).toEqual({})
  })
})
