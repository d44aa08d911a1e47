import type { Clock } from '../../base/clock.ts'
import type { ChannelId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { WordRemover } from '../../session/ports.ts'
import type { Posted, RemovalFate, RemovalTask } from '../../session/record/removals.ts'
import type { WordsPost } from '../../session/store.ts'
import type { Words } from '../../wording/words.ts'
import type { CommandMentions } from '../command-mentions.ts'
import { postFailure, restFailure } from '../rest-failure.ts'
import type { ChannelMessages } from './channel-messages.ts'
import { patiently } from './patience.ts'
import type { Personas } from './personas.ts'
import type { ThreadWaking } from './thread-waking.ts'
import { cutOf, withoutWords } from './word-cut.ts'

/** How one channel's messages are reached. */
export interface WordsPlace {
  readonly messages: ChannelMessages
  /** Of the channel that the webhook belongs to. */
  readonly personas: Personas
  /** The thread, where the channel is one. */
  readonly thread: ChannelId | null
}

export interface WordRemovalOptions {
  /** Null: the channel is gone, or not for the bot to see. Rejects as discord.js's REST does. */
  readonly placeOf: (channel: ChannelId) => Promise<WordsPlace | null>
  /** Made when it is needed first: before, the bot is not logged in. */
  readonly waking: () => ThreadWaking
  readonly mentions: CommandMentions
  readonly clock: Clock
  readonly log: Log
}

/** Takes people's words out of messages, one after the other. */
export class WordRemoval implements WordRemover {
  readonly #options: WordRemovalOptions

  constructor(options: WordRemovalOptions) {
    this.#options = options
  }

  cutOf(post: WordsPost): string {
    return cutOf(post)
  }

  async remove(posted: Posted & { readonly task: RemovalTask }, words: Words): Promise<RemovalFate> {
    const { clock, log, placeOf, waking } = this.#options
    const { channel } = posted
    try {
      return await patiently(clock, async () => {
        const place = await placeOf(channel)
        if (place === null) return 'left'
        return waking().during(place.thread, () => this.#change(posted, place, words))
      })
    } catch (error) {
      const { kind } = postFailure(error)
      // Somebody deleted it already, or the channel with it.
      if (kind === 'gone') return 'removed'
      if (kind === 'refused') log.error('words not removed', error, { channel })
      else log.warn('words not removed', { channel, failure: restFailure(error) })
      return kind === 'limited' || kind === 'unsure' ? 'later' : 'left'
    }
  }

  leave(): Promise<void> {
    return this.#options.waking().rest()
  }

  async #change(
    { message, task }: Posted & { readonly task: RemovalTask },
    { messages, personas, thread }: WordsPlace,
    words: Words,
  ): Promise<RemovalFate> {
    switch (task.kind) {
      case 'delete':
        // Where the webhook is gone, whoever may manage messages can still delete what it posted.
        if (task.webhook === null || !(await personas.remove(task.webhook, message, thread)))
          await messages.remove(message)
        return 'removed'
      case 'empty':
        await messages.emptyOfFiles(message, this.#options.mentions.in(words.posts.handoutEmptied))
        return 'emptied'
      case 'cut':
        return cutOut(messages, message, task.cut)
    }
  }
}

async function cutOut(messages: ChannelMessages, message: string, cut: string): Promise<RemovalFate> {
  const found = await messages.read(message)
  const rest = found === null ? null : withoutWords(found.content, cut)
  if (rest === null) return 'left'
  if (rest === '') {
    await messages.remove(message)
    return 'removed'
  }
  // Where an earlier process came as far as this, it reads so already.
  if (rest !== found?.content) await messages.edit(message, rest)
  return 'edited'
}
