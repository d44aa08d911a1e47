import sherpa, { type Vad } from 'sherpa-onnx-node'
import { SAMPLE_RATE, SAMPLES_PER_MS } from '../../audio/pcm.ts'

/** Lower than the 0.5 that is usual: a word that is lost is worse than noise that is listened to. */
const THRESHOLD = 0.3
/** Speech is noticed some time after it began: so much before that is let through. */
const BEFORE_MS = 300
/** And so much after it. */
const AFTER_MS = 500
/** Of the detector's own memory, which is not used; longer than a turn may get. */
const BUFFER_SECONDS = 60

/**
 * Lets one speaker's speech through and silences what is none: the keyboard, music and voices far away of an open
 * microphone. Sound comes out later than it goes in, by `BEFORE_MS`, so that the beginning of a word is not lost.
 */
export class VoiceGate {
  readonly #vad: Vad
  /** What has not come out yet. */
  #held = new Int16Array(0)
  #openSamples = 0

  /** Ends the process on a file that is no Silero detector. */
  constructor(model: string) {
    this.#vad = new sherpa.Vad(
      {
        sileroVad: {
          model,
          threshold: THRESHOLD,
          minSpeechDuration: 0.1,
          minSilenceDuration: 0.25,
          // Beyond that it would become stricter, to end what it takes for one stretch of speech.
          maxSpeechDuration: BUFFER_SECONDS,
          windowSize: 512,
        },
        sampleRate: SAMPLE_RATE,
        numThreads: 1,
        provider: 'cpu',
        debug: 0,
      },
      BUFFER_SECONDS,
    )
  }

  /** Takes the next samples, and answers those that are due, speech as it was and the rest as zeros. */
  pass(samples: Int16Array): Int16Array {
    this.#vad.acceptWaveform(Float32Array.from(samples, (sample) => sample / 32768))
    while (!this.#vad.isEmpty()) this.#vad.pop()
    if (this.#vad.isDetected()) this.#openSamples = (BEFORE_MS + AFTER_MS) * SAMPLES_PER_MS
    const all = new Int16Array(this.#held.length + samples.length)
    all.set(this.#held)
    all.set(samples, this.#held.length)
    return this.#out(all, Math.max(0, all.length - BEFORE_MS * SAMPLES_PER_MS))
  }

  /** What is still held; the next sound begins another utterance. */
  rest(): Int16Array {
    const rest = this.#out(this.#held, this.#held.length)
    this.#vad.reset()
    this.#openSamples = 0
    return rest
  }

  #out(all: Int16Array, length: number): Int16Array {
    const due = all.slice(0, length)
    this.#held = all.slice(length)
    due.fill(0, Math.min(length, this.#openSamples))
    this.#openSamples = Math.max(0, this.#openSamples - length)
    return due
  }
}

/** The gates of one detector, and those that wait for their next speaker: only garbage collection would free them. */
export class VoiceGates {
  readonly #model: string
  readonly #idle: VoiceGate[] = []

  constructor(model: string) {
    this.#model = model
  }

  /** Ends the process on a file that is no Silero detector. */
  take(): VoiceGate {
    return this.#idle.pop() ?? new VoiceGate(this.#model)
  }

  /** It is to be at rest. */
  giveBack(gate: VoiceGate): void {
    this.#idle.push(gate)
  }
}
