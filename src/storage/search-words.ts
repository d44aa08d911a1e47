/** Scripts that put no spaces between words: the index takes each run of them for one word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** What people ask for, as a question to the index, or as texts to look for one by one. */
export type SearchWords =
  | { readonly kind: 'none' }
  | { readonly kind: 'index'; readonly match: string }
  | { readonly kind: 'scan'; readonly patterns: readonly string[]; readonly words: readonly string[] }

/** More words than that are no search but a text, and each costs a look-up. */
const WORDS_MOST = 16

/**
 * Reads what a person typed. Every word is quoted, so that nothing in it is an operator of FTS5's query language
 * (sqlite.org/fts5.html, "FTS5 Strings"), and matches as a beginning; whole words count twice, and so come first.
 * Words of a script without spaces can begin anywhere, which an index of words cannot find: those are scanned for.
 */
export function searchWords(typed: string, guild: string): SearchWords {
  const words = typed
    .replaceAll('\0', ' ')
    .split(/\s+/u)
    // FTS5's unicode61 makes words of letters, digits and private characters.
    .filter((word) => /[\p{L}\p{N}\p{Co}]/u.test(word))
    .slice(0, WORDS_MOST)
  if (words.length === 0) return { kind: 'none' }
  if (words.some((word) => UNSPACED.test(word)))
    return { kind: 'scan', words, patterns: words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`) }
  const asked = words.map((word) => `(${quoted(word)} OR ${quoted(word)} *)`)
  return { kind: 'index', match: `guild : ${quoted(guild)} AND text : (${asked.join(' AND ')})` }
}

const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`

const BEFORE = 40
const AFTER = 120

/** The text around the first of these words, with all of them marked, as `Hit.excerpt` says. */
export function excerptOf(text: string, words: readonly string[]): string {
  const found = text.search(pattern(words))
  const from = Math.max(0, found - BEFORE)
  const to = found + AFTER
  const around = text.slice(from, to).replace(HALVES, '')
  const marked = around.replace(pattern(words), '\u0001$&\u0002')
  return `${from > 0 ? '…' : ''}${marked}${to < text.length ? '…' : ''}`
}

/** What is left at an end of a character of two units that was cut in the middle. */
const HALVES = /^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g

const pattern = (words: readonly string[]): RegExp =>
  new RegExp(words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'giu')
