import { cutText } from './text-cut.ts'

/** Longest content of a message (Discord's documentation, "Create Message"). */
export const MESSAGE_LENGTH = 2_000
/** What may wait, in characters: an hour of three people talking. Beyond it the oldest is given up, with a trace. */
const BOUND = 200_000

/** Something to be read that stands on lines of its own. All text is escaped already. */
export interface Paragraph {
  /** Paragraphs that follow one another under one key are joined; null stands alone. */
  readonly key: string | null
  /** What each message that shows a part of it begins with; at most half a message. */
  readonly head: string
  readonly body: string
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
    this.#length += paragraph.body.length
    const last = this.#waiting.at(-1)
    if (last && last.key !== null && last.key === paragraph.key && last.head === paragraph.head) {
      this.#waiting[this.#waiting.length - 1] = { ...last, body: `${last.body} ${paragraph.body}` }
    } else {
      this.#waiting.push(paragraph)
    }
    while (this.#length > BOUND && this.#waiting.length > 1) this.#dropOldest()
  }

  /** Before all that waits: what is to be read in the place of a message that went wrong. */
  addFirst(paragraph: Paragraph): void {
    this.#length += paragraph.body.length
    this.#waiting.unshift(paragraph)
  }

  /**
   * The next message's content, at most `MESSAGE_LENGTH` long, or null if nothing waits. `free` is how many
   * messages may be sent now, this one among them.
   */
  take(free: number): string | null {
    if (this.empty) return null
    const alone = this.#messagesAlone() <= free
    const lines: string[] = []
    let room = MESSAGE_LENGTH
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const whole = first.head.length + first.body.length
      // A paragraph is cut only where it does not fit into a message of its own.
      if (lines.length > 0 && (alone || whole > room)) break
      const { head, rest } = cutText(first.body, room - first.head.length)
      lines.push(first.head + head)
      room -= first.head.length + head.length + 1
      this.#replaceFirst(first, rest)
      if (rest !== '') break
    }
    return lines.join('\n')
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
    for (const { head, body } of this.#waiting)
      count += Math.ceil(body.length / (MESSAGE_LENGTH - head.length))
    return count
  }

  #replaceFirst(first: Paragraph, rest: string): void {
    this.#length -= first.body.length - rest.length
    if (rest === '') this.#waiting.shift()
    else this.#waiting[0] = { ...first, body: rest }
  }

  #dropOldest(): void {
    const oldest = this.#waiting.shift()
    this.#length -= oldest?.body.length ?? 0
    this.#dropped += 1
  }
}
