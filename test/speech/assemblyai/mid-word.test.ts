import { describe, expect, test } from '@jest/globals'
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

const TAIL_MS = 700
const SPEECHES = {
  'words that differ': ['anchor', 'basket', 'candle', 'dragon', 'engine'],
  'the same word again and again': ['river', 'river', 'river', 'river', 'river'],
  'one word': ['falcon'],
} as const
const EDGES = ['padded', 'exact'] as const

interface Interruption {
  readonly words: readonly string[]
  readonly edges: (typeof EDGES)[number]
  readonly act: (stream: SpeechStream, service: ToneService) => void
  /** When, in ms of the speech. */
  readonly atMs: readonly number[]
}

/** What is told of words during which something happens. */
async function told({ words, edges, act, atMs }: Interruption) {
  const clock = new ManualClock()
  const service = new ToneService({ style: { finals: 'twice', edges } })
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
    if (atMs.includes(chunk.atMs - fromMs)) act(stream, service)
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

const ACTS = {
  'is told to rest': (stream: SpeechStream) => stream.rest(),
  'is cut': (_stream: SpeechStream, service: ToneService) => service.cut(),
} as const

describe.each(EDGES)('no word is lost or doubled, with %s edges, where the session', (edges) => {
  const rows = Object.entries(ACTS).flatMap(([what, act]) =>
    Object.entries(SPEECHES).map(([name, words]) => ({ what, act, name, words })),
  )
  test.each(rows)('$what at any moment of $name', async ({ act, words }) => {
    const lengthMs = words.length * 280 + TAIL_MS
    const wrong: Record<number, string> = {}
    for (let at = 0; at < lengthMs; at += CHUNK_MS) {
      const text = await told({ words, edges, act, atMs: [at] })
      if (text !== words.join(' ')) wrong[at] = text
    }
    expect(wrong).toEqual({})
  })
})
