/** The value that this share (0 to 1) of all values does not exceed, by the nearest rank; null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}

export interface Spread {
  readonly count: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly most: number | null
}

/** Milliseconds, to a tenth. */
export function spreadOf(values: readonly number[]): Spread {
  const at = (share: number): number | null => {
    const value = percentile(values, share)
    return value === null ? null : Math.round(value * 10) / 10
  }
  return { count: values.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) }
}
