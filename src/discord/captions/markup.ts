/**
 * Makes what people say, and what they are called, safe to stand in a Discord message: it reads as it was said,
 * and can neither ping, format, link, nor pretend to be another line.
 */

/**
 * Characters that are not seen but act: controls, direction marks and overrides, spaces without width, tag
 * characters, and blanks that pass for letters. The joiners U+200C and U+200D stay, because Persian, Indic scripts
 * and emoji are written with them, and so do the variation selectors that colour an emoji.
 */
const UNSEEN =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]/gu

/** More marks than any script stacks on one letter: they would be drawn over the lines above and below. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu

/** Every kind of space and line break becomes one space: a line cannot be forged without a new line. */
export function plainLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Z}\t-\r\x85]+/gu, ' ')
    .replace(UNSEEN, '')
    .replace(STACKED_MARKS, '$1')
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** What Discord's Markdown gives a meaning anywhere; `<`, `@` and `#` also begin mentions, emoji and timestamps. */
const SPECIAL = /[\\*_~`|[\]<>@#]/g
/** A list item, where a line could begin. */
const LIST = /(^| )(?:([-+])|(\d+)([.)]))(?= |$)/g
/** What makes a client see an address; after a backslash in its middle it sees words. */
const SCHEME = /:(?=\/\/)/g
/** Invitations and gifts become cards even without a scheme in front. */
const DISCORD_HOST = /(discord(?:app)?)\.(?=[a-z])/gi

/** Escapes one line (see `plainLine`); a backslash never stands before a space, so it can be cut at spaces. */
export function escaped(line: string): string {
  return line
    .replace(SPECIAL, '\\$&')
    .replace(LIST, (_, before: string, bullet?: string, digits?: string, dot?: string) =>
      bullet === undefined ? `${before}${digits}\\${dot}` : `${before}\\${bullet}`,
    )
    .replace(SCHEME, '\\:')
    .replace(DISCORD_HOST, '$1\\.')
}

/** A line without what cannot be seen at its beginning: nothing is left of one that shows nothing. */
export const visible = (line: string): string =>
  line.replace(/^(?:\p{Default_Ignorable_Code_Point}|\p{M}|\s)+/u, '')

/** Discord's own limit for names, in characters. */
const NAME_LENGTH = 32

/** A name that is safe and has something to see; `fallback` where nothing is left of it. */
export function safeName(name: string, fallback: string): string {
  const line = visible(plainLine(name))
  const characters = [...line]
  const short = characters.length <= NAME_LENGTH ? line : `${characters.slice(0, NAME_LENGTH - 1).join('')}…`
  return escaped(short === '' ? fallback : short)
}

/** A person's name as it stands in a message; the end of their id where no name can be shown. */
export const nameOf = (person: { readonly id: string; readonly name: string }): string =>
  safeName(person.name, `Speaker ${person.id.slice(-4)}`)

/** Speech, or any other text of a single line, made safe. */
export const safeText = (text: string): string => escaped(plainLine(text))

/** Text of the house that may hold names: its line breaks stay. */
export const safeLines = (text: string): string =>
  text
    .split('\n')
    .map(safeText)
    .filter((line) => line !== '')
    .join('\n')
