import type { Client, GuildTextBasedChannel } from 'discord.js'
import { UserError } from '../../base/errors.ts'
import type { ChannelId } from '../../base/ids.ts'
import { botIn } from '../bot-member.ts'
import { checkCaptionChannel } from '../permissions.ts'
import { restFailure } from '../rest-failure.ts'

/** Text channels by their ids, as far as the bot can see them and post in them. */
export class TextChannels {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /** One to post in. Rejects with a UserError where the bot may not. */
  async open(id: ChannelId): Promise<GuildTextBasedChannel> {
    const found = await this.#fetch(id)
    if (!found) throw new UserError(({ places }) => places.target.notSeen(`<#${id}>`))
    if (found.isDMBased()) throw new UserError(({ places }) => places.target.inServersOnly)
    return checkCaptionChannel(found, await botIn(found.guild))
  }

  /** One in which something may have been posted; null: it is gone, or not for the bot to see. */
  async see(id: ChannelId): Promise<GuildTextBasedChannel | null> {
    const found = await this.#fetch(id)
    return found && !found.isDMBased() && found.isTextBased() ? found : null
  }

  /** The same; rejects as discord.js's REST does where it is gone, or not for the bot to see now. */
  async find(id: ChannelId): Promise<GuildTextBasedChannel | null> {
    const found = await this.#look(id)
    return found && !found.isDMBased() && found.isTextBased() ? found : null
  }

  async #fetch(id: ChannelId) {
    return this.#look(id).catch(unseen)
  }

  /** A thread that was archived when the bot came is in no list that Discord sends. */
  async #look(id: ChannelId) {
    const { channels } = this.#client
    return channels.cache.get(id) ?? (await channels.fetch(id))
  }
}

/** Whether the bot may do this there now, as far as Discord told. */
export function may(channel: GuildTextBasedChannel, permission: bigint): boolean {
  const { me } = channel.guild.members
  return me !== null && channel.permissionsFor(me)?.has(permission) === true
}

/** A channel that is not there, or not for the bot to see. */
function unseen(error: unknown): null {
  if (restFailure(error) === 'refused') throw error
  return null
}
