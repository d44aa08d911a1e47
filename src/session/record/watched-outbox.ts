import type { LineId, Outbox } from '../store.ts'

/** An outbox that notes in `found` which lines were named as unposted to whoever asked it. */
export function watchOutbox(outbox: Outbox, found: Set<LineId>): Outbox {
  return {
    begin: (post, at) => outbox.begin(post, at),
    posted: (id, message) => outbox.posted(id, message),
    refused: (id) => outbox.refused(id),
    withdrawn: (id) => outbox.withdrawn(id),
    pending: () => outbox.pending(),
    shown: (most) => outbox.shown(most),
    unposted: async () => {
      const lines = await outbox.unposted()
      for (const { line } of lines) found.add(line)
      return lines
    },
  }
}
