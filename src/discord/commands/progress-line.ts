import type { Cancel, Clock } from '../../base/clock.ts'

/** Between two edits: Discord takes five in five seconds for a channel, and others want to write as well. */
const EDIT_EVERY_MS = 5_000

/** A sentence that changes often, shown by edits that do not: at most every five seconds, one at a time. */
export class ProgressLine {
  readonly #clock: Clock
  readonly #edit: (text: string) => Promise<void>
  #next: string | null = null
  #shown: string | null = null
  #cancel: Cancel
  #editing: Promise<void> = Promise.resolve()
  #ended = false

  /** `edit` must not reject. What is over within five seconds shows nothing. */
  constructor(clock: Clock, edit: (text: string) => Promise<void>) {
    this.#clock = clock
    this.#edit = edit
    this.#cancel = clock.after(EDIT_EVERY_MS, () => this.#show())
  }

  say(text: string): void {
    this.#next = text
  }

  /** Nothing is shown any more; resolves when no edit is under way. */
  end(): Promise<void> {
    this.#ended = true
    this.#cancel()
    return this.#editing
  }

  #show(): void {
    const text = this.#next
    const isNew = text !== null && text !== this.#shown
    this.#shown = text
    this.#editing = (isNew ? this.#edit(text) : Promise.resolve()).then(() => {
      if (!this.#ended) this.#cancel = this.#clock.after(EDIT_EVERY_MS, () => this.#show())
    })
  }
}
