import type { WordsPost } from '../../session/store.ts'
import { nameHead } from './caption-text.ts'
import { safeText } from './markup.ts'

/** A line above words that are out of order. */
const TIME = /^-# <t:\d+:T>$/

/**
 * A message of the bot's own, in which several people's words stand, without those of one of them; null where they
 * are not found in it. Each paragraph is on a line of its own, with its speaker's name before it.
 */
export function withoutWords(content: string, parts: WordsPost['parts']): string | null {
  const lines = content.split('\n')
  const theirs = new Set<number>()
  for (const { turn, from, to } of parts) {
    const head = nameHead(turn.speaker)
    const words = safeText(turn.text).slice(from, to).trim()
    const place = lines.findIndex((line) => line.startsWith(head) && line.slice(head.length).includes(words))
    if (place === -1) return null
    theirs.add(place)
    if (TIME.test(lines[place - 1] ?? '')) theirs.add(place - 1)
  }
  return lines.filter((_, place) => !theirs.has(place)).join('\n')
}
