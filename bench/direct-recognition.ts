import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeSpeech } from '../sandbox/cast/speech-packets.ts'
import { upsample } from '../sandbox/cast/upsample.ts'
import { readWav } from '../sandbox/cast/wav.ts'
import { wordErrors } from '../sandbox/cast/word-errors.ts'
import { OpusDecoder } from '../src/audio/opus.ts'
import { CHUNK_BYTES } from '../src/audio/pcm.ts'
import { findModel } from '../src/speech/sherpa/model.ts'
import { TAIL_MS } from '../src/speech/sherpa/protocol.ts'
import { Recogniser } from '../src/speech/sherpa/recogniser.ts'
import { readable, wordsOf } from '../src/speech/sherpa/words.ts'

/**
 * Human speech straight through the recogniser: what a model makes of the Opus packets that a Discord client would
 * send, with nothing of the bot in between. The measure for the whole bot, which should lose nothing on the way.
 *
 *     HANSARD_TEST_ASSETS=FOLDER node bench/direct-recognition.ts
 */

/** Silence before the speech. Where speech lies against the model's steps of 320 ms decides some words. */
export const START_OFFSETS_MS = [100, 160, 220, 280, 340, 400] as const

export interface HumanClip {
  readonly file: string
  readonly reference: string
  /** 48 kHz mono. */
  readonly sound: Int16Array
}

/** The clips of a folder with `clips.tsv` (file, reference, and more). */
export async function readHumanClips(audioDir: string): Promise<HumanClip[]> {
  const rows = (await readFile(join(audioDir, 'clips.tsv'), 'utf8')).trim().split('\n')
  const clips: HumanClip[] = []
  for (const row of rows) {
    const [file = '', reference = ''] = row.split('\t')
    const { rate, samples } = await readWav(join(audioDir, file))
    clips.push({ file, reference, sound: upsample(samples, 48_000 / rate) })
  }
  return clips
}

/** The clip after this much silence as a Discord client would send it: 20 ms Opus packets at 64 kbit/s. */
export function packetsOf(clip: HumanClip, offsetMs: number): Buffer[] {
  const lead = offsetMs * 48
  const delayed = new Int16Array(lead + clip.sound.length)
  delayed.set(clip.sound, lead)
  return encodeSpeech(delayed)
}

/** A recogniser in this very process: only for measuring, since a fault in native code would end it. */
export async function loadRecogniser(modelDir: string): Promise<Recogniser> {
  const { paths } = await findModel(modelDir)
  return new Recogniser(paths)
}

/** What the recogniser makes of one utterance. */
export function recogniseDirectly(recogniser: Recogniser, packets: readonly Buffer[]): string {
  return recogniseSound(recogniser, decode(packets))
}

/** The same for sound that is decoded already: 16 kHz mono 16-bit. */
export function recogniseSound(recogniser: Recogniser, pcm: Buffer): string {
  const ear = recogniser.ear()
  for (const chunk of chunksOf(pcm)) ear.hear(chunk)
  const words = readable(wordsOf(ear.finish(TAIL_MS)), { cased: recogniser.cased, place: (ms) => ms })
  ear.close()
  return words.map((word) => word.text).join(' ')
}

function decode(packets: readonly Buffer[]): Buffer {
  const decoder = new OpusDecoder()
  return Buffer.concat(
    packets.flatMap((packet) => {
      const samples = decoder.decode(packet)
      return samples === null ? [] : [Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]
    }),
  )
}

function chunksOf(pcm: Buffer): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0; at < pcm.length; at += CHUNK_BYTES) {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    pcm.copy(chunk, 0, at)
    chunks.push(chunk)
  }
  return chunks
}

async function main(assets: string): Promise<void> {
  const recogniser = await loadRecogniser(join(assets, 'models', 'zipformer-en-3.3m'))
  const clips = await readHumanClips(join(assets, 'audio'))
  const rates: number[] = []
  for (const offsetMs of START_OFFSETS_MS) {
    const spoken = clips.map((clip) => packetsOf(clip, offsetMs))
    const startedAt = performance.now()
    const texts = spoken.map((packets) => recogniseDirectly(recogniser, packets))
    const tookMs = performance.now() - startedAt
    const soundMs = spoken.reduce((sum, packets) => sum + packets.length * 20, 0)
    const results = clips.map((clip, i) => wordErrors(clip.reference, texts[i] ?? ''))
    const errors = results.reduce((sum, result) => sum + result.errors, 0)
    const words = results.reduce((sum, result) => sum + result.words, 0)
    rates.push((100 * errors) / words)
    const rate = ((100 * errors) / words).toFixed(1)
    console.log(
      `${offsetMs} ms: ${errors} of ${words} words wrong (${rate} %), ${(tookMs / soundMs).toFixed(3)} of real time`,
    )
  }
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  const rssMb = process.memoryUsage().rss / 1e6
  console.log(`mean: ${mean.toFixed(2)} %, memory ${rssMb.toFixed(0)} MB`)
}

if (import.meta.main) {
  const assets = process.env['HANSARD_TEST_ASSETS']
  if (assets === undefined)
    console.log('SKIPPED: HANSARD_TEST_ASSETS names no folder with models/ and audio/')
  else await main(assets)
}
