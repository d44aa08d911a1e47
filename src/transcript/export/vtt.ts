import type { Words } from '../../wording/words.ts'
import { engineLabels, enginesOf } from '../engines.ts'
import { plainLine } from '../plain-line.ts'
import { exactTime, utcDate } from '../session-time.ts'
import type { Transcript } from '../transcript.ts'
import { type Cue, cuesOf } from './cues.ts'

/**
 * WebVTT. Names stand in voice tags, which players that know them show or style; who speaks over somebody else has
 * the class `overlap`, and both cues are on the screen at once.
 */
export function vttOf(transcript: Transcript, words: Words): string {
  const { roomName, startedAt } = transcript.session
  const { head } = words.exports
  const title = head.titleOn(plainLine(roomName), utcDate(startedAt))
  const note = `${title}\n${head.engine}: ${engineLabels(enginesOf(transcript))(words)}`
  return vttOfCues(
    cuesOf(transcript, () => '', words),
    note,
    words,
  )
}

/** The same of cues, with lines of one's own at its head, none of them empty. */
export function vttOfCues(cues: readonly Cue[], note: string, words: Words): string {
  const head = `WEBVTT\n\nNOTE\n${escaped(note)}\n`
  const body = cues.length > 0 ? cues.map(cueBlock) : [nothing(words)]
  return `${head}\n${body.join('\n')}`
}

const nothing = ({ exports }: Words): string =>
  `1\n${exactTime(0)} --> ${exactTime(1000)}\n[${escaped(exports.nothingSaid)}]\n`

function cueBlock({ startMs, endMs, name, overlap, lines }: Cue, at: number): string {
  const words = lines.map(escaped).join('\n')
  const text = name === null ? words : `<v${overlap ? '.overlap' : ''} ${escaped(name)}>${words}</v>`
  return `${at + 1}\n${exactTime(startMs)} --> ${exactTime(endMs)}\n${text}\n`
}

/** The three characters that mean something in cue text and in a tag's annotation (WebVTT, 4.2.2). */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const escaped = (line: string): string => line.replace(/[&<>]/g, (character) => ENTITIES[character] ?? '')
