import { namesOf, peopleOf } from '../people.ts'
import { plainLine } from '../plain-line.ts'
import { readableTime } from '../session-time.ts'
import { spokenText, storyOf } from '../story.ts'
import type { Transcript } from '../transcript.ts'
import { NOTHING_SAID } from './export-format.ts'
import { headOf } from './head.ts'
import { noteOf } from './note.ts'

/** Plain text: a line for each turn, gap, and coming or going. Only the transcript itself begins a line. */
export function txtOf(transcript: Transcript): string {
  const names = namesOf(peopleOf(transcript))
  const lines = storyOf(transcript).map((event) => {
    const time = `[${readableTime(event.atMs)}]`
    if (event.kind !== 'turn') return `${time} [${noteOf(event, names)}]`
    const overlap = event.overlaps.length > 0 ? ' [overlap]' : ''
    return `${time}${overlap} ${names.get(event.turn.speaker.id)}: ${spokenText(event.turn, plainLine)}`
  })
  const { title, facts } = headOf(transcript, names)
  const nothing = transcript.turns.length > 0 ? [] : [NOTHING_SAID]
  return [title, ...facts.map(({ label, text }) => `${label}: ${text}`), '', ...lines, ...nothing, ''].join(
    '\n',
  )
}
