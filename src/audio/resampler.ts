import { SAMPLE_RATE } from './pcm.ts'

/** How many zero crossings of the filter lie on each side of a sample: 16 keep folded tones below -60 dB. */
const CROSSINGS = 16
/** Places between two samples for which the filter is kept; common rates need fewer, and then each is exact. */
const MOST_PHASES = 640
const NONE = new Float32Array(0)
/** Of the lower of the two bands, so that the filter's slope lies within it. */
const PASSED = 0.94

/**
 * Sound of any rate to 16 kHz, piece by piece, by a windowed sinc: what lies above 8 kHz is taken out before it could
 * fold back into speech. Samples are from -1 to 1; those beyond are clipped.
 */
export class Resampler {
  readonly #rate: number
  /** By phase: the filter's values for a sample that lies so far behind a sample that came. Empty: nothing to do. */
  readonly #filters: readonly Float32Array[]
  readonly #reach: number
  /** What came and is still needed; its first sample is number `#from` of all. */
  #kept: Float32Array
  #from: number
  #made = 0

  /** `rate` in samples per second. */
  constructor(rate: number) {
    this.#rate = rate
    const cutoff = rate === SAMPLE_RATE ? 1 : PASSED * Math.min(1, SAMPLE_RATE / rate)
    this.#reach = Math.ceil(CROSSINGS / cutoff)
    this.#filters = rate === SAMPLE_RATE ? [] : filtersOf(rate, cutoff, this.#reach)
    // Before the beginning there was silence.
    this.#kept = new Float32Array(this.#reach)
    this.#from = -this.#reach
  }

  /** What is ready of the sound so far. */
  push(samples: Float32Array): Int16Array {
    if (this.#filters.length === 0) return integers(samples)
    const joined = new Float32Array(this.#kept.length + samples.length)
    joined.set(this.#kept)
    joined.set(samples, this.#kept.length)
    this.#kept = joined
    const ready = this.#countBefore(this.#from + joined.length - this.#reach)
    const made = new Int16Array(Math.max(0, ready - this.#made))
    for (let at = 0; at < made.length; at += 1) made[at] = this.#next()
    this.#forget()
    return made
  }

  /** The end of the sound, behind which there is silence. */
  flush(): Int16Array {
    if (this.#filters.length === 0) return new Int16Array(0)
    const left = this.#countBefore(this.#from + this.#kept.length) - this.#made
    return this.push(new Float32Array(this.#reach + 1)).subarray(0, Math.max(0, left))
  }

  /** How many samples at 16 kHz lie before sample number `end` of what came. */
  #countBefore(end: number): number {
    return Math.ceil((end * SAMPLE_RATE) / this.#rate)
  }

  #next(): number {
    const ticks = this.#made * this.#rate
    const whole = Math.floor(ticks / SAMPLE_RATE)
    const phase = Math.round(((ticks % SAMPLE_RATE) / SAMPLE_RATE) * (this.#filters.length - 1))
    const filter = this.#filters[phase] ?? NONE
    const kept = this.#kept
    const first = whole - this.#reach + 1 - this.#from
    let sum = 0
    for (let tap = 0; tap < filter.length; tap += 1) sum += (filter[tap] ?? 0) * (kept[first + tap] ?? 0)
    this.#made += 1
    return toInteger(sum)
  }

  #forget(): void {
    const needed = Math.floor((this.#made * this.#rate) / SAMPLE_RATE) - this.#reach + 1
    const gone = Math.max(0, Math.min(this.#kept.length, needed - this.#from))
    this.#kept = this.#kept.slice(gone)
    this.#from += gone
  }
}

function filtersOf(rate: number, cutoff: number, reach: number): Float32Array[] {
  const phases = Math.min(SAMPLE_RATE / divisor(rate, SAMPLE_RATE), MOST_PHASES)
  return Array.from({ length: phases + 1 }, (_, phase) => {
    const taps = Float64Array.from({ length: 2 * reach }, (_, tap) =>
      windowed(tap - reach + 1 - phase / phases, cutoff, reach),
    )
    const sum = taps.reduce((total, tap) => total + tap, 0)
    // Each phase passes what does not move unchanged, else a tone would come out of the change of phases.
    return Float32Array.from(taps, (tap) => tap / sum)
  })
}

/** A sinc of this cutoff (1: half the rate) under a Blackman window, at so many samples from its middle. */
function windowed(at: number, cutoff: number, reach: number): number {
  if (Math.abs(at) >= reach) return 0
  const x = Math.PI * at * cutoff
  const turn = (Math.PI * at) / reach
  return (x === 0 ? 1 : Math.sin(x) / x) * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn))
}

function integers(samples: Float32Array): Int16Array {
  const made = new Int16Array(samples.length)
  for (let at = 0; at < made.length; at += 1) made[at] = toInteger(samples[at] ?? 0)
  return made
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

const toInteger = (sample: number): number =>
  Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))) || 0
