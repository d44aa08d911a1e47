import type { Words } from '../../wording/words.ts'
import { exactTime } from '../session-time.ts'
import type { Transcript } from '../transcript.ts'
import { type Cue, cuesOf, type Prefix } from './cues.ts'

/** What stands before a speaker's words on the first line of a cue. */
export const srtPrefix =
  ({ exports }: Words): Prefix =>
  (name, overlap) =>
    `${overlap ? `[${exports.overlap}] ` : ''}${name}: `

/**
 * SubRip. Players disagree on what is markup in it and there is no way to escape, so characters that any of them
 * takes for a tag, a style or a line break give way to ones that look alike.
 */
export const srtOf = (transcript: Transcript, words: Words): string =>
  srtOfCues(cuesOf(transcript, srtPrefix(words), words), words)

/** The same of cues whose first lines leave room for `srtPrefix`, where they have a name. */
export function srtOfCues(cues: readonly Cue[], words: Words): string {
  const prefix = srtPrefix(words)
  const shown: readonly Cue[] = cues.length > 0 ? cues : [nothing(words)]
  return shown
    .map((cue, at) => `${at + 1}\n${time(cue.startMs)} --> ${time(cue.endMs)}\n${textOf(cue, prefix)}\n`)
    .join('\n')
}

const nothing = ({ exports }: Words): Cue => ({
  startMs: 0,
  endMs: 1000,
  name: null,
  overlap: false,
  lines: [`[${exports.nothingSaid}]`],
})

const time = (ms: number): string => exactTime(ms, ',')

function textOf({ name, overlap, lines }: Cue, prefix: Prefix): string {
  const before = name === null ? '' : prefix(name, overlap)
  // Beside a long name the first line may hold no words.
  return withoutMarkup(`${before}${lines.join('\n')}`.replace(' \n', '\n').trimEnd())
}

/** `<i>`, `{\an8}` and, where a player turns SubRip into SSA, `\N`. */
const LOOKALIKES: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '{': '(', '}': ')', '\\': '∖' }
const withoutMarkup = (line: string): string =>
  line.replace(/[<>{}\\]/g, (character) => LOOKALIKES[character] ?? '')
