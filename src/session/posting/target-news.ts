import type { ChannelId, SpeakerId } from '../../base/ids.ts'
import type { Saying } from '../../wording/words.ts'
import type { MoveReason } from './target-notices.ts'

export interface TargetListener {
  /** Something that a reader of the status should know, in plain words. */
  event(what: Saying): void
  /** A message with this person's dropped words was taken back: what stood in it is not posted any more. */
  recalled?(speaker: SpeakerId): void
  /** From now on it is posted there. */
  moved(channel: ChannelId, why: MoveReason): void
  /** The channel is closed to the bot for now: a sentence for whoever started the session. */
  closed(sentence: Saying): void
  /** There is no place to post any more; told once. */
  lost(reason: Saying): void
}

/** What becomes of a target, for whom it concerns: what happens before anybody listens waits until somebody does. */
export class TargetNews {
  readonly #early: ((listener: TargetListener) => void)[] = []
  #listener: TargetListener | null = null

  begin(listener: TargetListener): void {
    this.#listener = listener
    for (const tell of this.#early.splice(0)) tell(listener)
  }

  tell(tell: (listener: TargetListener) => void): void {
    if (this.#listener === null) this.#early.push(tell)
    else tell(this.#listener)
  }
}
