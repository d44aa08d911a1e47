import type { Words } from '../../wording/words.ts'
import { engineLabels, enginesOf } from '../engines.ts'
import { messageLink } from '../message-link.ts'
import { exactTime } from '../session-time.ts'
import { type Event, storyOf } from '../story.ts'
import type { Transcript } from '../transcript.ts'
import { causeWords } from '../turn.ts'
import { guarded } from './formula-guard.ts'

const COLUMNS = [
  'kind',
  'start',
  'end',
  'start_utc',
  'speaker_id',
  'speaker',
  'text',
  'overlap',
  'cut',
  'link',
] as const

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>

/** Without it, Excel reads UTF-8 as the encoding of its country. */
const BYTE_ORDER_MARK = '\ufeff'

/**
 * A table after RFC 4180 with a row for each turn, gap, and coming or going, and one wherever another engine tells the
 * turns (a column would make a table of another form); columns and kinds are for programs, and the
 * same in all languages. Names and words are kept as they are,
 * but for the apostrophes that keep a spreadsheet from calculating them (`formula-guard`).
 */
export function csvOf(transcript: Transcript, words: Words): string {
  const first = enginesOf(transcript).slice(0, 1)
  const beginning = first.map((engine) => ({ kind: 'engine', atMs: 0, engine }) as const)
  const rows = [...beginning, ...storyOf(transcript)].map((event) => rowOf(event, transcript, words))
  if (transcript.turns.length === 0) rows.push({ kind: 'note', text: words.exports.nothingSaid })
  const lines = rows.map((row) => COLUMNS.map((column) => cell(row[column] ?? '')).join(','))
  return `${BYTE_ORDER_MARK}${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}

function rowOf(event: Event, { session }: Transcript, words: Words): Row {
  const { atMs } = event
  const when = {
    start: exactTime(atMs),
    start_utc: new Date(Math.round(session.startedAt + atMs)).toISOString(),
  }
  switch (event.kind) {
    case 'turn': {
      const { turn, overlaps } = event
      const [post] = turn.posts
      return {
        kind: 'turn',
        ...when,
        end: exactTime(turn.endMs),
        speaker_id: turn.speaker.id,
        speaker: turn.speaker.name,
        text: turn.text,
        overlap: overlaps.length > 0 ? 'yes' : '',
        cut: turn.cut ? 'yes' : '',
        link: post ? messageLink(session.guild, post) : '',
      }
    }
    case 'gap': {
      const { speaker, endMs, cause } = event.gap
      return {
        kind: 'gap',
        ...when,
        end: exactTime(endMs),
        speaker_id: speaker?.id ?? '',
        speaker: speaker?.name ?? '',
        text: causeWords(cause)(words),
      }
    }
    case 'presence': {
      const { speaker, kind } = event.presence
      return { kind, ...when, speaker_id: speaker.id, speaker: speaker.name }
    }
    case 'engine':
      return { kind: 'engine', ...when, text: engineLabels([event.engine])(words) }
  }
}

/** Ids are quoted too: a reader that sees numbers must at least know that they were text. */
const cell = (text: string): string => `"${guarded(text).toWellFormed().replaceAll('"', '""')}"`
