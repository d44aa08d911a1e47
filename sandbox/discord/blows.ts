import { setTimeout as wait } from 'node:timers/promises'
import type { DiscordServer } from './discord-server.ts'
import type { SandboxGuild } from './guild.ts'
import type { VoiceServer } from './voice/voice-server.ts'

/** What a blow falls on: the bot's connections, and its call in one guild. */
export interface Stricken {
  readonly discord: DiscordServer
  readonly voice: VoiceServer
  readonly guild: SandboxGuild
}

/** Something that Discord does to the bot; resolves when it is done. `forMs`: how long, where it lasts. */
export type DiscordBlow = (on: Stricken, forMs: number) => Promise<void>

/** What voice servers do in the middle of a call. */
export const VOICE_BLOWS: Readonly<Record<string, DiscordBlow>> = {
  'the voice server changes': ({ discord, guild }) => discord.changeVoiceServer(guild),
  'the voice session is invalid': async ({ discord, voice }) => voice.cutVoiceSocket(discord.botUserId, 4006),
  'the voice socket breaks': async ({ discord, voice }) => voice.cutVoiceSocket(discord.botUserId, 4015),
}

/** The way of sound is dead for a while, and nothing tells so: who spoke then is not known. */
export async function blackOut({ voice }: Pick<Stricken, 'voice'>, forMs: number): Promise<void> {
  voice.setWireRule(() => 'drop')
  await wait(forMs)
  voice.setWireRule(undefined)
}

/** What the main gateway does now and then to every bot. */
export const GATEWAY_BLOWS: Readonly<Record<string, DiscordBlow>> = {
  'the connection breaks': async ({ discord }) => discord.dropGateway({ resumable: true }),
  'Discord asks to reconnect': async ({ discord }) => discord.askReconnect(),
  'the session is forgotten': async ({ discord }) => discord.dropGateway({ resumable: false }),
  'new connections are turned away': async ({ discord }) => {
    discord.refuseGateway({ status: 502, times: 2 })
    discord.dropGateway({ resumable: true })
  },
}

const REST_STATUSES = [429, 500, 502, 503, 'drop'] as const
const POSTS = /^\/(channels\/\d+\/messages|webhooks\/\d+\/[^/]+)$/
/** One kind of failure lasts so long; then comes another. */
const REST_CHANGE_MS = 500

/**
 * For `forMs`, posts and looks at messages fail in one way or another; some posts are carried out all the same.
 * Call what it answers to end it sooner. `random` answers numbers from 0 to 1.
 */
export function stormOver(discord: DiscordServer, random: () => number, forMs: number): () => void {
  const until = Date.now() + forMs
  const storm = setInterval(() => {
    discord.clearFaults()
    if (Date.now() > until) return clearInterval(storm)
    const status = REST_STATUSES[Math.floor(random() * REST_STATUSES.length)] ?? 500
    // What is refused for a limit is not carried out.
    const when = status !== 429 && random() < 0.4 ? 'after' : 'before'
    discord.failNext({ method: 'POST', path: POSTS, status, when, times: 50 })
    discord.failNext({ method: 'GET', path: POSTS, status, times: 50 })
  }, REST_CHANGE_MS)
  return () => {
    clearInterval(storm)
    discord.clearFaults()
  }
}
