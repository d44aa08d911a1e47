import type { Speaker } from '../../transcript/turn.ts'
import { allWords } from '../../wording/catalogue.ts'
import type { Words } from '../../wording/words.ts'
import { smallPrint } from './caption-text.ts'
import { nameOf, safeText } from './markup.ts'

/** What stands first in a live message; it is known again by it after a crash. */
export const liveHead = ({ posts }: Words): string => smallPrint(posts.live.head)

/** Whether this is a live message, in whatever language it was written then. */
export const isLive = (content: string): boolean =>
  allWords.some((words) => content.startsWith(`${liveHead(words)}\n`))

/** How much of a turn is shown, in characters: its end, which is what is new. */
const TAIL = 150
/** How many turns are shown. With escapes and names a message holds them all. */
const MOST = 5

export interface LiveTurn {
  readonly speaker: Speaker
  readonly text: string
}

/** The open turns as one message, the first that began on top; null when there is nothing to show. */
export function liveText(turns: readonly LiveTurn[], words: Words): string | null {
  const lines = turns.flatMap(({ speaker, text }) => {
    const said = safeText(tailOf(text))
    return said === '' ? [] : [smallPrint(`**${nameOf(speaker)}** … ${said}`)]
  })
  if (lines.length === 0) return null
  const more = lines.length > MOST ? [smallPrint(words.posts.live.more(lines.length - MOST))] : []
  return [liveHead(words), ...lines.slice(0, MOST), ...more].join('\n')
}

function tailOf(text: string): string {
  if (text.length <= TAIL) return text
  const tail = text.slice(-TAIL)
  const space = tail.indexOf(' ')
  return (space === -1 ? tail : tail.slice(space + 1)).toWellFormed().replace(/^\ufffd/, '')
}
