/**
 * Characters that are not seen but act: controls, direction marks and overrides, spaces without width, tag
 * characters, and blanks that pass for letters. The joiners U+200C and U+200D stay, because Persian, Indic scripts
 * and emoji are written with them, and so do the variation selectors that colour an emoji.
 */
const UNSEEN =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]/gu

/** More marks than any script stacks on one letter: they would be drawn over the lines above and below. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/

/** Every kind of space and line break becomes one space: a line cannot be forged without a new line. */
export function plainLine(text: string): string {
  // What most speech is made of can hold neither; the Unicode classes are slow to ask for every character.
  if (PRINTABLE_ASCII.test(text)) return text.replace(/ {2,}/g, ' ').trim()
  return text
    .toWellFormed()
    .replace(/[\p{Z}\t-\r\x85]+/gu, ' ')
    .replace(UNSEEN, '')
    .replace(STACKED_MARKS, '$1')
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** A line without what cannot be seen at its beginning: nothing is left of one that shows nothing. */
export const visible = (line: string): string =>
  line.replace(/^(?:\p{Default_Ignorable_Code_Point}|\p{M}|\s)+/u, '')
