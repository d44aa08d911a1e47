import { ApplicationCommandType, Client, Events, Locale } from 'discord.js'
import { type Clock, within } from '../base/clock.ts'
import { type ChannelId, type GuildId, guildId, type SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Command, CommandContext } from '../session/command.ts'
import type { Component } from '../session/component.ts'
import type {
  CaptionSink,
  CaptionStyle,
  Handout,
  Leaks,
  NoticeRequest,
  PlaceRequest,
  Reaches,
  RoomRef,
  SinkRequest,
  VoiceGateway,
  VoiceListener,
  VoiceRoom,
  WordRemover,
} from '../session/ports.ts'
import type { Posted } from '../session/record/removals.ts'
import type { BoardOptions, StatusBoard } from '../session/status.ts'
import type { Speaker } from '../transcript/turn.ts'
import type { Saying } from '../wording/words.ts'
import { CaptionSinks } from './captions/caption-sinks.ts'
import type { PostCounters } from './captions/post-counters.ts'
import { ClientLine } from './client-line.ts'
import { clientOptions } from './client-options.ts'
import { CommandMentions } from './command-mentions.ts'
import { CommandRouter } from './commands/command-router.ts'
import { type CommandData, registerCommands } from './commands/registration.ts'
import { COMMAND_NAME, slashCommand } from './commands/slash-command.ts'
import { postNotice, reaches } from './consent/notice-poster.ts'
import { type GatewayEvents, watchChanges } from './gateway-events.ts'
import { explainRegistration } from './gateway-failure.ts'
import { MessageDesk, type MessageOptions } from './message-desk.ts'
import { checkPlaces, leaks } from './places.ts'
import { Tellings } from './tellings.ts'
import { checkVoiceLibrary } from './voice/voice-library.ts'
import { VoiceRooms } from './voice/voice-rooms.ts'
import { welcome } from './welcome.ts'

/** How long commands that are being answered may hold up the end. */
const ANSWERS_MS = 2_000

export interface DiscordGatewayOptions {
  readonly token: string
  /** Without a version, as in `https://discord.com/api`. */
  readonly apiUrl: string
  /** Where to register the command; null: in all servers. */
  readonly guildId: GuildId | null
  readonly commands: readonly Command[]
  /** Left out: there are no buttons. */
  readonly components?: readonly Component[]
  /** Left out: nothing can be asked about a message. */
  readonly messages?: MessageOptions
  readonly clock: Clock
  readonly log: Log
  /** How captions are to look. */
  readonly style: CaptionStyle
  readonly events?: GatewayEvents
  /** Called once if Discord ends the connection for good after the start; the bot hears and posts nothing more. */
  readonly onDead?: (error: Error) => void
}

/** The bot's one connection to Discord: takes commands, joins rooms, opens caption sinks. */
export class DiscordGateway implements VoiceGateway {
  readonly #options: DiscordGatewayOptions
  readonly #client: Client
  readonly #line: ClientLine
  readonly #rooms: VoiceRooms
  readonly #sinks: CaptionSinks
  readonly #mentions: CommandMentions
  readonly #tellings: Tellings
  #router: CommandRouter | null = null
  readonly #messages: MessageDesk
  #closing: Promise<void> | null = null
  #stage: 'starting' | 'serving' | 'ending' = 'starting'

  constructor(options: DiscordGatewayOptions) {
    this.#options = options
    this.#client = new Client(clientOptions(options.apiUrl, Boolean(options.messages?.unasked)))
    const { token, clock, log, style, messages, commands } = options
    const client = this.#client
    const mentions = new CommandMentions(commands.map(({ name }) => name))
    this.#mentions = mentions
    this.#line = new ClientLine({ client, token, clock, log })
    this.#tellings = new Tellings({ client, mentions, log })
    this.#sinks = new CaptionSinks({ client, clock, log, style, mentions })
    this.#messages = new MessageDesk(messages, { client, clock, log, mentions })
    this.#rooms = new VoiceRooms({ client, clock, log })
    this.#listen()
  }

  /**
   * Logs in, registers the command where it changed, and takes commands from then on. Rejects with a ConfigError if
   * Discord refuses the token, with a UserError if Discord cannot be reached; nothing is left open then.
   */
  async start(context: CommandContext): Promise<void> {
    const { commands, components = [], log } = this.#options
    checkVoiceLibrary()
    this.#router = new CommandRouter({ commands, components, context, log, mentions: this.#mentions })
    try {
      await this.#line.logIn()
      await this.#register().catch(explainRegistration)
    } catch (error) {
      await this.close()
      throw error
    }
    this.#line.onEnd((error) => this.#options.onDead?.(error))
    // It may have been told to end in the meantime.
    if (this.#stage === 'ending') return
    this.#stage = 'serving'
    log.info('connected to Discord', { guilds: this.#client.guilds.cache.size })
  }

  /** Whether the bot is logged in, connected and takes commands. */
  get ready(): boolean {
    return this.#stage === 'serving' && this.#line.stands
  }

  /** Whether Discord, as far as it told, has the bot in this room. */
  isIn(ref: RoomRef): boolean {
    return this.#rooms.isIn(ref)
  }

  join(ref: RoomRef, listener: VoiceListener): Promise<VoiceRoom> {
    return this.#rooms.join(ref, listener)
  }

  /** Whether a session may listen in the one place and write in the other, and what will be less than it could be. */
  checkPlaces(request: PlaceRequest): Promise<readonly Saying[]> {
    return checkPlaces(this.#client, request, this.#options.log)
  }

  /** Whether people who cannot see the one place could read the other. */
  leaks(place: Parameters<Leaks>[0]): Promise<boolean> {
    return leaks(this.#client, place, this.#options.log)
  }

  /** Who is in a room now, the bot itself aside; null where Discord does not tell, or the room is gone. */
  people(ref: RoomRef): readonly Speaker[] | null {
    return this.#rooms.people(ref)
  }

  /** Opens a caption sink on a text channel. Rejects with a UserError where the bot may not post. */
  openSink(request: SinkRequest): Promise<CaptionSink> {
    return this.#sinks.open(request)
  }

  /** Opens the status panel of a session that posts in this channel. */
  openBoard(channel: ChannelId, options: BoardOptions): StatusBoard {
    return this.#sinks.openBoard(channel, options)
  }

  /** Opens a public thread in a text channel. Rejects with a UserError where that is not possible. */
  openThread(channel: ChannelId, name: string): Promise<ChannelId> {
    return this.#sinks.openThread(channel, name)
  }

  /** Tells people that they are heard, where all of them can read it. Rejects with a UserError where that cannot be. */
  postNotice(request: NoticeRequest): Promise<readonly { channel: ChannelId; message: string }[]> {
    return postNotice(request, { client: this.#client, mentions: this.#mentions, log: this.#options.log })
  }

  /** Whether a notice would reach this person. */
  reaches(place: Parameters<Reaches>[0]): boolean {
    return reaches(this.#client, place)
  }

  /** Takes people's words out of what was posted. */
  get wordRemover(): WordRemover {
    return this.#sinks.words
  }

  /** Posts files in a text channel. Rejects with a UserError where that is not possible. */
  shareFiles(channel: ChannelId, handout: Handout): Promise<void> {
    return this.#sinks.share(channel, handout)
  }

  /** Deletes messages that the bot or its webhooks posted, as far as it may. */
  removeMessages(messages: readonly Posted[], stop: AbortSignal): Promise<void> {
    return this.#sinks.remove(messages, stop)
  }

  /** What became of messages, ever. */
  get posts(): PostCounters {
    return this.#sinks.posts
  }

  /** What waits to be posted now, and what is being answered. */
  get pending(): { readonly posts: number; readonly answers: number } {
    return { posts: this.#sinks.waiting, answers: (this.#router?.underWay ?? 0) + this.#messages.underWay }
  }

  /** The servers that the bot is in. */
  get guilds(): readonly GuildId[] {
    return this.#client.guilds.cache.map(({ id }) => guildId(id))
  }

  /** A direct message in words of the bot's own, if the person takes any. */
  tellPerson(person: SpeakerId, text: string): void {
    this.#tellings.person(person, text)
  }

  /** The language that a server has in Discord, as Discord names it: `en-US`. */
  localeOf(guild: GuildId): string {
    return this.#client.guilds.cache.get(guild)?.preferredLocale ?? Locale.EnglishUS
  }

  /** What a voice channel is called; empty where it is not there. */
  roomName(ref: RoomRef): string {
    return this.#rooms.nameOf(ref)
  }

  /** A message in the first of these channels of the server that takes it, if any does. Plain text without markup. */
  tellChannel(guild: GuildId, channels: readonly ChannelId[], text: string): void {
    this.#tellings.channel(guild, channels, text)
  }

  /** From now on answers commands with a refusal. */
  refuse(): void {
    this.#stage = 'ending'
    this.#router?.refuse()
    this.#messages.refuse()
  }

  /** Leaves all rooms, answers what is being answered, and ends the connection. A second call is fine. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.refuse()
    this.#line.close()
    await this.#rooms.leaveAll()
    const answered = Promise.all([this.#router?.settled(), this.#messages.settled()]).then(() => {})
    await within(this.#options.clock, ANSWERS_MS, answered, () => {})
    await this.#client.destroy()
  }

  async #register(): Promise<void> {
    const { commands, guildId: only } = this.#options
    const manager = this.#client.application?.commands
    if (!manager) throw new Error('there is an application once the client is ready')
    const wanted: readonly CommandData[] = [
      slashCommand(commands, only === null),
      ...this.#messages.data(only === null),
    ]
    for (const name of await registerCommands(manager, wanted, only))
      this.#options.log.info('command registered', { guild: only, command: name })
    // Both what was fetched and what was made stays there.
    const own = manager.cache.find(
      ({ name, type }) => name === COMMAND_NAME && type === ApplicationCommandType.ChatInput,
    )
    if (own) this.#mentions.registered(own.id)
  }

  #listen(): void {
    const { log } = this.#options
    const client = this.#client
    client.on(Events.InteractionCreate, (interaction) => {
      if (!this.#messages.handle(interaction)) this.#router?.handle(interaction)
    })
    client.on(Events.GuildCreate, (guild) => {
      const { guildId: only, clock } = this.#options
      // Elsewhere there are no commands to begin with.
      if (only === null || only === guild.id)
        void welcome(guild, { nowAt: clock.wall(), mentions: this.#mentions, log })
    })
    if (this.#options.events) watchChanges(client, this.#options.events)
  }
}
