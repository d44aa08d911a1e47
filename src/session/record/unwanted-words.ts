import { createHash } from 'node:crypto'
import type { SpeakerId } from '../../base/ids.ts'
import type { OutgoingPost, PendingPart, PendingPost } from '../store.ts'

/**
 * Words in posts of which nobody knows whether they are shown, and whose speaker does not want to be posted any more.
 * Pure.
 */

/** What a message says, for finding it again and not for reading: words that are to go are not kept to look for them. */
export const printOf = (nonce: string, content: string): string =>
  // Discord trims what it is given. The nonce is unlike any other, so equal words in two posts have unlike prints.
  createHash('sha256').update(`${nonce}\n${content.trim()}`).digest('base64url')

/** Whether this is the content that was sent as this post. */
export function isContentOf(
  { content, nonce, sent }: OutgoingPost & Partial<Pick<PendingPost, 'sent'>>,
  shown: string,
): boolean {
  return typeof sent === 'string' ? printOf(nonce, shown) === sent : shown.trim() === content.trim()
}

/** Everybody whose words stand in it. */
export const voicesOf = ({ parts }: Pick<PendingPost, 'parts'>): readonly SpeakerId[] => [
  ...new Set(parts.flatMap(({ speaker }) => speaker ?? [])),
]

/**
 * The post without this person's words; the others' are left to be posted in its place. Where nobody knows on which
 * line whose words are, nothing is left of it: the others' are to be posted anew.
 */
export function withoutVoice(post: PendingPost, voice: SpeakerId): PendingPost {
  const theirs = post.parts.filter(({ speaker }) => speaker === voice)
  if (theirs.length === 0) return post
  const { nonce, content, parts } = post
  const sent = post.sent ?? printOf(nonce, content)
  const gone = linesOf(theirs)
  if (gone === null) return { ...post, sent, content: '', parts: [] }
  const left = content.split('\n').filter((_, line) => !gone.has(line))
  const others = parts.filter(({ speaker }) => speaker !== voice)
  return { ...post, sent, content: left.join('\n'), parts: others.map((part) => movedUp(part, gone)) }
}

/** The lines of a message that these take up; null: nobody knows. */
function linesOf(parts: readonly PendingPart[]): ReadonlySet<number> | null {
  const lines = new Set<number>()
  for (const { place } of parts) {
    if (place === undefined) return null
    for (let line = place.first; line <= place.last; line += 1) lines.add(line)
  }
  return lines
}

/** Where it stands when these lines are gone. */
function movedUp(part: PendingPart, gone: ReadonlySet<number>): PendingPart {
  const { place } = part
  if (place === undefined) return part
  const above = [...gone].filter((line) => line < place.first).length
  return { ...part, place: { first: place.first - above, last: place.last - above } }
}
