/** A seeded source of numbers in [0, 1): the same seed makes the same play (the mulberry32 generator). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** One of the items. Throws a RangeError when there are none. */
  pick<Item>(items: readonly Item[]): Item {
    const [item] = items.slice(this.between(0, items.length - 1))
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }
}
