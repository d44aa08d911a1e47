/** As loud as the loudest samples should become. */
const TARGET_PEAK = 0.6
const LEAST_GAIN = 0.5
const MOST_GAIN = 6
/** Peaks below this are noise or the edges of words and say nothing of how loud the speaker is. */
const AUDIBLE_PEAK = 0.02
/** How much of a remembered peak is left after 50 ms of sound: half after 14 s. */
const FADING = 0.9975
/** The gain may grow by this much in 50 ms: it doubles in 0.7 s, too slow to blur a word. */
const GROWTH = 1.05

/**
 * Brings a speaker to an even loudness, slowly: recognition fails on speech whose peak lies near -20 dBFS, and
 * Discord levels nobody.
 */
export class Loudness {
  #peak = 0
  #gain = 1

  /** 50 ms of 16-bit samples as numbers in [-1, 1], brought to the speaker's level. */
  level(pcm: Int16Array): Float32Array {
    this.#follow(peakOf(pcm))
    const gain = this.#gain / 32768
    const samples = new Float32Array(pcm.length)
    for (let i = 0; i < pcm.length; i += 1) {
      const sample = (pcm[i] ?? 0) * gain
      samples[i] = sample > 1 ? 1 : sample < -1 ? -1 : sample
    }
    return samples
  }

  #follow(peak: number): void {
    if (peak < AUDIBLE_PEAK) return
    this.#peak = Math.max(peak, this.#peak * FADING)
    const wanted = Math.min(MOST_GAIN, Math.max(LEAST_GAIN, TARGET_PEAK / this.#peak))
    this.#gain = Math.min(wanted, this.#gain * GROWTH)
  }
}

function peakOf(pcm: Int16Array): number {
  let peak = 0
  for (const sample of pcm) {
    const size = sample < 0 ? -sample : sample
    if (size > peak) peak = size
  }
  return peak / 32768
}
