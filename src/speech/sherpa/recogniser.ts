import type { OnlineRecognizer } from 'sherpa-onnx-node'
import * as v from 'valibot'
import { SAMPLE_RATE, SAMPLES_PER_MS } from '../../audio/pcm.ts'
import type { ModelRole } from './catalogue.ts'
import { Loudness } from './loudness.ts'
import { NativeMaker, type NativeRecogniser, type NativeStream } from './native-recogniser.ts'
import { type Hypothesis, TAIL_MS } from './protocol.ts'
import { type VoiceGate, VoiceGates } from './voice-gate.ts'
import { WordLists } from './word-lists.ts'

/** Least silence put before each utterance: without it first words are lost (measured: 15 % word errors instead of 13). */
const LEAD_MS = 250
/**
 * A streaming zipformer decodes in steps of 320 ms, counted from the stream's beginning, and some words turn on where
 * they lie against them. Every utterance begins with a step, so that its text hardly depends on the one before.
 */
const STEP_SAMPLES = 320 * SAMPLES_PER_MS
/**
 * A search for hotwords keeps several guesses and writes the last piece later: with so much silence more behind each
 * utterance, about one word in a hundred fewer was wrong (21 clips, four scores).
 */
const HOTWORD_TAIL_MS = 200
/**
 * After so much sound a native stream is replaced: the times in its results count from its beginning, with about
 * six digits. Not sooner, since native streams are freed only when the garbage collector gets to them.
 */
const LIFE_OF_STREAM_MS = 3_600_000

interface Powers {
  /** Whether the model can listen for given words; one that cannot ends the process when it is asked to. */
  readonly hotwords: boolean
  /** The file of a Silero voice activity detector, proven by its hash: what is not speech is not listened to. */
  readonly vad: string | null
}

/**
 * The native recognisers with one model, for the child process alone: a fault in native code (a model it does not
 * take, decoding when not ready) ends the whole process, and every decode holds up the event loop for 7-8 ms.
 */
export class Recogniser {
  /** Whether the model writes capitals and small letters as people do. */
  readonly cased: boolean
  readonly #plain: NativeRecogniser
  readonly #lists: WordLists | null
  readonly #gates: VoiceGates | null

  /** Throws, or ends the process, when the model cannot be loaded. */
  constructor(
    model: Readonly<Record<ModelRole, string>>,
    { hotwords, vad }: Powers = { hotwords: false, vad: null },
  ) {
    const maker = new NativeMaker(model)
    this.#plain = maker.make([])
    this.#lists = hotwords ? new WordLists(maker, this.#plain) : null
    this.#gates = vad === null ? null : new VoiceGates(vad)
    this.cased = maker.cased
  }

  /** A new ear, for one speaker. */
  ear(): Ear {
    return new Ear(this.#plain, { lists: this.#lists, gates: this.#gates })
  }
}

interface EarParts {
  /** Null where the model cannot listen for given words. */
  readonly lists: WordLists | null
  /** Null where all is listened to. */
  readonly gates: Pick<VoiceGates, 'take' | 'giveBack'> | null
}

/** One speaker's recognition: an utterance at a time, over one native stream that is reset in between. */
export class Ear {
  readonly #lists: WordLists | null
  readonly #gates: EarParts['gates']
  readonly #gate: VoiceGate | null
  readonly #loudness = new Loudness()
  #recogniser: NativeRecogniser
  /** Listens from the next utterance on. */
  #next: NativeRecogniser
  #stream: NativeStream
  /** Where in the stream the utterance's own sound begins; null between utterances. */
  #origin: number | null = null

  constructor(plain: NativeRecogniser, { lists, gates }: EarParts) {
    this.#lists = lists
    this.#gates = gates
    this.#gate = gates?.take() ?? null
    this.#recogniser = plain
    this.#next = plain
    plain.users += 1
    this.#stream = plain.stream()
  }

  /** Listens for these words above others from the next utterance on. Takes up to 0.5 s where the list is a new one. */
  expect(terms: readonly string[]): void {
    if (this.#lists === null) return
    const next = this.#lists.take(terms)
    if (this.#next !== this.#recogniser) this.#next.users -= 1
    this.#next = next
    // Both are one user of it.
    if (next === this.#recogniser) next.users -= 1
  }

  /** Takes the next sound (16 kHz mono 16-bit little-endian); answers the utterance so far when it was decoded on. */
  hear(pcm: Uint8Array): Hypothesis | null {
    if (this.#origin === null) this.#begin()
    const samples = samplesOf(pcm)
    this.#give(this.#loudness.level(this.#gate === null ? samples : this.#gate.pass(samples)))
    return this.#decode() ? this.#hypothesis() : null
  }

  /** Ends the utterance after this much more silence, and answers what it was. */
  finish(paddingMs: number): Hypothesis {
    if (this.#origin === null) return []
    if (this.#gate !== null) this.#give(this.#loudness.level(this.#gate.rest()))
    this.#silence(paddingMs + (this.#recogniser.hasHotwords ? HOTWORD_TAIL_MS : 0))
    this.#decode()
    const hypothesis = this.#hypothesis()
    this.#native.reset(this.#stream.handle)
    this.#origin = null
    return hypothesis
  }

  /** Gives back what is native of it; the ear is not to be used again. */
  close(): void {
    this.finish(TAIL_MS)
    this.#recogniser.giveBack(this.#stream)
    if (this.#gate !== null) this.#gates?.giveBack(this.#gate)
    this.#recogniser.users -= 1
    if (this.#next !== this.#recogniser) this.#next.users -= 1
  }

  get #native(): OnlineRecognizer {
    return this.#recogniser.native
  }

  #begin(): void {
    if (this.#next !== this.#recogniser) {
      this.#recogniser.giveBack(this.#stream)
      this.#recogniser.users -= 1
      this.#recogniser = this.#next
      this.#stream = this.#recogniser.stream()
    }
    if (this.#stream.given > LIFE_OF_STREAM_MS * SAMPLES_PER_MS) this.#stream = this.#recogniser.fresh()
    const lead = LEAD_MS * SAMPLES_PER_MS
    const beyondStep = (this.#stream.given + lead) % STEP_SAMPLES
    this.#silence((lead + STEP_SAMPLES - beyondStep) / SAMPLES_PER_MS)
    this.#origin = this.#stream.given
  }

  #silence(ms: number): void {
    if (ms > 0) this.#give(new Float32Array(Math.round(ms * SAMPLES_PER_MS)))
  }

  #give(samples: Float32Array): void {
    if (samples.length === 0) return
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
