import sherpa, { type OnlineRecognizer, type OnlineStream } from 'sherpa-onnx-node'
import * as v from 'valibot'
import type { ModelRole } from './catalogue.ts'
import { Loudness } from './loudness.ts'
import { type Hypothesis, TAIL_MS } from './protocol.ts'

const SAMPLE_RATE = 16_000
const SAMPLES_PER_MS = SAMPLE_RATE / 1000
/** Least silence put before each utterance: without it first words are lost (measured: 15 % word errors instead of 13). */
const LEAD_MS = 250
/**
 * A streaming zipformer decodes in steps of 320 ms, counted from the stream's beginning, and some words turn on where
 * they lie against them. Every utterance begins with a step, so that its text hardly depends on the one before.
 */
const STEP_SAMPLES = 320 * SAMPLES_PER_MS
/**
 * After so much sound a native stream is replaced: the times in its results count from its beginning, with about
 * six digits. Not sooner, since native streams are freed only when the garbage collector gets to them.
 */
const LIFE_OF_STREAM_MS = 3_600_000

/**
 * The native recogniser with one model, for the child process alone: a fault in native code (a model it does not
 * take, decoding when not ready) ends the whole process, and every decode holds up the event loop for 7-8 ms.
 */
export class Recogniser {
  readonly #native: OnlineRecognizer
  readonly #idle: NativeStream[] = []

  /** Throws, or ends the process, when the model cannot be loaded. */
  constructor(model: Readonly<Record<ModelRole, string>>) {
    const { encoder, decoder, joiner, tokens } = model
    this.#native = new sherpa.OnlineRecognizer({
      featConfig: { sampleRate: SAMPLE_RATE, featureDim: 80 },
      // Two threads doubled the time and took 4.6 times the work: more processes help, more threads do not.
      modelConfig: {
        transducer: { encoder, decoder, joiner },
        tokens,
        numThreads: 1,
        provider: 'cpu',
        debug: 0,
      },
      decodingMethod: 'greedy_search',
      enableEndpoint: 0,
    })
  }

  /** A new ear, for one speaker. */
  ear(): Ear {
    return new Ear(this.#native, this.#idle)
  }
}

interface NativeStream {
  readonly handle: OnlineStream
  /** Samples given to it since it was made. */
  given: number
}

/** One speaker's recognition: an utterance at a time, over one native stream that is reset in between. */
export class Ear {
  readonly #native: OnlineRecognizer
  /** Native streams that wait for their next ear: they have no way to be freed but garbage collection. */
  readonly #idle: NativeStream[]
  readonly #loudness = new Loudness()
  #stream: NativeStream
  /** Where in the stream the utterance's own sound begins; null between utterances. */
  #origin: number | null = null

  constructor(native: OnlineRecognizer, idle: NativeStream[]) {
    this.#native = native
    this.#idle = idle
    this.#stream = idle.pop() ?? this.#made()
  }

  /** Takes the next sound (16 kHz mono 16-bit little-endian); answers the utterance so far when it was decoded on. */
  hear(pcm: Uint8Array): Hypothesis | null {
    if (this.#origin === null) this.#begin()
    this.#give(this.#loudness.level(samplesOf(pcm)))
    return this.#decode() ? this.#hypothesis() : null
  }

  /** Ends the utterance after this much more silence, and answers what it was. */
  finish(paddingMs: number): Hypothesis {
    if (this.#origin === null) return []
    this.#silence(paddingMs)
    this.#decode()
    const hypothesis = this.#hypothesis()
    this.#native.reset(this.#stream.handle)
    this.#origin = null
    return hypothesis
  }

  /** Gives the native stream back; the ear is not to be used again. */
  close(): void {
    this.finish(TAIL_MS)
    this.#idle.push(this.#stream)
  }

  #begin(): void {
    if (this.#stream.given > LIFE_OF_STREAM_MS * SAMPLES_PER_MS) this.#stream = this.#made()
    const lead = LEAD_MS * SAMPLES_PER_MS
    const beyondStep = (this.#stream.given + lead) % STEP_SAMPLES
    this.#silence((lead + STEP_SAMPLES - beyondStep) / SAMPLES_PER_MS)
    this.#origin = this.#stream.given
  }

  #made(): NativeStream {
    return { handle: this.#native.createStream(), given: 0 }
  }

  #silence(ms: number): void {
    if (ms > 0) this.#give(new Float32Array(Math.round(ms * SAMPLES_PER_MS)))
  }

  #give(samples: Float32Array): void {
    this.#stream.handle.acceptWaveform({ sampleRate: SAMPLE_RATE, samples })
    this.#stream.given += samples.length
  }

  #decode(): boolean {
    let decoded = false
    while (this.#native.isReady(this.#stream.handle)) {
      this.#native.decode(this.#stream.handle)
      decoded = true
    }
    return decoded
  }

  #hypothesis(): Hypothesis {
    const result = v.parse(resultSchema, this.#native.getResult(this.#stream.handle))
    // What a reset leaves undecoded belongs to the next segment, so a segment does not begin with the utterance:
    // both are counted from the beginning of the stream.
    const originMs = (this.#origin ?? 0) / SAMPLES_PER_MS
    return result.tokens.map((text, i) => {
      const logProbability = result.ys_probs[i]
      return {
        text: text.replaceAll('▁', ' '),
        atMs: Math.max(0, ((result.timestamps[i] ?? 0) + result.start_time) * 1000 - originMs),
        confidence: logProbability === undefined ? null : Math.min(1, Math.exp(logProbability)),
      }
    })
  }
}

const resultSchema = v.object({
  tokens: v.array(v.string()),
  /** Seconds from `start_time`, one for each token. */
  timestamps: v.array(v.number()),
  /** Natural logarithms, one for each token; left out by some models. */
  ys_probs: v.optional(v.array(v.number()), []),
  /** Seconds from the beginning of the native stream. */
  start_time: v.number(),
})

/** Copied, because what came over the channel may lie at an odd address. */
function samplesOf(pcm: Uint8Array): Int16Array {
  const samples = new Int16Array(pcm.byteLength >> 1)
  new Uint8Array(samples.buffer).set(pcm.subarray(0, samples.byteLength))
  return samples
}
