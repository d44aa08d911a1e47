import type { Cancel, Clock } from './clock.ts'

/** How often it beats. */
export const BEAT_MS = 50

const beats = new WeakMap<Clock, Beat>()

/** The beat of all that goes by this clock. */
export function beatOf(clock: Clock): Beat {
  const beat = beats.get(clock) ?? new Beat(clock)
  beats.set(clock, beat)
  return beat
}

/**
 * The one rhythm of a process: to wake it costs about as much as what one session does then, so all of them are
 * woken together. There is a timer while anybody listens.
 */
class Beat {
  readonly #clock: Clock
  readonly #listeners = new Set<() => void>()
  #stop: Cancel | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Calls `fn` once in so many beats from now on. What it throws is a bug, and keeps nobody else from the beat. */
  every(beats: number, fn: () => void): Cancel {
    let left = beats
    const listener = (): void => {
      left -= 1
      if (left > 0) return
      left = beats
      fn()
    }
    this.#listeners.add(listener)
    this.#stop ??= this.#clock.every(BEAT_MS, () => this.#beat())
    return () => this.#off(listener)
  }

  #off(listener: () => void): void {
    this.#listeners.delete(listener)
    if (this.#listeners.size > 0) return
    this.#stop?.()
    this.#stop = null
  }

  #beat(): void {
    for (const listener of this.#listeners) {
      try {
        listener()
      } catch (error) {
        // For the process to deal with, as if this listener had a timer of its own.
        this.#clock.after(0, () => {
          throw error
        })
      }
    }
  }
}
