import type { WirePacket } from '../../sandbox/discord/voice/wire.ts'
import type { Heard, Recogniser } from '../../sandbox/speech/recogniser.ts'
import { ToneRecogniser } from '../../sandbox/speech/tone-recogniser.ts'
import type { SentLine, Stretch } from './delays.ts'
import { monotonicMs } from './monotonic.ts'

/** What a client sends after speech, in clear: an encoder makes the same of silence between words. */
const TRAILING_FRAMES = 5
/** From the last of these to the next talk at least; no packet is late by as much. */
const BETWEEN_TALKS_MS = 1_000
const BYTES_PER_MS = 32
/** So much silence parts two stretches: more than between two words, less than after a turn. */
const PARTING_MS = 500

/** Notes when each packet leaves for the bot, and when each chunk of sound comes from it. */
export class LatencyTap {
  #talks = new Map<string, number[][]>()
  #ears: TappedEar[] = []

  /** Forgets all so far. */
  reset(): void {
    this.#talks = new Map()
    this.#ears = []
  }

  /** A rule of the wire that lets everything pass. */
  readonly rule = ({ speakerId }: WirePacket): 'pass' => {
    const now = monotonicMs()
    const talks = this.#talks.get(speakerId) ?? []
    this.#talks.set(speakerId, talks)
    const last = talks.at(-1)
    if (last !== undefined && now - (last.at(-1) ?? now) < BETWEEN_TALKS_MS) last.push(now)
    else talks.push([now])
    return 'pass'
  }

  readonly recogniser = (rate: number): Recogniser => {
    const ear = new TappedEar(new ToneRecogniser(rate))
    this.#ears.push(ear)
    return ear
  }

  /** A speaker's talks, in order. */
  sentBy(speakerId: string): SentLine[] {
    const talks = this.#talks.get(speakerId) ?? []
    return talks.map((sentMs) => ({ sentMs, speech: sentMs.length - TRAILING_FRAMES }))
  }

  get stretches(): readonly Stretch[] {
    return this.#ears.flatMap((ear) => ear.stretches)
  }
}

/** The tone language's ear, and when which sound came to it. */
class TappedEar implements Recogniser {
  readonly stretches: Stretch[] = []
  readonly #ear: Recogniser
  #takenMs = 0
  #silentMs = Number.POSITIVE_INFINITY

  constructor(ear: Recogniser) {
    this.#ear = ear
  }

  push(pcm: Buffer): readonly Heard[] {
    const now = monotonicMs()
    const lengthMs = pcm.length / BYTES_PER_MS
    const isSilent = pcm.every((byte) => byte === 0)
    if (!isSilent && this.#silentMs >= PARTING_MS)
      this.stretches.push({ fromMs: this.#takenMs, chunksMs: [], words: [] })
    this.#silentMs = isSilent ? this.#silentMs + lengthMs : 0
    this.stretches.at(-1)?.chunksMs.push(now)
    this.#takenMs += lengthMs
    return this.#noted(this.#ear.push(pcm))
  }

  flush(): readonly Heard[] {
    return this.#noted(this.#ear.flush())
  }

  #noted(heard: readonly Heard[]): readonly Heard[] {
    for (const word of heard) {
      if (word.kind !== 'word') continue
      this.stretches.findLast(({ fromMs }) => fromMs <= word.endMs)?.words.push(word.text)
    }
    return heard
  }
}
