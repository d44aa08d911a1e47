import type { Clock } from '../../base/clock.ts'
import type { ChannelId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Removal } from '../../session/ports.ts'
import type { WordsPost } from '../../session/store.ts'
import { postFailure, restFailure } from '../rest-failure.ts'
import type { ChannelMessages } from './channel-messages.ts'
import { patiently } from './patience.ts'
import type { Personas } from './personas.ts'
import { withoutWords } from './word-cut.ts'

/** How one channel's messages are reached. */
export interface WordsPlace {
  readonly messages: ChannelMessages
  /** Of the channel that the webhook belongs to. */
  readonly personas: Personas
  /** The thread, where the channel is one. */
  readonly thread: ChannelId | null
}

export interface WordRemovalOptions {
  readonly posts: readonly WordsPost[]
  /** Null: the channel is gone, or not for the bot to see. */
  readonly placeOf: (channel: ChannelId) => Promise<WordsPlace | null>
  readonly clock: Clock
  readonly log: Log
}

type Fate = 'removed' | 'edited' | 'left'

/** Takes one person's words out of these messages, one after the other; what cannot be done is in the answer. */
export async function removeWords({ posts, placeOf, clock, log }: WordRemovalOptions): Promise<Removal> {
  let [removed, edited] = [0, 0]
  const left: WordsPost[] = []
  for (const post of posts) {
    const fate = await patiently(clock, async () => {
      const place = await placeOf(post.channel)
      return place === null ? 'left' : takeOut(post, place)
    }).catch((error: unknown): Fate => {
      // Somebody deleted it already, or the channel with it.
      if (postFailure(error).kind === 'gone') return 'removed'
      if (restFailure(error) === 'refused') log.error('words not removed', error, { channel: post.channel })
      else log.warn('words not removed', { channel: post.channel, failure: restFailure(error) })
      return 'left'
    })
    if (fate === 'removed') removed += 1
    else if (fate === 'edited') edited += 1
    else left.push(post)
  }
  log.info('words removed', { removed, edited, left: left.length })
  return { removed, edited, left: left.map(({ channel, message }) => ({ channel, message })) }
}

async function takeOut(post: WordsPost, { messages, personas, thread }: WordsPlace): Promise<Fate> {
  const { webhook, message, shared, parts } = post
  if (webhook !== null) {
    // Where the webhook is gone, whoever may manage messages can still delete what it posted.
    if (!(await personas.remove(webhook, message, thread))) await messages.remove(message)
    return 'removed'
  }
  if (!shared) {
    await messages.remove(message)
    return 'removed'
  }
  const found = await messages.read(message)
  const rest = found === null ? null : withoutWords(found.content, parts)
  if (rest === null) return 'left'
  if (rest === '') await messages.remove(message)
  else await messages.edit(message, rest)
  return rest === '' ? 'removed' : 'edited'
}
