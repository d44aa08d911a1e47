import { plainLine } from '../../transcript/plain-line.ts'
import { readableTime } from '../../transcript/session-time.ts'
import { textWidth } from '../../transcript/text-width.ts'
import type { Output } from '../surroundings.ts'

/** To the beginning of the line, and away with what stands in it. */
const CLEAR = '\r\x1b[2K'
const DIM = '\x1b[2m'
const PLAIN = '\x1b[0m'
/** Of a terminal that does not know, or says 0. */
const COLUMNS = 80

/**
 * Finished turns, each a line that stays; and below them what is being said, on one line that changes. That line is
 * for terminals only, and never becomes part of what is written to a file.
 */
export class MicrophoneScreen {
  readonly #out: Output
  readonly #errors: Output
  #drawn = false

  constructor(out: Output, errors: Output) {
    this.#out = out
    this.#errors = errors
  }

  /** A turn that changes, or something about what goes on: in place of the one before. */
  draw(text: string): void {
    if (!this.#errors.isTTY) return
    const columns = (this.#errors.columns || COLUMNS) - 1
    this.#errors.write(`${CLEAR}${DIM}${endOfLine(plainLine(text), columns)}${PLAIN}`)
    this.#drawn = true
  }

  /** A line that stays. */
  keep(atMs: number, text: string): void {
    this.clear()
    this.#out.write(`[${readableTime(atMs)}] ${plainLine(text)}\n`)
  }

  clear(): void {
    if (!this.#drawn) return
    this.#errors.write(CLEAR)
    this.#drawn = false
  }
}

/** As much of the end as there is room for: the newest words are the ones that are looked for. */
export function endOfLine(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text
  const characters = [...text]
  let [from, width] = [characters.length, 1]
  for (; from > 0; from -= 1) {
    width += textWidth(characters[from - 1] ?? '')
    if (width > columns) break
  }
  return `…${characters.slice(from).join('')}`
}
