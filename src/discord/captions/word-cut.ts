import { createHash } from 'node:crypto'
import type { WordsPart, WordsPost } from '../../session/store.ts'
import { nameHead } from './caption-text.ts'
import { safeText } from './markup.ts'

/** A line above words that are out of order. */
const TIME = /^-# <t:\d+:T>$/
/** As `nameHead` writes it: what is special in a name is escaped. */
const HEAD = /^\*\*(?:[^*\\]|\\.)+\*\*: /
/** Of a print: 96 bits, so that no two lines of a message have the same by chance. */
const PRINT_LENGTH = 16

/** A line of the message as it would stand there; under each name that its speaker had, for nobody knows which. */
interface Line {
  readonly texts: readonly string[]
  readonly theirs: boolean
}

/** Lines that read alike, by their prints, since a name is among what is to go. */
interface Alike {
  readonly prints: readonly string[]
  /** How many of them the message was known to hold. */
  readonly all: number
  /** Which of those are to go, counted from 0 in their order. */
  readonly theirs: readonly number[]
}

/**
 * Where one person's words stand in a message of the bot's own that others share, for `withoutWords`. It holds none
 * of the words, but salted prints of whole lines, so that it can be kept when the record has forgotten them.
 */
export function cutOf(post: WordsPost): string {
  const salt = post.message
  const print = printing(salt)
  const lines = linesOf(post)
  const alike = new Map<string, string>()
  for (const { texts, theirs } of lines) {
    const prints = texts.map(print)
    const key = prints.join(',')
    if (!theirs || alike.has(key)) continue
    const same = lines.filter((line) => line.texts.some((text) => prints.includes(print(text))))
    const places = same.flatMap((line, place) => (line.theirs ? [place] : []))
    alike.set(key, `${same.length} ${places.join(',')} ${key}`)
  }
  const heads = headsOf(post)
  const namesakes = lines.filter(({ texts, theirs }) => !theirs && heads.includes(headOf(texts[0] ?? '')))
  return [
    salt,
    heads.map(print).join(','),
    namesakes.flatMap(({ texts }) => texts.map(print)).join(','),
    ...alike.values(),
  ].join('\n')
}

/**
 * The content without the words that `cut` tells of: empty where nothing else stands there, as it is where they are
 * gone already, and null where it is not sure which lines are theirs.
 */
export function withoutWords(content: string, cut: string): string | null {
  const [salt = '', heads = '', namesakes = '', ...rows] = cut.split('\n')
  const print = printing(salt)
  const lines = content.split('\n')
  const prints = lines.map(print)
  const gone = new Set<number>()
  let before = 0
  for (const { prints: wanted, all, theirs } of rows.map(alikeOf)) {
    const found = prints.flatMap((each, place) => (wanted.includes(each) ? [place] : []))
    if (found.length >= all) for (const nth of theirs) gone.add(found[nth] ?? -1)
    else if (found.length === 0) before += 1
    // Where a namesake said the same, what is left of it may be the one's or the other's.
    else return null
  }
  if (before === 0) return without(lines, gone)
  // A message is edited once for all of it. What is not there was cut out before, unless it never read as it should.
  const known = namesakes.split(',')
  const unknown = lines.filter((_, place) => !known.includes(prints[place] ?? ''))
  const speaks = unknown.some((line) => heads.split(',').includes(print(headOf(line))))
  return before < rows.length || speaks ? null : content
}

/** With what a line begins that says who speaks. */
const headOf = (line: string): string => HEAD.exec(line)?.[0] ?? ''

const alikeOf = (row: string): Alike => {
  const [all = '', theirs = '', prints = ''] = row.split(' ')
  return { all: Number(all), theirs: theirs.split(',').map(Number), prints: prints.split(',') }
}

function without(lines: readonly string[], gone: ReadonlySet<number>): string {
  const isTime = (place: number) => gone.has(place + 1) && TIME.test(lines[place] ?? '')
  return lines.filter((_, place) => !gone.has(place) && !isTime(place)).join('\n')
}

const printing =
  (salt: string) =>
  (line: string): string =>
    // Discord trims what it is given.
    createHash('sha256').update(`${salt}\n${line.trim()}`).digest('base64url').slice(0, PRINT_LENGTH)

const headsOf = ({ parts, names }: WordsPost): readonly string[] => {
  const id = parts[0]?.turn.speaker.id ?? ''
  return [...new Set(names.map((name) => nameHead({ id, name })))]
}

/** The message's lines that hold somebody's words, in their order. */
function linesOf(post: WordsPost): readonly Line[] {
  const heads = headsOf(post)
  const groups = [
    ...paragraphsOf(post.parts).map((parts) => ({ parts, theirs: true })),
    ...paragraphsOf(post.others).map((parts) => ({ parts, theirs: false })),
  ]
  return groups
    .sort((a, b) => orderOf(a.parts) - orderOf(b.parts))
    .map(({ parts, theirs }) => {
      const words = parts.map(shownOf).join(' ').trim()
      // Whoever changed their name in mid-message, or on the way to it, may stand there under the one or the other.
      const names = theirs ? heads : parts.slice(0, 1).map(({ turn }) => nameHead(turn.speaker))
      return { texts: names.map((name) => name + words), theirs }
    })
}

/** Parts that share a place read on in one line; of those that an older version kept each is taken for a line. */
const paragraphsOf = (parts: readonly WordsPart[]): readonly (readonly WordsPart[])[] => [
  ...Map.groupBy(parts, (part) => part.place?.last ?? part).values(),
]

const orderOf = ([first]: readonly WordsPart[]): number => first?.place?.last ?? first?.turn.startMs ?? 0

const shownOf = ({ turn, from, to }: WordsPart): string => safeText(turn.text).slice(from, to)
