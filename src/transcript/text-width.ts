const PRINTABLE_ASCII = /^[\x20-\x7e]*$/
/** Drawn on the character before, or not at all. */
const NO_WIDTH = /[\p{M}\p{Cf}]/u
/** Half-width kana belong to a script that is wide otherwise. */
const NARROW_KANA = /[\uff61-\uffdc]/
/** What Unicode's "East Asian Width" calls wide or full-width, as far as its properties that RegExp knows can say. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u

/** How many columns a line takes where East Asian characters and emoji take two, and marks none. */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

function characterWidth(character: string): number {
  if (character <= '~') return 1
  if (NO_WIDTH.test(character)) return 0
  return WIDE.test(character) && !NARROW_KANA.test(character) ? 2 : 1
}

/** Whether a text is written without spaces, so that it may be broken between any two characters. */
export const isWide = (text: string): boolean => !PRINTABLE_ASCII.test(text) && WIDE.test(text)

/** As much of a text as `columns` hold, with "…" where something is left out. */
export function clippedToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text
  let [clipped, width] = ['', 0]
  for (const character of text) {
    width += characterWidth(character)
    if (width > columns - 1) break
    clipped += character
  }
  return `${clipped.trimEnd()}…`
}
