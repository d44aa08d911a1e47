import type { Words } from '../../wording/words.ts'
import { namesOf, peopleOf } from '../people.ts'
import { plainLine } from '../plain-line.ts'
import { readableTime } from '../session-time.ts'
import { spokenText, storyOf } from '../story.ts'
import type { Transcript } from '../transcript.ts'
import { headOf } from './head.ts'
import { noteOf } from './note.ts'

/** Plain text: a line for each turn, gap, and coming or going. Only the transcript itself begins a line. */
export function txtOf(transcript: Transcript, words: Words): string {
  const names = namesOf(peopleOf(transcript), words)
  const lines = storyOf(transcript).map((event) => {
    const time = `[${readableTime(event.atMs)}]`
    if (event.kind !== 'turn') return `${time} [${noteOf(event, names, words)}]`
    const overlap = event.overlaps.length > 0 ? ` [${words.exports.overlap}]` : ''
    return `${time}${overlap} ${names.get(event.turn.speaker.id)}: ${spokenText(event.turn, plainLine)}`
  })
  const { title, facts } = headOf(transcript, names, words)
  const nothing = transcript.turns.length > 0 ? [] : [words.exports.nothingSaid]
  return [title, ...facts.map(({ label, text }) => `${label}: ${text}`), '', ...lines, ...nothing, ''].join(
    '\n',
  )
}
