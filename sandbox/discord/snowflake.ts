const DISCORD_EPOCH_MS = 1_420_070_400_000
const STEPS_PER_MS = 4096

/**
 * Makes ids as Discord documents them ("Snowflakes"): milliseconds since 2015 in the top 42 bits, then a worker,
 * then a count. Every id of one mint is greater than the one before, so sorting by id sorts by age.
 */
export class SnowflakeMint {
  readonly #worker = BigInt(Math.floor(Math.random() * 1024))
  #ms = 0
  #step = 0

  next(): string {
    const now = Date.now() - DISCORD_EPOCH_MS
    if (now > this.#ms) {
      this.#ms = now
      this.#step = 0
    } else if (this.#step === STEPS_PER_MS - 1) {
      this.#ms += 1
      this.#step = 0
    } else {
      this.#step += 1
    }
    return ((BigInt(this.#ms) << 22n) | (this.#worker << 12n) | BigInt(this.#step)).toString()
  }
}

/** The wall time (ms) at which the id was made. */
export const snowflakeTime = (id: string): number => Number(BigInt(id) >> 22n) + DISCORD_EPOCH_MS

export const isSnowflake = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{1,20}$/.test(value)

/** Orders ids by age. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}
