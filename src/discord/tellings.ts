import type { Client } from 'discord.js'
import type { ChannelId, GuildId, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { CommandMentions } from './command-mentions.ts'
import { restFailure } from './rest-failure.ts'

export interface TellingsOptions {
  readonly client: Client
  readonly mentions: CommandMentions
  readonly log: Log
}

/** What the bot tells of its own accord, beside transcripts: where it cannot be told, that is logged and nothing more. */
export class Tellings {
  readonly #options: TellingsOptions

  constructor(options: TellingsOptions) {
    this.#options = options
  }

  /** A direct message, if the person takes any. */
  person(person: SpeakerId, text: string): void {
    const { client, log } = this.#options
    client.users.send(person, this.#message(text)).catch((error: unknown) => {
      log.warn('person not told', { person, failure: restFailure(error) })
    })
  }

  /** A message in the first of these channels of the server that takes it, if any does. */
  channel(guild: GuildId, channels: readonly ChannelId[], text: string): void {
    this.#first(guild, channels, text).catch((error: unknown) =>
      this.#options.log.error('channel not told', error, { guild }),
    )
  }

  async #first(guild: GuildId, channels: readonly ChannelId[], text: string): Promise<void> {
    const { client, log } = this.#options
    for (const id of channels) {
      const channel = client.guilds.cache.get(guild)?.channels.cache.get(id)
      if (!channel?.isTextBased()) continue
      try {
        await channel.send(this.#message(text))
        return
      } catch (error) {
        log.warn('channel not told', { channel: id, failure: restFailure(error) })
      }
    }
  }

  #message(text: string) {
    return { content: this.#options.mentions.in(text), allowedMentions: { parse: [] } }
  }
}
