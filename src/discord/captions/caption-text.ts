import { causeWords, type Gap } from '../../transcript/turn.ts'
import type { Words } from '../../wording/words.ts'
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

/** A gap as it reads; `time` where it stands out of order. */
export function gapText({ speaker, startMs, endMs, cause }: Gap, time: string | null, words: Words): string {
  const { gap } = words.posts
  const length = words.measures.duration(Math.max(1_000, endMs - startMs))
  const why = safeText(causeWords(cause)(words))
  if (speaker === null) return time === null ? gap.everybody(length, why) : gap.everybodyAt(length, time, why)
  const name = nameOf(speaker)
  return time === null ? gap.person(name, length, why) : gap.personAt(name, length, time, why)
}

/** Small print of the house. */
export const smallPrint = (text: string): string => `-# ${text}`
