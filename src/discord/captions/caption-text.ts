import type { Gap } from '../../transcript/turn.ts'
import { nameOf, safeText } from './markup.ts'

/** How the parts of a message are written. All that comes from people is escaped here or before. */

/** Before the words of a person where they do not stand under their own name. */
export const nameHead = (person: { readonly id: string; readonly name: string }): string =>
  `**${nameOf(person)}**: `

/** A moment (ms since 1970) with its seconds, in each reader's own time. */
export const timeMark = (wall: number): string => `<t:${Math.floor(wall / 1_000)}:T>`

/** A line above words that are out of order: when they were spoken. */
export const timeHead = (wall: number): string => `-# ${timeMark(wall)}\n`

const TIME_HEAD = /^-# <t:\d+:T>\n/

/** What was to be shown under a persona, as a message of the bot's own. */
export function unmasked(content: string, person: { readonly id: string; readonly name: string }): string {
  const [time = ''] = TIME_HEAD.exec(content) ?? []
  return `${time}${nameHead(person)}${content.slice(time.length)}`
}

/** A gap as it reads. */
export function gapText(gap: Gap, time: string | null): string {
  const seconds = Math.max(1, Math.round((gap.endMs - gap.startMs) / 1_000))
  const who = gap.speaker === null ? 'Nobody was' : `${nameOf(gap.speaker)} was not`
  const when = time === null ? '' : ` at ${time}`
  return `${who} heard for ${seconds} s${when}: ${safeText(gap.cause)}`
}

/** Stands where a message would have been. */
export const REFUSED = '-# A message is missing here: Discord refused it.'
export const UNKNOWN = '-# A message may be missing here: I could not see whether Discord had shown it.'
export const overflowText = (lines: number): string =>
  `-# ${lines} lines are missing here: for too long no messages could be posted.`
