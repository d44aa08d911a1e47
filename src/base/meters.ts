/** Counts by name. Plain numbers in memory: whoever shows them asks, and what is counted pays an addition at most. */
export class Meters<Name extends string> {
  readonly #counts = new Map<Name, number>()

  add(name: Name, count: number): void {
    this.#counts.set(name, this.of(name) + count)
  }

  addAll(others: Meters<Name>): void {
    for (const [name, count] of others.#counts) this.add(name, count)
  }

  /** 0 for what was never counted. */
  of(name: Name): number {
    return this.#counts.get(name) ?? 0
  }
}
