import type { Speaker } from '../../transcript/turn.ts'
import { nameOf, safeText } from './markup.ts'

/** What stands first in a live message; it is known again by it after a crash. */
export const LIVE_HEAD = '-# Being said now:'

/** How much of a turn is shown, in characters: its end, which is what is new. */
const TAIL = 150
/** How many turns are shown. With escapes and names a message holds them all. */
const MOST = 5

export interface LiveTurn {
  readonly speaker: Speaker
  readonly text: string
}

/** The open turns as one message, the first that began on top; null when there is nothing to show. */
export function liveText(turns: readonly LiveTurn[]): string | null {
  const lines = turns.flatMap(({ speaker, text }) => {
    const words = safeText(tailOf(text))
    return words === '' ? [] : [`-# **${nameOf(speaker)}** … ${words}`]
  })
  if (lines.length === 0) return null
  const more = lines.length > MOST ? [`-# and ${lines.length - MOST} more`] : []
  return [LIVE_HEAD, ...lines.slice(0, MOST), ...more].join('\n')
}

function tailOf(text: string): string {
  if (text.length <= TAIL) return text
  const tail = text.slice(-TAIL)
  const space = tail.indexOf(' ')
  return (space === -1 ? tail : tail.slice(space + 1)).toWellFormed().replace(/^\ufffd/, '')
}
