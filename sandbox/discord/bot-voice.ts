import { setTimeout as wait } from 'node:timers/promises'
import type { VoiceSide } from '../ports.ts'
import type { SandboxChannel } from './channel.ts'
import type { Dispatch } from './dispatches.ts'
import type { GatewaySession } from './gateway-session.ts'
import type { SandboxGuild } from './guild.ts'
import type { Json } from './json.ts'
import type { World } from './world.ts'

/** The close comes over another socket than the events after it; with this head start it is there first. */
const CLOSE_FIRST_MS = 20

export interface BotVoiceOptions {
  readonly world: World
  readonly voice: VoiceSide
  readonly dispatch: (dispatch: Dispatch) => void
}

/** The bot's way into voice ("Voice Connections": Gateway Voice State Update, and what the server answers). */
export class BotVoice {
  readonly #options: BotVoiceOptions
  /** How many requests to enter a channel (op 4) were made, in all guilds. */
  requests = 0
  /** True: requests to enter are heard and never answered. */
  isSilent = false

  constructor(options: BotVoiceOptions) {
    this.#options = options
  }

  /**
   * Op 4. Who may not enter gets no answer at all, nor for a full channel: only that the state never comes.
   * First the state, then the server: a client takes session and channel from the former.
   */
  request(session: GatewaySession, data: Json): void {
    const guild = this.#options.world.guilds.get(String(data['guild_id']))
    if (guild === undefined) return
    const before = guild.voiceState(guild.bot.id)
    const flags = { selfMute: data['self_mute'] === true, selfDeaf: data['self_deaf'] === true }
    if (data['channel_id'] === null || data['channel_id'] === undefined) {
      if (before === null) return
      this.#options.voice.expel(guild.id, guild.bot.id, 1000)
      guild.setVoiceState({ ...before, ...flags, channelId: null })
      return
    }
    this.requests += 1
    const channel = guild.channels.get(String(data['channel_id']))
    if (this.isSilent || channel === undefined || !mayEnter(guild, channel)) return
    const isSame = before?.channelId === channel.id && before.sessionId === session.id
    const isFlagChange = isSame && (before.selfMute !== flags.selfMute || before.selfDeaf !== flags.selfDeaf)
    const { mute, deaf } = before ?? { mute: false, deaf: false }
    const ids = { userId: guild.bot.id, channelId: channel.id, sessionId: session.id }
    guild.setVoiceState({ mute, deaf, ...flags, ...ids })
    if (!isFlagChange) this.#sendServer(guild, channel, session.id)
  }

  /** Ends the bot's voice connection; its state is the caller's to clear. */
  expel(guild: SandboxGuild, closeCode: number): void {
    this.#options.voice.expel(guild.id, guild.bot.id, closeCode)
  }

  /** As a moderator moves it: the old connection ends with 4014, then come state and server as for a join. */
  async move(guild: SandboxGuild, channel: SandboxChannel): Promise<void> {
    if (guild.voiceState(guild.bot.id) === null) return
    this.expel(guild, 4014)
    await wait(CLOSE_FIRST_MS)
    const state = guild.voiceState(guild.bot.id)
    if (state === null || !guild.channels.has(channel.id)) return
    guild.setVoiceState({ ...state, channelId: channel.id })
    this.#sendServer(guild, channel, state.sessionId)
  }

  /** Another voice server for a running call: as with a move, the old one closes with 4014 first. */
  async changeServer(guild: SandboxGuild): Promise<void> {
    this.expel(guild, 4014)
    await wait(CLOSE_FIRST_MS)
    const state = guild.voiceState(guild.bot.id)
    const channel = guild.channels.get(state?.channelId ?? '')
    if (state !== null && channel !== undefined) this.#sendServer(guild, channel, state.sessionId)
  }

  /** A main session that is lost for good takes its voice connections with it. */
  sessionEnded(session: GatewaySession): void {
    for (const guild of this.#options.world.guilds.values()) {
      const state = guild.voiceState(guild.bot.id)
      if (state?.sessionId !== session.id) continue
      this.expel(guild, 4014)
      guild.setVoiceState({ ...state, channelId: null })
    }
  }

  #sendServer(guild: SandboxGuild, channel: SandboxChannel, sessionId: string): void {
    const { voice, dispatch } = this.#options
    const ids = { guildId: guild.id, channelId: channel.id, userId: guild.bot.id, sessionId }
    const data = { token: voice.admit(ids), guild_id: guild.id, endpoint: voice.endpoint }
    dispatch({ name: 'VOICE_SERVER_UPDATE', intents: 0, data, guildId: guild.id })
  }
}

/** View and Connect, and a free place unless the bot is inside or may move members. */
function mayEnter(guild: SandboxGuild, channel: SandboxChannel): boolean {
  if (!channel.isVoice || !guild.can(guild.bot, 'Connect', channel)) return false
  const { userLimit } = channel.state
  const inside = guild.voiceStates(channel)
  if (userLimit === 0 || inside.some((state) => state.userId === guild.bot.id)) return true
  return inside.length < userLimit || guild.can(guild.bot, 'MoveMembers', channel)
}
