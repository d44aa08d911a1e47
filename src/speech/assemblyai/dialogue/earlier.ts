import type { MonotonicMs } from '../../../base/ids.ts'

/** The earlier of two times; null is never. */
export function earlier(one: MonotonicMs | null, other: MonotonicMs | null): MonotonicMs | null {
  if (one === null) return other
  return other === null ? one : Math.min(one, other)
}
