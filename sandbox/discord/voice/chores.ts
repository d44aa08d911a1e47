/** How long the process works in one go: less than a metronome's grid. */
const SLICE_MS = 4

/**
 * Work that can wait a little, done bit by bit: a change of a large MLS group costs every simulated member some
 * milliseconds, and done in one go it would hold up all who are talking.
 */
export class Chores {
  #queue: (() => void)[] = []
  #next: NodeJS.Immediate | undefined

  add(chore: () => void): void {
    this.#queue.push(chore)
    this.#next ??= setImmediate(() => this.#work())
  }

  close(): void {
    clearImmediate(this.#next)
    this.#queue = []
  }

  #work(): void {
    const until = performance.now() + SLICE_MS
    do this.#queue.shift()?.()
    while (this.#queue.length > 0 && performance.now() < until)
    this.#next = this.#queue.length > 0 ? setImmediate(() => this.#work()) : undefined
  }
}
