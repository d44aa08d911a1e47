import type { SpeakerId } from '../../base/ids.ts'
import type { LineId, Outbox, PendingPost, UnpostedLine } from '../store.ts'
import { withoutVoice } from './unwanted-words.ts'

export interface OutboxWatch {
  /** Takes the lines that were named as unposted to whoever asked. */
  readonly found: Set<LineId>
  /** Whose words are not to be posted any more, whatever the outbox knows of that by now. */
  readonly dropped: ReadonlySet<SpeakerId>
}

/** An outbox that notes what was asked of it, and keeps to itself what was dropped. */
export function watchOutbox(outbox: Outbox, { found, dropped }: OutboxWatch): Outbox {
  const wanted = (post: PendingPost): PendingPost => [...dropped].reduce(withoutVoice, post)
  const isWanted = (left: UnpostedLine): boolean => left.kind === 'gap' || !dropped.has(left.turn.speaker.id)
  return {
    begin: (post, at) => outbox.begin(post, at),
    posted: (id, message) => outbox.posted(id, message),
    refused: (id) => outbox.refused(id),
    withdrawn: (id) => outbox.withdrawn(id),
    pending: async () => (await outbox.pending()).map(wanted),
    shown: (most) => outbox.shown(most),
    unposted: async () => {
      const lines = (await outbox.unposted()).filter(isWanted)
      for (const { line } of lines) found.add(line)
      return lines
    },
  }
}
