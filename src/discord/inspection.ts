import { Client, Events } from 'discord.js'
import type { GuildId } from '../base/ids.ts'
import { botIn } from './bot-member.ts'
import { clientOptions } from './client-options.ts'
import { explainClose, explainLogin } from './gateway-failure.ts'
import { type GuildInspection, inspectGuild } from './guild-inspection.ts'

/** Servers come one by one after the login; this long after the last one nobody waits for more. */
const GUILDS_MS = 2_000

export interface InspectionRequest {
  readonly token: string
  /** Without a version, as in `https://discord.com/api`. */
  readonly apiUrl: string
  /** Whether to ask for the privileged intent Message Content, as the bot would. */
  readonly readsMessages: boolean
  /** The server to look at; null: none. */
  readonly guild: GuildId | null
  /** Gives it up. */
  readonly signal: AbortSignal
}

export interface DiscordInspection {
  readonly application: string
  readonly guilds: number
  /** Null: none was asked for. */
  readonly guild: GuildInspection | 'not in it' | null
}

/**
 * Logs in as the bot would, with the same library and the same intents, looks around and goes. A bot that runs with
 * this token is not disturbed: Discord takes several sessions of one bot. Rejects as the bot's own start does, with a
 * ConfigError for a refusal and a UserError where Discord cannot be reached, and with the signal's reason.
 */
export async function inspectDiscord(request: InspectionRequest): Promise<DiscordInspection> {
  const { token, apiUrl, readsMessages, guild, signal } = request
  const client = new Client({ ...clientOptions(apiUrl, readsMessages), waitGuildTimeout: GUILDS_MS })
  const ended = Promise.withResolvers<never>()
  const giveUp = () => ended.reject(signal.reason)
  // Whichever of the two waits comes first tells of it.
  ended.promise.catch(() => {})
  signal.addEventListener('abort', giveUp, { once: true })
  client.on(Events.ShardDisconnect, ({ code }) => ended.reject(explainClose(code)))
  // Of the socket: the library connects again, and the signal gives it up.
  client.on(Events.Error, () => {})
  client.on(Events.ShardError, () => {})
  try {
    signal.throwIfAborted()
    const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve))
    await Promise.race([client.login(token).catch(explainLogin), ended.promise])
    const { user, guilds } = await Promise.race([ready, ended.promise])
    const found = guild === null ? undefined : guilds.cache.get(guild)
    const bot = found?.available ? await botIn(found) : undefined
    return {
      application: user.id,
      guilds: guilds.cache.size,
      guild: guild === null ? null : found && bot ? inspectGuild(found, bot) : 'not in it',
    }
  } finally {
    signal.removeEventListener('abort', giveUp)
    await client.destroy()
  }
}
