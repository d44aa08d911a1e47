import type { Words } from '../../wording/words.ts'
import { messageLink } from '../message-link.ts'
import { namesOf, peopleOf } from '../people.ts'
import { plainLine } from '../plain-line.ts'
import { readableTime } from '../session-time.ts'
import { type Event, spokenText, storyOf } from '../story.ts'
import type { Transcript } from '../transcript.ts'
import { headOf } from './head.ts'
import { noteOf } from './note.ts'

/** Markdown (CommonMark): a paragraph for each turn, its time a link to the message. */
export function mdOf(transcript: Transcript, words: Words): string {
  const names = namesOf(peopleOf(transcript), words)
  const { title, facts } = headOf(transcript, names, words)
  const turnLine = ({ atMs, turn, overlaps }: Extract<Event, { kind: 'turn' }>): string => {
    const [post] = turn.posts
    const time = readableTime(atMs)
    const link = post ? `[${time}](${messageLink(transcript.session.guild, post)})` : time
    const overlap = overlaps.length > 0 ? ` *${escaped(words.exports.overlap)}*` : ''
    return `**${escaped(names.get(turn.speaker.id) ?? '')}** ${link}${overlap}: ${escaped(spokenText(turn, plainLine))}`
  }
  const paragraphs = storyOf(transcript).map((event) =>
    event.kind === 'turn'
      ? turnLine(event)
      : `*${readableTime(event.atMs)} ${escaped(noteOf(event, names, words))}*`,
  )
  return `${[
    `# ${escaped(title)}`,
    facts.map(({ label, text }) => `- ${label}: ${escaped(text)}`).join('\n'),
    ...paragraphs,
    ...(transcript.turns.length > 0 ? [] : [words.exports.nothingSaid]),
  ].join('\n\n')}\n`
}

/**
 * What means something within a line. Nothing said stands at the beginning of one, so headings, lists and rules
 * need no care; an address stays words without its colon or its dot.
 */
const SPECIAL = /[\\`*_[\]<>~|$]|&(?=#?\w+;)|:(?=\/\/)|(?<=\bwww)\./gi
const escaped = (line: string): string => line.replace(SPECIAL, '\\$&')
