import { Client, Events, type Guild } from 'discord.js'
import type { GuildId } from '../base/ids.ts'
import { botIn } from './bot-member.ts'
import { clientOptions } from './client-options.ts'
import { explainClose, explainLogin } from './gateway-failure.ts'
import { type GuildInspection, inspectGuild } from './guild-inspection.ts'

/** Servers come one by one after the login; this long after the last one nobody waits for more. */
const GUILDS_MS = 2_000
/** Of a bot in more servers than this, one is to be named: nobody reads the findings of a hundred. */
const MOST_INSPECTED = 5

export interface InspectionRequest {
  readonly token: string
  /** Without a version, as in `https://discord.com/api`. */
  readonly apiUrl: string
  /** Whether to ask for the privileged intent Message Content, as the bot would. */
  readonly readsMessages: boolean
  /** The server to look at; null: each that the bot is in, if those are few. */
  readonly guild: GuildId | null
  /** Gives it up. */
  readonly signal: AbortSignal
}

export interface DiscordInspection {
  readonly application: string
  readonly guilds: number
  /** Of those that were to be looked at, without any that is down at Discord. */
  readonly inspected: readonly GuildInspection[] | 'not in it' | 'too many'
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
    return {
      application: user.id,
      guilds: guilds.cache.size,
      inspected: await inspected([...guilds.cache.values()], guild),
    }
  } finally {
    signal.removeEventListener('abort', giveUp)
    await client.destroy()
  }
}

async function inspected(
  guilds: readonly Guild[],
  wanted: GuildId | null,
): Promise<DiscordInspection['inspected']> {
  if (wanted === null && guilds.length > MOST_INSPECTED) return 'too many'
  const chosen = guilds.filter(({ id, available }) => available && (wanted === null || id === wanted))
  const inspections: GuildInspection[] = []
  for (const guild of chosen) {
    const bot = await botIn(guild)
    if (bot) inspections.push(inspectGuild(guild, bot))
  }
  return wanted !== null && inspections.length === 0 ? 'not in it' : inspections
}
