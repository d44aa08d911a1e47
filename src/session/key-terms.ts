/** As many as any engine takes; what is at the front matters most. */
const MOST = 100
const LONGEST = 50

/**
 * The words that a speech engine is told to expect in a session: the guild's own list, then the names of those who
 * are heard, as somebody would say them. Each once, at most 100.
 */
export function keyTermsOf(from: {
  readonly guildTerms: readonly string[]
  /** Display names, in the order in which they matter. */
  readonly names: readonly string[]
  readonly withNames: boolean
}): readonly string[] {
  const terms = new Map<string, string>()
  for (const term of [...from.guildTerms, ...(from.withNames ? from.names.flatMap(spokenNames) : [])]) {
    const trimmed = term.trim()
    const same = trimmed.toLowerCase()
    if (trimmed !== '' && !terms.has(same)) terms.set(same, trimmed)
  }
  return [...terms.values()].slice(0, MOST)
}

/** What a display name sounds like: without emoji, ornament, pronouns in brackets and the year of birth. */
function spokenNames(name: string): string[] {
  return (
    name
      // Letters of the mathematical alphabets and of the full-width forms become plain ones.
      .normalize('NFKC')
      .replace(/\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|【[^】]*】/gu, ' ')
      // "Ada | Tiamat" is a player and her part: each is said by itself.
      .split(/[|•·]/u)
      .map(spoken)
      .filter((said) => isNameLike(said))
  )
}

function spoken(name: string): string {
  return name
    .replace(/[^\p{L}\p{M}\p{N}'’-]+/gu, ' ')
    .split(' ')
    .map((word) =>
      word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, '').replace(/(?<=\p{L})\p{N}{2,}$/u, ''),
    )
    .filter((word) => /\p{L}/u.test(word) && !/^x+$/i.test(word))
    .join(' ')
}

/** Two letters are a name where each is a syllable or a word; elsewhere they would be heard in everything. */
function isNameLike(said: string): boolean {
  const letters = said.match(/\p{L}/gu) ?? []
  const least = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(said) ? 2 : 3
  return letters.length >= least && [...said].length <= LONGEST
}
