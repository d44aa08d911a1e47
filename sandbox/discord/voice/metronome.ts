/** One who does something every 20 ms. */
export interface Beating {
  /** Called once per 20 ms, late but never left out; false ends it. */
  beat(frame: number): boolean
}

export const FRAME_MS = 20
/** Voices begin on this grid, so that two hundred of them wake the process at most every 5 ms, and do not all speak at once. */
const GRID_MS = 5

/**
 * The one timer behind all mouths. Its schedule is absolute: frame n of a voice is due n * 20 ms after its origin, so a late
 * timer is caught up with and nothing drifts.
 */
export class Metronome {
  readonly #voices = new Map<Beating, { readonly originMs: number; frame: number }>()
  #timer: NodeJS.Timeout | undefined

  /** An origin for a voice that begins now, in the metronome's own time. */
  origin(): number {
    return Math.ceil(performance.now() / GRID_MS) * GRID_MS
  }

  /** Beats from the next frame on that is due and not before `earliestFrame`, until `beat` says no. */
  start(voice: Beating, place: { readonly originMs: number; readonly earliestFrame: number }): void {
    const due = Math.ceil((performance.now() - place.originMs) / FRAME_MS)
    this.#voices.set(voice, { originMs: place.originMs, frame: Math.max(due, place.earliestFrame) })
    this.#sleep()
  }

  stop(voice: Beating): void {
    this.#voices.delete(voice)
    this.#sleep()
  }

  close(): void {
    this.#voices.clear()
    this.#sleep()
  }

  #sleep(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#voices.size === 0) return
    let due = Number.POSITIVE_INFINITY
    for (const { originMs, frame } of this.#voices.values()) due = Math.min(due, originMs + frame * FRAME_MS)
    this.#timer = setTimeout(() => this.#wake(), Math.max(1, due - performance.now()))
  }

  #wake(): void {
    const now = performance.now()
    for (const [voice, place] of this.#voices) {
      while (place.originMs + place.frame * FRAME_MS <= now) {
        place.frame += 1
        if (voice.beat(place.frame - 1)) continue
        this.#voices.delete(voice)
        break
      }
    }
    this.#sleep()
  }
}
