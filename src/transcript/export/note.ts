import type { SpeakerId } from '../../base/ids.ts'
import type { Words } from '../../wording/words.ts'
import { engineLabels } from '../engines.ts'
import { plainLine } from '../plain-line.ts'
import { type Event, gapSentence, presenceSentence } from '../story.ts'

/** What the transcript itself tells between the turns, on one line, with names as they stand in the text. */
export function noteOf(
  event: Exclude<Event, { kind: 'turn' }>,
  names: ReadonlyMap<SpeakerId, string>,
  words: Words,
): string {
  if (event.kind === 'presence')
    return presenceSentence(event.presence, names.get(event.presence.speaker.id) ?? '')(words)
  if (event.kind === 'engine') return `${words.exports.head.engine}: ${engineLabels([event.engine])(words)}`
  const { gap } = event
  return plainLine(gapSentence(gap, gap.speaker === null ? null : (names.get(gap.speaker.id) ?? ''))(words))
}
