import { GAP_MS, VOICES, WORD_MS } from '../cast/tone-language.ts'
import { VOCABULARY } from '../cast/vocabulary.ts'
import type { Heard, Recogniser } from './recogniser.ts'

const WINDOW_MS = 32
const HOP_MS = 10
/** Quieter than this (RMS of 16-bit samples) is silence. A chord whose peak lies 36 dB below full scale has some 200. */
const FLOOR = 24
/** This share of a window's power must lie in a chord's tones. Opus leaves more than 0.95 there, but at 16 kbit/s, 0.7. */
const PURITY = 0.6
/** And each tone must carry this share: a third, were they equal, but Opus may starve the highest when bits are few. */
const TONE_SHARE = 0.025
/** More than half the windows of a whole word (about 20): half a word can not be heard twice, or as two. */
const ENOUGH_WINDOWS = 11
/**
 * So long without the chord and it has ended; when it had sounded to its end, sooner. Two packets lost within a word
 * leave some 56 ms without a vote, the gap after a word some 84.
 */
const HOLE_MS = 65
const ENDED_MS = 20
/** A word longer than this is the next one, said again. */
const LONGEST_MS = WORD_MS + GAP_MS / 2
/** A window votes first, and last, when about half of it lies in the word: so far are these from the word's edges. */
const EDGE_MS = 12

interface Candidate {
  readonly firstMs: number
  lastMs: number
  windows: number
  told: boolean
  readonly votes: Map<number, number>
}

/**
 * Reads the tone language from PCM by the power at its twelve tones (Goertzel's filter), over windows of 32 ms,
 * every 10 ms. A window votes for a word when nearly all of its power lies in that word's chord; human speech, noise
 * and undeciphered packets hardly ever do so for one window, and not for eleven in a row.
 */
export class ToneRecogniser implements Recogniser {
  readonly #rate: number
  readonly #window: Float64Array
  readonly #windowPower: number
  readonly #windowSum: number
  readonly #turns: readonly (readonly number[])[]
  readonly #hop: number
  readonly #frame: Float64Array
  #filled = 0
  #taken = 0
  #candidate: Candidate | null = null

  /** @param rate samples per second of what will be pushed. */
  constructor(rate = 16_000) {
    this.#rate = rate
    this.#hop = Math.round((rate * HOP_MS) / 1000)
    const size = Math.round((rate * WINDOW_MS) / 1000)
    this.#frame = new Float64Array(size)
    this.#window = Float64Array.from(
      { length: size },
      (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / size),
    )
    this.#windowSum = this.#window.reduce((sum, weight) => sum + weight, 0)
    this.#windowPower = this.#window.reduce((sum, weight) => sum + weight * weight, 0)
    this.#turns = VOICES.map((tones) => tones.map((hz) => 2 * Math.cos((2 * Math.PI * hz) / rate)))
  }

  push(pcm: Buffer): readonly Heard[] {
    const heard: Heard[] = []
    const samples = pcm.length >> 1
    for (let at = 0; at < samples; at += 1) {
      this.#frame[this.#filled] = pcm.readInt16LE(at * 2)
      this.#filled += 1
      this.#taken += 1
      if (this.#filled < this.#frame.length) continue
      this.#hear(this.#read(), heard)
      this.#frame.copyWithin(0, this.#hop)
      this.#filled -= this.#hop
    }
    return heard
  }

  flush(): readonly Heard[] {
    const heard: Heard[] = []
    this.#end(heard)
    return heard
  }

  get #takenMs(): number {
    return (this.#taken * 1000) / this.#rate
  }

  /** One window's vote came in (a place in the vocabulary, -1 for none). */
  #hear(vote: number, heard: Heard[]): void {
    const centreMs = this.#takenMs - WINDOW_MS / 2
    if (this.#candidate !== null && this.#isOver(this.#candidate, centreMs)) this.#end(heard)
    if (vote < 0) return
    const candidate = this.#candidate ?? {
      firstMs: centreMs,
      lastMs: centreMs,
      windows: 0,
      told: false,
      votes: new Map(),
    }
    this.#candidate = candidate
    candidate.lastMs = centreMs
    candidate.windows += 1
    candidate.votes.set(vote, (candidate.votes.get(vote) ?? 0) + 1)
    if (candidate.told || candidate.windows < 3) return
    candidate.told = true
    heard.push({ kind: 'onset', startMs: this.#startOf(candidate), atMs: this.#takenMs })
  }

  #isOver({ firstMs, lastMs }: Candidate, nowMs: number): boolean {
    const quietMs = nowMs - lastMs
    const wholeWord = lastMs - firstMs >= WORD_MS - 40
    return quietMs > HOLE_MS || (wholeWord && quietMs > ENDED_MS) || nowMs - firstMs > LONGEST_MS
  }

  #end(heard: Heard[]): void {
    const candidate = this.#candidate
    this.#candidate = null
    if (candidate === null || !candidate.told) return
    const [best = -1, count = 0] = [...candidate.votes].sort((a, b) => b[1] - a[1])[0] ?? []
    const text = count >= ENOUGH_WINDOWS && count >= candidate.windows * 0.7 ? VOCABULARY[best] : undefined
    const atMs = this.#takenMs
    if (text === undefined) heard.push({ kind: 'nothing', atMs })
    else
      heard.push({
        kind: 'word',
        text,
        startMs: this.#startOf(candidate),
        endMs: Math.round(candidate.lastMs + EDGE_MS),
        atMs,
      })
  }

  #startOf(candidate: Candidate): number {
    return Math.max(0, Math.round(candidate.firstMs - EDGE_MS))
  }

  /** The word that the window's sound is a piece of, or -1. */
  #read(): number {
    let power = 0
    for (let at = 0; at < this.#frame.length; at += 1) {
      const weighted = (this.#frame[at] ?? 0) * (this.#window[at] ?? 0)
      power += weighted * weighted
    }
    power /= this.#windowPower
    if (power < FLOOR * FLOOR) return -1
    let index = 0
    let tonal = 0
    for (const [voice, turns] of this.#turns.entries()) {
      const powers = turns.map((turn) => this.#powerAt(turn))
      const strongest = Math.max(...powers)
      if (strongest < power * TONE_SHARE) return -1
      index += powers.indexOf(strongest) * 4 ** voice
      tonal += strongest
    }
    return tonal >= power * PURITY ? index : -1
  }

  /** Power of the tone whose Goertzel coefficient this is (2 cos of its angle per sample). */
  #powerAt(turn: number): number {
    let last = 0
    let beforeLast = 0
    for (let at = 0; at < this.#frame.length; at += 1) {
      const next = (this.#frame[at] ?? 0) * (this.#window[at] ?? 0) + turn * last - beforeLast
      beforeLast = last
      last = next
    }
    const magnitude = last * last + beforeLast * beforeLast - turn * last * beforeLast
    return (2 * magnitude) / (this.#windowSum * this.#windowSum)
  }
}
