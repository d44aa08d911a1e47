/**
 * Counts values by size, for the shares below a time that a mean hides. Plain numbers in memory: a value costs a
 * short search and three additions, and no allocation, so that it may be counted on the way of a packet.
 */
export class Histogram {
  /** Upper bounds, rising; a value equal to a bound lies below it, as Prometheus has it. */
  readonly bounds: readonly number[]
  /** One more than there are bounds: the last is for what lies above all of them. */
  readonly #counts: Float64Array
  #sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.#counts = new Float64Array(bounds.length + 1)
  }

  add(value: number): void {
    let place = 0
    while (place < this.bounds.length && value > (this.bounds[place] ?? 0)) place += 1
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#sum += value
  }

  /** Adds what another one with the same bounds has counted. */
  addAll(other: Histogram): void {
    for (const [place, count] of other.#counts.entries())
      this.#counts[place] = (this.#counts[place] ?? 0) + count
    this.#sum += other.#sum
  }

  /** Of all values. */
  get sum(): number {
    return this.#sum
  }

  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0)
  }

  /** For each bound, how many values lie at or below it. */
  get cumulative(): readonly number[] {
    let sum = 0
    return this.bounds.map((_, place) => {
      sum += this.#counts[place] ?? 0
      return sum
    })
  }
}
