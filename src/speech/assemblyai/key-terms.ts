/** More than this many key terms are refused with code 3006. */
const MOST = 100
/** The documented length of a key term, in characters. */
const LONGEST = 50

/**
 * The terms that the service takes, each once, in the same order: one bad term ends a session, or keeps it from
 * beginning.
 */
export function acceptableKeyTerms(terms: readonly string[]): string[] {
  const acceptable = new Map<string, string>()
  for (const term of terms) {
    const trimmed = term.trim()
    const length = [...trimmed].length
    // Half a surrogate pair is no text: JSON would carry it, UTF-8 cannot.
    if (length === 0 || length > LONGEST || /[\p{Cc}\p{Cs}]/u.test(trimmed)) continue
    const same = trimmed.toLowerCase()
    if (!acceptable.has(same)) acceptable.set(same, trimmed)
  }
  return [...acceptable.values()].slice(0, MOST)
}
