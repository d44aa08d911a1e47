import type { SpeakerId } from '../../base/ids.ts'
import type { LineId, PostPart, PostPlace } from '../../session/store.ts'
import type { Speaker } from '../../transcript/turn.ts'
import { nameHead } from './caption-text.ts'
import { cutText } from './text-cut.ts'

/**
 * Longest content of a message: Discord's 2,000 ("Create Message"), less what a name that webhooks refuse may grow by
 * when it is adapted (see `personaName`), since a persona's message may yet have to be one of the bot's own.
 */
export const MESSAGE_LENGTH = 1_990
/** What may wait, in characters: an hour of three people talking. Beyond it the oldest is given up, with a trace. */
const BOUND = 200_000

/** A line of the record, or what is left to show of it; null: a notice, which is in no record. */
export interface Piece {
  readonly line: LineId | null
  /** Where `text` begins in the whole line's text as posted. */
  readonly from: number
  /** Escaped. */
  readonly text: string
}

/** Something to be read that stands on lines of its own. All text is escaped already. */
export interface Paragraph {
  /** Whose words; null: the house speaks. */
  readonly speaker: Speaker | null
  /** Paragraphs that follow one another under one key are joined, below what stands above the first; null: alone. */
  readonly key: string | null
  /** What stands above the words, with its line break; empty for words in their order. */
  readonly above: string
  readonly pieces: readonly Piece[]
}

/** The next message: a persona's, or the bot's own with its speakers' names before their words. */
export interface CaptionMessage {
  readonly speaker: Speaker | null
  readonly content: string
  /** Whose words stand in it. */
  readonly voices: readonly SpeakerId[]
  readonly parts: readonly PostPart[]
  /** The lines of several that share it, each as a message of the bot's own; none where it holds one. */
  readonly apart: readonly CaptionMessage[]
}

/** How many messages may be sent now, this one among them, and how many of them as personas. */
export interface Room {
  readonly free: number
  readonly personas: number
}

/**
 * The paragraphs that wait for their message, in order. As long as there are free messages, each gets its own;
 * when there are fewer, several share one, each from a new line, so that nobody waits for longer than needed.
 */
export class CaptionQueue {
  #waiting: Paragraph[] = []
  #length = 0
  #dropped = 0

  get empty(): boolean {
    return this.#waiting.length === 0
  }

  /** Paragraphs that wait. */
  get count(): number {
    return this.#waiting.length
  }

  /** Paragraphs that were given up because too much waited. */
  get dropped(): number {
    return this.#dropped
  }

  add(paragraph: Paragraph): void {
    this.#length += sizeOf(paragraph)
    const last = this.#waiting.at(-1)
    if (last && last.key !== null && last.key === paragraph.key) {
      this.#waiting[this.#waiting.length - 1] = { ...last, pieces: [...last.pieces, ...paragraph.pieces] }
    } else {
      this.#waiting.push(paragraph)
    }
    while (this.#length > BOUND && this.#waiting.length > 1) this.#dropOldest()
  }

  /** Before all that waits: what is to be read in the place of a message that went wrong. */
  addFirst(paragraph: Paragraph): void {
    this.#length += sizeOf(paragraph)
    this.#waiting.unshift(paragraph)
  }

  /** The next message, at most `MESSAGE_LENGTH` long, or null if nothing waits. */
  take({ free, personas }: Room): CaptionMessage | null {
    const alone = this.#messagesAlone() <= free
    const taken: Taken[] = []
    let room = MESSAGE_LENGTH
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      // A paragraph is cut only where it does not fit into a message of its own.
      if (taken.length > 0 && (alone || lengthOf(first) > room)) break
      const part = cutParagraph(first, room)
      taken.push(part)
      room -= part.length + 1
      this.#replaceFirst(first, part.rest)
      if (part.rest !== null) break
    }
    const [only] = taken
    if (only === undefined) return null
    if (taken.length > 1) return merged(taken.map(plainOf))
    const { speaker, above, words, parts } = only
    return speaker !== null && personas > 0
      ? { speaker, content: above + words, voices: [speaker.id], parts, apart: [] }
      : plainOf(only)
  }

  /** Gives up what waits of this person's words. */
  drop(speaker: SpeakerId): void {
    this.#waiting = this.#waiting.filter((paragraph) => paragraph.speaker?.id !== speaker)
    this.#length = this.#waiting.reduce((sum, paragraph) => sum + sizeOf(paragraph), 0)
  }

  /** Gives up all that waits; answers how many paragraphs that were. */
  clear(): number {
    const count = this.#waiting.length
    this.#waiting = []
    this.#length = 0
    return count
  }

  #messagesAlone(): number {
    let count = 0
    for (const paragraph of this.#waiting) {
      const head = headOf(paragraph).length
      count += Math.ceil((lengthOf(paragraph) - head) / (MESSAGE_LENGTH - head))
    }
    return count
  }

  #replaceFirst(first: Paragraph, rest: Paragraph | null): void {
    this.#length -= sizeOf(first) - (rest === null ? 0 : sizeOf(rest))
    if (rest === null) this.#waiting.shift()
    else this.#waiting[0] = rest
  }

  #dropOldest(): void {
    const oldest = this.#waiting.shift()
    this.#length -= oldest === undefined ? 0 : sizeOf(oldest)
    this.#dropped += 1
  }
}

interface Taken {
  readonly speaker: Speaker | null
  readonly above: string
  readonly words: string
  /** As a message of the bot's own. */
  readonly length: number
  readonly parts: readonly PostPart[]
  readonly rest: Paragraph | null
}

const wordsOf = ({ pieces }: Paragraph): string => pieces.map(({ text }) => text).join(' ')

/** What stands before the words where no persona says whose they are. A persona's message leaves the room for it. */
const headOf = ({ speaker, above }: Pick<Paragraph, 'speaker' | 'above'>): string =>
  above + (speaker === null ? '' : nameHead(speaker))

const sizeOf = ({ pieces }: Paragraph): number => pieces.reduce((sum, { text }) => sum + text.length, 0)

/** As a line of a message of the bot's own. */
const lengthOf = (paragraph: Paragraph): number =>
  headOf(paragraph).length + sizeOf(paragraph) + paragraph.pieces.length - 1

/** As a message of the bot's own. */
const plainOf = (taken: Taken): CaptionMessage => ({
  speaker: null,
  content: headOf(taken) + taken.words,
  voices: taken.speaker === null ? [] : [taken.speaker.id],
  parts: taken.parts,
  apart: [],
})

function merged(apart: readonly CaptionMessage[]): CaptionMessage {
  const parts: PostPart[] = []
  let lines = 0
  for (const each of apart) {
    for (const part of each.parts) parts.push({ ...part, place: below(lines, part.place) })
    lines += each.content.split('\n').length
  }
  return {
    speaker: null,
    content: apart.map(({ content }) => content).join('\n'),
    voices: [...new Set(apart.flatMap(({ voices }) => voices))],
    parts,
    apart,
  }
}

const below = (lines: number, place: PostPlace | undefined): PostPlace | undefined =>
  place && { first: place.first + lines, last: place.last + lines }

/** As much of a paragraph as a message with so much room can show, and what is left of it. */
function cutParagraph(paragraph: Paragraph, room: number): Taken {
  const words = wordsOf(paragraph)
  const before = headOf(paragraph).length
  const { head, rest } = cutText(words, room - before)
  const end = words.length - rest.length
  const { parts, left } = share(paragraph.pieces, rest === '' ? words.length : end)
  const place = { first: 0, last: (paragraph.above + head).split('\n').length - 1 }
  return {
    speaker: paragraph.speaker,
    above: paragraph.above,
    words: head,
    length: before + head.length,
    parts: parts.map((part) => ({ ...part, place })),
    rest: left.length === 0 ? null : { ...paragraph, pieces: left },
  }
}

/** Which parts of the record lie before `end` in the pieces, joined by single spaces, and what lies behind it. */
function share(pieces: readonly Piece[], end: number): { parts: PostPart[]; left: Piece[] } {
  const parts: PostPart[] = []
  const left: Piece[] = []
  let start = 0
  for (const { line, from, text } of pieces) {
    const shown = end - start
    if (shown <= 0) {
      left.push({ line, from, text })
    } else {
      const whole = shown >= text.length
      if (line !== null) parts.push({ line, from, to: whole ? Number.MAX_SAFE_INTEGER : from + shown })
      if (!whole) left.push({ line, from: from + shown, text: text.slice(shown) })
    }
    start += text.length + 1
  }
  return { parts, left }
}
