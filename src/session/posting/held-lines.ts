import type { SpeakerId } from '../../base/ids.ts'
import type { CaptionSink } from '../ports.ts'
import { type Line, show } from '../record/line.ts'
import { watchOutbox } from '../record/watched-outbox.ts'
import type { LineId, Outbox } from '../store.ts'

/** Lines that wait for a channel; beyond them the journal alone has them, and they are posted from there. */
const MOST_HELD = 1_000

type Held =
  | { readonly kind: 'line'; readonly line: Line; readonly id: LineId }
  | { readonly kind: 'notice'; readonly text: string }

/** What is to be posted and waits for a sink that takes it, in its order. */
export class HeldLines {
  /** What a sink that settled found to post, so that it is not given to it a second time. */
  readonly #found = new Set<LineId>()
  /** Whose words were dropped since: the outbox may not have come to know of it. */
  readonly #dropped = new Set<SpeakerId>()
  #held: Held[] = []

  notice(text: string): void {
    this.#hold({ kind: 'notice', text })
  }

  line(line: Line, id: LineId): void {
    // Heard again; by the time that this was kept the outbox knows what was dropped before it.
    if (line.kind === 'turn') this.#dropped.delete(line.turn.speaker.id)
    this.#hold({ kind: 'line', line, id })
  }

  /** This outbox, for a sink that may settle with it what waits here, too. */
  watch(outbox: Outbox): Outbox {
    return watchOutbox(outbox, { found: this.#found, dropped: this.#dropped })
  }

  /** What this person said is not to be posted; gaps of theirs and notices are. */
  drop(speaker: SpeakerId): void {
    this.#dropped.add(speaker)
    this.#held = this.#held.filter((held) => {
      const line = held.kind === 'line' ? held.line : null
      return line?.kind !== 'turn' || line.turn.speaker.id !== speaker
    })
  }

  /** Gives it all to a sink, but for what that found by itself. */
  release(sink: CaptionSink): void {
    for (const held of this.#held.splice(0)) {
      if (held.kind === 'notice') sink.notice(held.text)
      else if (!this.#found.has(held.id)) show(sink, held.line, held.id)
    }
    this.#found.clear()
    this.#dropped.clear()
  }

  clear(): void {
    this.#held = []
  }

  #hold(held: Held): void {
    if (this.#held.length < MOST_HELD) this.#held.push(held)
  }
}
