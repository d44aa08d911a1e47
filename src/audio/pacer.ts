import type { SessionMs } from '../base/ids.ts'
import { Chunker } from './chunker.ts'
import { nudge } from './nudge.ts'
import { type PcmChunk, SAMPLES_PER_MS } from './pcm.ts'
import { DISBELIEF_SAMPLES } from './timeline.ts'

/** What the ear knows of a speaker right now. */
export type IntakePhase =
  /** Nothing for longer than the tail. */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'speaking'; readonly sinceMs: SessionMs }
  /** Packets stopped, or silence frames came: silence is being fed since then, at the pace of real time. */
  | { readonly kind: 'tail'; readonly sinceMs: SessionMs }

const QUIET: IntakePhase = { kind: 'quiet' }

/** How far sound may lie from its place before it is moved there sample by sample: 5 ms, no word's edge is sharper. */
const SLACK_SAMPLES = 5 * SAMPLES_PER_MS

/** Where a frame belongs. Filled anew for each packet by the caller, so that none is made per packet. */
export interface Placing {
  /** In samples since the session began. */
  at: number
  /** True when it goes on exactly where the frame before it ended, by the sender's own clock. */
  follows: boolean
}

/**
 * Lays frames of speech and the silence between them on one line of chunks. After speech it feeds silence, for as
 * long as the caller lets time pass, up to the tail; beyond that it stops, and the next frame begins a new stretch.
 *
 * What is written stays written: a frame that belongs where something lies already goes right behind it, and the
 * line finds its way back in the next pause, or by a sample per frame if there is none.
 */
export class Pacer {
  #tailSamples: number
  readonly #chunker: Chunker
  #phase: IntakePhase = QUIET
  /** Where speech ended so far. */
  #spokenTo = 0

  constructor(tailMs: number, emit: (chunk: PcmChunk) => void) {
    this.#tailSamples = Math.round(tailMs * SAMPLES_PER_MS)
    this.#chunker = new Chunker(emit)
  }

  /** From now on so much silence follows speech. */
  set tailMs(ms: number) {
    this.#tailSamples = Math.round(ms * SAMPLES_PER_MS)
  }

  get phase(): IntakePhase {
    return this.#phase
  }

  /** How far the line reaches, in samples since the session began. */
  get position(): number {
    return this.#chunker.position
  }

  /** True while speech is the last thing on the line: the moment for concealing a loss. */
  get inSpeech(): boolean {
    return this.#phase.kind !== 'quiet' && this.#spokenTo === this.position
  }

  speech(frame: Int16Array, placing: Placing): void {
    const fitted = this.#fit(frame, placing)
    if (this.#phase.kind === 'quiet') this.#chunker.begin(placing.at)
    if (this.#phase.kind !== 'speaking')
      this.#phase = { kind: 'speaking', sinceMs: this.position / SAMPLES_PER_MS }
    this.#chunker.write(fitted)
    this.#spokenTo = this.position
  }

  /** A frame without speech in it, such as Discord's silence frame: lies in the tail, does not lengthen it. */
  pause(frame: Int16Array, placing: Placing): void {
    this.silenceTo(placing.at)
    if (this.#phase.kind === 'quiet') return
    this.#chunker.write(frame)
    this.#rest()
  }

  /** Goes on with invented sound where a packet is missing, up to `limit` samples of it. */
  conceal(frame: Int16Array, limit: number): void {
    this.#chunker.write(frame, Math.min(frame.length, limit))
  }

  /** Silence up to `position`, or to the end of the tail, where the line stops. */
  silenceTo(position: number): void {
    if (this.#phase.kind === 'quiet') return
    const end = this.#spokenTo + this.#tailSamples
    const length = Math.min(position, end) - this.position
    if (length > 0) {
      this.#chunker.silence(length)
      this.#rest()
    }
    if (position >= end) this.end()
  }

  /** Completes the chunk at hand with silence; the line stops here. */
  end(): void {
    this.#chunker.flush()
    this.#phase = QUIET
  }

  /** The line stops here, and the chunk at hand is forgotten. */
  drop(): void {
    this.#chunker.drop()
    this.#phase = QUIET
  }

  /** Fills what lies between the line's end and the frame's place, and answers the frame as it is to be written. */
  #fit(frame: Int16Array, { at, follows }: Placing): Int16Array {
    const ahead = at - this.position
    if (this.#phase.kind === 'quiet') return frame
    // No pause between this frame and the one before: rather a little beside its place than a cut in a word.
    if ((this.inSpeech && follows && ahead < DISBELIEF_SAMPLES) || ahead < 0) {
      if (Math.abs(ahead) <= SLACK_SAMPLES) return frame
      return nudge(frame, ahead > 0 ? 1 : -1)
    }
    this.#fill(at)
    return frame
  }

  #fill(position: number): void {
    const { phase } = this
    this.silenceTo(position)
    // A hole in the middle of speech is no pause.
    if (this.#phase.kind === 'tail' && phase.kind === 'speaking') this.#phase = phase
  }

  #rest(): void {
    if (this.#phase.kind === 'speaking')
      this.#phase = { kind: 'tail', sinceMs: this.#spokenTo / SAMPLES_PER_MS }
  }
}
