import type { SessionMs } from '../../base/ids.ts'
import type { SpokenWord } from '../../speech/engine.ts'
import { isWide, textWidth } from '../text-width.ts'

/** The smallest piece of a text that a line break leaves whole, with when it was said. */
export interface Atom {
  readonly text: string
  /** In columns. */
  readonly width: number
  readonly startMs: SessionMs
  readonly endMs: SessionMs
  /** Whether a space stands before it, unless it begins a line. */
  readonly spaced: boolean
}

export interface TimedText {
  /** One line, words parted by single spaces. */
  readonly text: string
  readonly words: readonly SpokenWord[]
  readonly startMs: SessionMs
  readonly endMs: SessionMs
}

/** Punctuation stays with the character before it: no line begins with a full stop. */
const CLOSING = /^[\p{Pe}\p{Pf}\p{Po}\u30fc]/u
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * A text as atoms of at most `columns`, in order, with the times of its words. Where the words are not those of the
 * text (it was formatted, or the engine tells no words), times are shared out by characters.
 */
export function atomsOf(timed: TimedText, columns: number): readonly Atom[] {
  const tokens = timed.text.split(' ').filter((token) => token !== '')
  const times = timesOf(tokens, timed)
  const atoms: Atom[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const text = tokens[at] ?? ''
    const { startMs, endMs } = times[at] ?? timed
    const whole = { text, width: textWidth(text), startMs, endMs, spaced: true }
    if (whole.width <= columns && !isWide(text)) atoms.push(whole)
    else for (const piece of broken(whole, columns)) atoms.push(piece)
  }
  return atoms
}

interface Span {
  readonly startMs: SessionMs
  readonly endMs: SessionMs
}

function timesOf(tokens: readonly string[], timed: TimedText): readonly Span[] {
  const { words } = timed
  if (words.length === tokens.length) return words
  const places = words.length > 0 ? words : [timed]
  const lengths = words.length > 0 ? words.map(({ text }) => Math.max(1, text.length)) : [1]
  const total = sum(lengths)
  const characters = sum(tokens.map(({ length }) => length))
  let [place, before, said] = [0, 0, 0]
  /** The time at this share of the text; shares only grow. */
  const timeAt = (share: number): SessionMs => {
    const position = share * total
    while (place < places.length - 1 && before + (lengths[place] ?? 0) <= position) {
      before += lengths[place] ?? 0
      place += 1
    }
    const { startMs, endMs } = places[place] ?? timed
    const within = Math.min(1, Math.max(0, (position - before) / (lengths[place] ?? 1)))
    return startMs + (endMs - startMs) * within
  }
  return tokens.map(({ length }) => {
    const startMs = timeAt(said / characters)
    said += length
    return { startMs, endMs: timeAt(said / characters) }
  })
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

/** A token that is too long for a line, or that is written in a script without spaces, by characters as people see them. */
function broken(token: Atom, columns: number): readonly Atom[] {
  const pieces: { text: string; width: number }[] = []
  for (const segment of segmentsOf(token.text, columns)) {
    const last = pieces.at(-1)
    const width = textWidth(segment)
    const belongs = last && (CLOSING.test(segment) || !(isWide(segment) || isWide(last.text)))
    if (belongs && last.width + width <= columns) {
      last.text += segment
      last.width += width
    } else pieces.push({ text: segment, width })
  }
  let said = 0
  return pieces.map(({ text, width }, at) => {
    const startMs = timeWithin(token, said / token.text.length)
    said += text.length
    return { text, width, startMs, endMs: timeWithin(token, said / token.text.length), spaced: at === 0 }
  })
}

/** Emoji can be joined to one character of any length. */
function segmentsOf(text: string, columns: number): string[] {
  return [...graphemes.segment(text)].flatMap(({ segment }) =>
    textWidth(segment) <= columns ? [segment] : [...segment],
  )
}

const timeWithin = ({ startMs, endMs }: Span, share: number): SessionMs => startMs + (endMs - startMs) * share
