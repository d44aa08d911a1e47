import { randomBytes } from 'node:crypto'
import {
  ApplicationCommand,
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  type Guild,
  type GuildMember,
  Status,
} from 'discord.js'
import { type Clock, within } from '../base/clock.ts'
import { ConfigError, UserError } from '../base/errors.ts'
import type { ChannelId, GuildId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Command, CommandContext } from '../session/command.ts'
import type { CaptionSink, RoomRef, VoiceGateway, VoiceListener, VoiceRoom } from '../session/ports.ts'
import type { StatusBoard } from '../session/status.ts'
import { CaptionPoster } from './caption-poster.ts'
import { ChannelMessages } from './channel-messages.ts'
import { clientOptions } from './client-options.ts'
import { CommandRouter } from './command-router.ts'
import { checkCaptionChannel, checkRoom } from './permissions.ts'
import { PostBudget } from './post-budget.ts'
import { restFailure } from './rest-failure.ts'
import { COMMAND_NAME, slashCommand } from './slash-command.ts'
import { StatusPanel } from './status-panel.ts'
import { checkVoiceLibrary } from './voice-library.ts'
import { DiscordVoiceRoom } from './voice-room.ts'

/** How long logging in may take, with the wait for all servers (15 s at most) in it. */
const LOGIN_MS = 60_000
/** How long commands that are being answered may hold up the end. */
const ANSWERS_MS = 2_000

export interface DiscordGatewayOptions {
  readonly token: string
  /** Without a version, as in `https://discord.com/api`. */
  readonly apiUrl: string
  /** Where to register the command; null: in all servers. */
  readonly guildId: GuildId | null
  readonly commands: readonly Command[]
  readonly clock: Clock
  readonly log: Log
  /** Called once if Discord ends the connection for good after the start; the bot hears and posts nothing more. */
  readonly onDead?: (error: Error) => void
}

/** How many messages Discord has taken, ever. */
export interface PostCounters {
  captions: number
  /** Status panels, made and edited. */
  panels: number
}

/** The bot's one connection to Discord: takes commands, joins rooms, opens caption sinks. */
export class DiscordGateway implements VoiceGateway {
  readonly posts: PostCounters = { captions: 0, panels: 0 }
  readonly #options: DiscordGatewayOptions
  readonly #client: Client
  readonly #rooms = new Map<string, DiscordVoiceRoom>()
  readonly #budgets = new Map<ChannelId, PostBudget>()
  #router: CommandRouter | null = null
  #closing: Promise<void> | null = null
  #takesCommands = false
  #onDead: (error: Error) => void = () => {}

  constructor(options: DiscordGatewayOptions) {
    this.#options = options
    this.#client = new Client(clientOptions(options.apiUrl))
    this.#listen()
  }

  /**
   * Logs in, registers the command where it changed, and takes commands from then on. Rejects with a ConfigError if
   * Discord refuses the token, with a UserError if Discord cannot be reached; nothing is left open then.
   */
  async start(context: CommandContext): Promise<void> {
    const { commands, clock, log } = this.#options
    checkVoiceLibrary()
    this.#router = new CommandRouter({ commands, context, log })
    try {
      await within(clock, LOGIN_MS, this.#login(), () => {
        throw new UserError(
          'Discord did not let the bot in within a minute. Check the network and DISCORD_API_URL.',
        )
      })
      await this.#register().catch(explainRegistration)
    } catch (error) {
      await this.close()
      throw error
    }
    this.#onDead = (error) => this.#options.onDead?.(error)
    this.#takesCommands = true
    log.info('connected to Discord', { guilds: this.#client.guilds.cache.size })
  }

  /** Whether the bot is logged in, connected and takes commands. */
  get ready(): boolean {
    // The manager's own status stays "ready" while a shard reconnects.
    return this.#takesCommands && this.#client.ws.shards.every(({ status }) => status === Status.Ready)
  }

  /** Whether Discord, as far as it told, has the bot in this room. */
  isIn(ref: RoomRef): boolean {
    const guild = this.#client.guilds.cache.get(ref.guild)
    const botId = this.#client.user?.id
    return botId !== undefined && guild?.voiceStates.cache.get(botId)?.channelId === ref.room
  }

  async join(ref: RoomRef, listener: VoiceListener): Promise<VoiceRoom> {
    const guild = this.#client.guilds.cache.get(ref.guild)
    if (!guild?.available) throw new UserError('Discord has no connection to that server just now.')
    const channel = checkRoom(guild.channels.cache.get(ref.room), await botIn(guild))
    if (this.#rooms.has(ref.guild)) throw new UserError('I am in a voice channel of this server already.')
    const { clock, log } = this.#options
    return DiscordVoiceRoom.join({
      channel,
      listener,
      clock,
      log: log.with({ guild: ref.guild, room: ref.room }),
      rooms: this.#rooms,
    })
  }

  /** Opens a caption sink on a text channel. Rejects with a UserError where the bot may not post. */
  async openSink(channelId: ChannelId, shut: (reason: string) => void): Promise<CaptionSink> {
    const found = this.#client.channels.cache.get(channelId)
    if (!found) throw new UserError(`I cannot see <#${channelId}>. Give me View Channel there.`)
    if (found.isDMBased()) throw new UserError('I write in servers only.')
    const channel = checkCaptionChannel(found, await botIn(found.guild))
    const messages = new ChannelMessages(this.#client.rest, channelId)
    const { posts } = this
    return new CaptionPoster({
      budget: this.#budgetOf(channelId),
      shut: () => shut('The text channel is gone or closed to me.'),
      label: randomBytes(6).toString('hex'),
      clock: this.#options.clock,
      log: this.#options.log.with({ guild: channel.guildId, channel: channelId }),
      async send(post, signal) {
        await messages.post(post, signal)
        posts.captions += 1
      },
    })
  }

  /** Opens the status panel of a session that posts in this channel. */
  openBoard(channelId: ChannelId): StatusBoard {
    const messages = new ChannelMessages(this.#client.rest, channelId)
    const { posts } = this
    const nonce = `${randomBytes(6).toString('hex')}-panel`
    return new StatusPanel({
      budget: this.#budgetOf(channelId),
      clock: this.#options.clock,
      log: this.#options.log.with({ channel: channelId }),
      async post(content) {
        const id = await messages.post({ content, nonce, silent: true })
        posts.panels += 1
        return id
      },
      async edit(message, content) {
        await messages.edit(message, content)
        posts.panels += 1
      },
    })
  }

  /** From now on answers commands with a refusal. */
  refuse(): void {
    this.#takesCommands = false
    this.#router?.refuse()
  }

  /** Leaves all rooms, answers what is being answered, and ends the connection. A second call is fine. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.refuse()
    this.#onDead = () => {}
    await Promise.all([...this.#rooms.values()].map((room) => room.leave()))
    if (this.#router) await within(this.#options.clock, ANSWERS_MS, this.#router.settled(), () => {})
    await this.#client.destroy()
  }

  async #login(): Promise<void> {
    const client = this.#client
    const ready = new Promise<void>((resolve, reject) => {
      client.once(Events.ClientReady, () => resolve())
      this.#onDead = reject
    })
    // Reported by whichever of the two waits below fails first.
    ready.catch(() => {})
    await Promise.race([client.login(this.#options.token).catch(explainLogin), ready])
    await ready
  }

  async #register(): Promise<void> {
    const { commands, guildId } = this.#options
    const manager = this.#client.application?.commands
    if (!manager) throw new Error('there is an application once the client is ready')
    const wanted = slashCommand(commands, guildId === null)
    const registered = await manager.fetch(guildId === null ? {} : { guildId })
    const present = registered.find(({ name }) => name === COMMAND_NAME)
    if (
      present?.description === wanted.description &&
      ApplicationCommand.optionsEqual(present.options, wanted.options ?? [], true)
    )
      return
    await (guildId === null ? manager.create(wanted) : manager.create(wanted, guildId))
    this.#options.log.info('command registered', { guild: guildId })
  }

  #listen(): void {
    const { log } = this.#options
    const client = this.#client
    client.on(Events.Error, (error) => log.error('Discord client error', error))
    // Of the socket or of how Discord closed it: the library connects again, or ShardDisconnect tells the end.
    client.on(Events.ShardError, ({ name }, shard) => log.warn('Discord gateway error', { shard, name }))
    client.on(Events.ShardReconnecting, (shard) => log.warn('Discord gateway reconnecting', { shard }))
    client.on(Events.ShardDisconnect, ({ code }) => this.#onDead(explainClose(code)))
    client.on(Events.ShardReady, (shard) => {
      for (const room of this.#rooms.values()) room.onGatewaySession(shard)
    })
    client.on(Events.InteractionCreate, (interaction) => this.#router?.handle(interaction))
    client.on(Events.VoiceStateUpdate, (before, after) => {
      this.#rooms.get(after.guild.id)?.onVoiceState(before, after)
    })
    client.on(Events.ChannelDelete, (channel) => {
      if (channel.isDMBased()) return
      const room = this.#rooms.get(channel.guildId)
      if (room?.channelId === channel.id) room.onGone('The voice channel was deleted.')
    })
    client.on(Events.GuildDelete, (guild) =>
      this.#rooms.get(guild.id)?.onGone('I was removed from the server.'),
    )
  }

  /** One budget per channel, also when one session's sink is closed and the next one's opened within seconds. */
  #budgetOf(channel: ChannelId): PostBudget {
    for (const [id, budget] of this.#budgets) if (budget.idle && id !== channel) this.#budgets.delete(id)
    const budget = this.#budgets.get(channel) ?? new PostBudget(this.#options.clock)
    this.#budgets.set(channel, budget)
    return budget
  }
}

const botIn = async (guild: Guild): Promise<GuildMember> => guild.members.me ?? guild.members.fetchMe()

const REFUSED_TOKEN = 'Discord refused the token: check DISCORD_TOKEN.'

function explainLogin(error: unknown): never {
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid)
    throw new ConfigError([REFUSED_TOKEN])
  throw new UserError('Discord cannot be reached. Check the network and DISCORD_API_URL.', { cause: error })
}

/** A server that the bot is in can still refuse: its commands need a scope of their own. */
function explainRegistration(error: unknown): never {
  switch (restFailure(error)) {
    case 'shut':
      throw new ConfigError([
        'Discord refused the command: invite the bot with the scopes bot and applications.commands, and check DISCORD_GUILD_ID.',
      ])
    case 'again':
      throw new UserError('Discord did not take the command just now. Start the bot again in a minute.', {
        cause: error,
      })
    case 'refused':
      throw error
  }
}

/** A close of the main gateway after which no reconnecting helps. */
function explainClose(code: number): Error {
  if (code === GatewayCloseCodes.AuthenticationFailed) return new ConfigError([REFUSED_TOKEN])
  return new UserError(`Discord ended the connection for good (code ${code}).`)
}
