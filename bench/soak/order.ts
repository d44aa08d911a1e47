import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import type { Fault } from '../../sandbox/cast/ledger.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import type { RecordedTurn, Transcript } from '../../src/transcript/transcript.ts'

/** Small print that says when the words below it were spoken. */
const TIME = /^-# <t:\d+:T>$/m

interface Place {
  readonly turn: RecordedTurn
  /** Which message of the channel, and where in it. */
  readonly row: number
  readonly column: number
  readonly timed: boolean
}

/**
 * Turns that stand below one which began after they had ended, without a time that says so. Where a message holds
 * several lines and one of them carries its time, all of them pass for timed.
 */
export function outOfOrder(
  { session, turns }: Transcript,
  messages: readonly SandboxMessage[],
): readonly Fault[] {
  const rows = new Map(messages.map((message, row) => [message.id, { message, row }]))
  const places = turns.flatMap((turn): Place[] => {
    const found = rows.get(turn.posts[0]?.message ?? '')
    if (found === undefined) return []
    const { message, row } = found
    const column = unescaped(message.content).indexOf(turn.text)
    return [{ turn, row, column, timed: TIME.test(message.content) }]
  })
  let latestMs = Number.NEGATIVE_INFINITY
  const faults: Fault[] = []
  for (const { turn, timed } of places.toSorted((a, b) => a.row - b.row || a.column - b.column)) {
    if (!timed && turn.endMs < latestMs)
      faults.push({
        speaker: turn.speaker.name,
        word: turn.words[0]?.text ?? '',
        at: session.startedAt + turn.endMs,
      })
    latestMs = Math.max(latestMs, turn.startMs)
  }
  return faults
}
