import type { Hit } from '../../session/store.ts'
import { messageLink } from '../../transcript/message-link.ts'
import { readableTime } from '../../transcript/session-time.ts'
import type { Words } from '../../wording/words.ts'
import { MESSAGE_LENGTH } from '../captions/caption-queue.ts'
import { nameOf, safeText } from '../captions/markup.ts'
import { unlinked } from '../command-mentions.ts'

/** Of an excerpt, in characters, so that ten of them fit. */
const EXCERPT_LENGTH = 90
/** Longer than most words. */
const HALF_WORD = 15
/** Shown before the first word found, where there is more than that. */
const LEAD_LENGTH = 30

/** What was found, a line each, as many as fit a Discord message. */
export function searchText(hits: readonly Hit[], words: Words): string {
  let text = ''
  for (const hit of hits) {
    const line = `${text === '' ? '' : '\n'}${hitLine(hit, words)}`
    if (text.length + line.length > MESSAGE_LENGTH) break
    text += line
  }
  return text
}

/** Who, when by the reader's own clock, what, and where it stands. */
function hitLine({ session, turn, excerpt }: Hit, { answers }: Words): string {
  const saidAt = Math.floor((session.startedAt + turn.startMs) / 1000)
  const [post] = turn.posts
  const place = post ? messageLink(session.guild, post) : answers.search.place(readableTime(turn.startMs))
  return `- **${nameOf(turn.speaker)}** <t:${saidAt}:f>: ${unlinked(marked(shortened(excerpt)))} ${place}`
}

/** What was found is bold, and all of it escaped. */
function marked(excerpt: string): string {
  const [before = '', ...finds] = excerpt.split('\u0001')
  const pieces = finds.map((piece) => {
    const [found = '', ...rest] = piece.split('\u0002')
    const text = safeText(found)
    return (text === '' ? '' : `**${text}**`) + spaced(rest.join(''))
  })
  return [spaced(before), ...pieces].join('').trim()
}

/** Safe text that keeps its distance from what is bold beside it. */
function spaced(text: string): string {
  const safe = safeText(text)
  if (safe === '') return text === '' ? '' : ' '
  return `${/^\s/.test(text) ? ' ' : ''}${safe}${/\s$/.test(text) ? ' ' : ''}`
}

/** The part around the first word found; its ends give up the halves of words, where that is little. */
function shortened(excerpt: string): string {
  const characters = [...excerpt]
  if (characters.length <= EXCERPT_LENGTH) return excerpt
  const found = Math.max(0, characters.indexOf('\u0001'))
  const from = Math.max(0, Math.min(found - LEAD_LENGTH, characters.length - EXCERPT_LENGTH))
  const to = from + EXCERPT_LENGTH
  const half = characters.slice(from, from + HALF_WORD).indexOf(' ')
  const start = from > 0 && half >= 0 && from + half < found ? from + half + 1 : from
  const rest = characters.slice(to - HALF_WORD, to).lastIndexOf(' ')
  const end = to < characters.length && rest >= 0 ? to - HALF_WORD + rest : to
  const piece = characters.slice(start, end).join('')
  return `${from > 0 ? '…' : ''}${piece}${to < characters.length ? '…' : ''}`
}
