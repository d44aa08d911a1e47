import { Random } from '../../sandbox/cast/random.ts'
import { type Line, type Script, toneLine } from '../../sandbox/cast/script.ts'
import { WORD_STEP_MS } from '../../sandbox/cast/tone-language.ts'
import { CLOSING_WORDS, VOCABULARY } from '../../sandbox/cast/vocabulary.ts'

/** Rooms in which so many people each talk at once. */
export interface Row {
  readonly rooms: number
  readonly people: number
}

/** How many words there are for people, and how many for the numbers of their lines; the others say nothing. */
export const MOST_PEOPLE = 25
const MOST_LINES = 20
/** Apart in a channel, lines come about so far: Discord takes them without a wait. */
const BETWEEN_LINES_MS = 2_100
/** Beyond this many in a room they would have to talk for too long; then more lines come than Discord takes. */
const MOST_SPACED = 5
/** Longer than the silence that is sent after speech, so that each line's sound begins a chunk of its own. */
const PAUSE_MS = 2_400

/** The word that begins all lines of a person, counted over all rooms, and the one after it, which numbers the line. */
export const lineKey = (person: number, line: number): string =>
  `${VOCABULARY[person]} ${VOCABULARY[MOST_PEOPLE + line]}`

/** The beginnings of lines in these words: a post may hold several. */
export function keysIn(text: string): string[] {
  const words = text.split(' ').map((word) => VOCABULARY.indexOf(word))
  return words.flatMap((person, place) => {
    const line = (words[place + 1] ?? -1) - MOST_PEOPLE
    const isKey = person >= 0 && person < MOST_PEOPLE && line >= 0 && line < MOST_LINES
    return isKey ? [lineKey(person, line)] : []
  })
}

/**
 * A room's play: its people, counted from `first`, take up their lines one a little after the other and all go on
 * for as long, so that most of them talk at any time. Every line can be told by its first two words.
 */
export function roomScript(
  names: readonly string[],
  { first, lastsMs, seed }: { readonly first: number; readonly lastsMs: number; readonly seed: number },
): Script {
  const random = new Random(seed)
  const periodMs = Math.max(3_600, BETWEEN_LINES_MS * Math.min(names.length, MOST_SPACED))
  const words = Math.floor((periodMs - PAUSE_MS) / WORD_STEP_MS)
  const filling = VOCABULARY.slice(MOST_PEOPLE + MOST_LINES).filter((word) => !CLOSING_WORDS.has(word))
  const lines = names.flatMap((speaker, place): Line[] => {
    const startMs = (place * periodMs) / names.length
    const count = Math.min(MOST_LINES, Math.floor((lastsMs - startMs) / periodMs))
    return Array.from({ length: count }, (_, line) =>
      toneLine({ speaker, atMs: startMs + line * periodMs }, [
        ...lineKey(first + place, line).split(' '),
        ...Array.from({ length: words - 3 }, () => random.pick(filling)),
        random.pick([...CLOSING_WORDS]),
      ]),
    )
  })
  return lines.sort((a, b) => a.atMs - b.atMs)
}
