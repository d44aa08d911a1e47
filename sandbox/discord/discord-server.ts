import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { VoiceSide } from '../ports.ts'
import { BotVoice } from './bot-voice.ts'
import { CommandBook } from './command-book.ts'
import { Composer, memberAuthor } from './composer.ts'
import type { Fault } from './faults.ts'
import { Gateway, type GatewayRefusal } from './gateway.ts'
import type { SandboxGuild } from './guild.ts'
import { Interactions } from './interactions.ts'
import { readMessage } from './message-form.ts'
import { Nonces } from './nonces.ts'
import { Rest, type SeenRequest } from './rest.ts'
import { applicationRoutes } from './routes/application.ts'
import { channelRoutes } from './routes/channels.ts'
import { interactionRoutes } from './routes/interactions.ts'
import { messageRoutes } from './routes/messages.ts'
import { threadRoutes } from './routes/threads.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { World } from './world.ts'

/** The privileged intent Message Content. */
const MESSAGE_CONTENT = 1 << 15

export interface DiscordServerOptions {
  readonly voice: VoiceSide
  /** Made up, in the shape of a real one, unless given. */
  readonly token?: string
  /** A free one unless given. */
  readonly port?: number
  readonly botName?: string
  /** Default 41.25 s, as the real one. */
  readonly heartbeatMs?: number
  /** How long a main session without a connection can be resumed and keeps its place in voice; default 60 s. */
  readonly resumeWindowMs?: number
  /** The privileged intents the application was granted, as bits; none unless given. */
  readonly grantedIntents?: number
}

/**
 * A Discord on loopback: REST v10, main gateway and interactions, for one application. Voice is another server's
 * work, reached through `VoiceSide`.
 */
export class DiscordServer {
  readonly world: World
  readonly #http: Server
  readonly #rest: Rest
  readonly #gateway: Gateway
  readonly #interactions: Interactions
  readonly #botVoice: BotVoice
  readonly #book: CommandBook
  #port = 0
  #closed: Promise<void> | null = null

  private constructor(options: DiscordServerOptions) {
    const identity = { username: options.botName ?? 'Hansard', token: options.token ?? '' }
    const world: World = new World(identity, {
      act: (place, act) => this.#interactions.act(place, act),
      post: ({ guild, channel, member }, { content, flags, files = [] }) => {
        const author = memberAuthor(guild, channel, member)
        const uploads = files.map((file, index) => ({ ...file, index }))
        const message = composer.compose({ guild, channel, author }, readMessage({ content, flags }, uploads))
        channel.put(message)
        return message
      },
      expelBot: (guild, closeCode) => this.#botVoice.expel(guild, closeCode),
      moveBot: (guild, channel) => this.#botVoice.move(guild, channel),
    })
    this.world = world
    const composer = new Composer(world, () => `http://127.0.0.1:${this.#port}`)
    this.#book = new CommandBook(world.mint, world.bot.id)
    this.#botVoice = new BotVoice({
      world,
      voice: options.voice,
      dispatch: (dispatch) => this.#gateway.dispatch(dispatch),
    })
    this.#gateway = new Gateway({
      world,
      url: () => this.gatewayUrl,
      heartbeatMs: options.heartbeatMs ?? 41_250,
      resumeWindowMs: options.resumeWindowMs ?? 60_000,
      grantedIntents: options.grantedIntents ?? 0,
      onVoiceRequest: (session, data) => this.#botVoice.request(session, data),
      onSessionEnd: (session) => this.#botVoice.sessionEnded(session),
    })
    this.#interactions = new Interactions({
      mint: world.mint,
      applicationId: world.bot.id,
      book: this.#book,
      dispatch: (dispatch) => this.#gateway.dispatch(dispatch),
    })
    this.#rest = new Rest(world, [
      ...applicationRoutes({ world, book: this.#book, gatewayUrl: () => this.gatewayUrl }),
      ...channelRoutes(world),
      ...messageRoutes({
        world,
        composer,
        nonces: new Nonces(),
        readsContent: ((options.grantedIntents ?? 0) & MESSAGE_CONTENT) !== 0,
      }),
      ...threadRoutes(world),
      ...webhookRoutes({ world, composer }),
      ...interactionRoutes({ world, composer, interactions: this.#interactions }),
    ])
    this.#http = createServer((request, response) => {
      this.#rest.handle(request, response).catch((error: unknown) => {
        // The client went away in mid-request; anything else is a fault of the sandbox and must be seen.
        if (request.destroyed && !request.complete) return
        response.destroy()
        throw error
      })
    })
    this.#http.on('upgrade', (request, socket, head) => this.#gateway.upgrade(request, socket, head))
  }

  static async start(options: DiscordServerOptions): Promise<DiscordServer> {
    const server = new DiscordServer({ ...options, token: options.token ?? makeToken() })
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject)
      server.#http.listen(options.port ?? 0, '127.0.0.1', resolve)
    })
    const address = server.#http.address()
    if (address === null || typeof address === 'string') throw new Error('the server has no port')
    server.#port = address.port
    return server
  }

  /** For the bot's REST: no version, as `rest.api` of discord.js wants it. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`
  }

  get gatewayUrl(): string {
    return `ws://127.0.0.1:${this.#port}`
  }

  get token(): string {
    return this.world.bot.token
  }

  get applicationId(): string {
    return this.world.bot.id
  }

  get botUserId(): string {
    return this.world.bot.id
  }

  /** Makes a guild with the bot in it; `furnish` makes what is there before the bot is told of it. */
  addGuild(name: string, furnish?: (guild: SandboxGuild) => void): SandboxGuild {
    return this.world.addGuild(name, furnish)
  }

  /** Closes every socket and the server. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  /** Lets something go wrong with the next requests that fit. */
  failNext(fault: Fault): void {
    this.#rest.faults.add(fault)
  }

  /** Takes back the faults that have not happened yet. */
  clearFaults(): void {
    this.#rest.faults.clear()
  }

  /** The last requests, oldest first. */
  get requests(): readonly SeenRequest[] {
    return this.#rest.requests
  }

  /** How many requests overran a limit and were answered with 429. */
  get rateLimited(): number {
    return this.#rest.rateLimited
  }

  /** Open connections of the main gateway. */
  get sockets(): number {
    return this.#gateway.connections.size
  }

  /** Main sessions begun, and taken up again, so far. */
  get sessions(): { readonly identifies: number; readonly resumes: number } {
    return { identifies: this.#gateway.identifies, resumes: this.#gateway.resumes }
  }

  /** How often the bot asked to be let into a voice channel (op 4). */
  get voiceRequests(): number {
    return this.#botVoice.requests
  }

  /** The names of the commands registered, for a guild or (null) globally. */
  commandNames(guildId: string | null): readonly string[] {
    return this.#book.list(guildId).map((command) => command.name)
  }

  /** A command that is registered in this guild, or (null) in all, as the API gives it back with all its languages. */
  commandPayload(guildId: string | null, name: string): unknown {
    return this.#book.list(guildId).find((command) => command.name === name)?.payload
  }

  /** The id of a command that is registered in this guild, or (null) in all. */
  commandId(guildId: string | null, name: string): string | undefined {
    return this.#book.list(guildId).find((command) => command.name === name)?.id
  }

  /**
   * Closes the bot's main connections with a code (4000 unless given). Without `resumable` the session is forgotten
   * too: the resume that follows is answered with op 9, false, and the bot is out of voice.
   */
  dropGateway(options: { readonly resumable: boolean; readonly code?: number }): void {
    if (!options.resumable) this.#gateway.forgetSessions()
    for (const connection of this.#gateway.connections) connection.close(options.code ?? 4000)
  }

  /** Tells the bot to reconnect and resume (op 7). */
  askReconnect(): void {
    for (const connection of this.#gateway.connections) connection.send({ op: 7, d: null })
  }

  /** Tells the bot that its session is invalid (op 9); `resumable` as Discord's boolean. */
  invalidateSession(resumable: boolean): void {
    if (!resumable) this.#gateway.forgetSessions()
    for (const connection of this.#gateway.connections) connection.send({ op: 9, d: resumable })
  }

  /** Turns new gateway connections away, with an HTTP status or a close code. */
  refuseGateway(refusal: GatewayRefusal): void {
    this.#gateway.refuse(refusal)
  }

  /** Leaves heartbeats of the present connections unanswered: zombie connections. */
  ignoreHeartbeats(): void {
    for (const connection of this.#gateway.connections) connection.answersHeartbeats = false
  }

  /** With true, requests to enter voice are heard and never answered, until false. */
  ignoreVoiceRequests(isSilent: boolean): void {
    this.#botVoice.isSilent = isSilent
  }

  /** Gives the bot's running call in this guild a new voice server. Resolves when it has been told. */
  changeVoiceServer(guild: SandboxGuild): Promise<void> {
    return this.#botVoice.changeServer(guild)
  }

  async #close(): Promise<void> {
    this.#interactions.close()
    await this.#gateway.close()
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()))
    this.#http.closeAllConnections()
    await closed
  }
}

/** Three parts as in a real token: the id, a time, a secret. */
function makeToken(): string {
  const id = Buffer.from(String(1_000_000_000_000_000_000n + BigInt(Date.now()))).toString('base64url')
  return `${id}.${randomBytes(4).toString('base64url')}.${randomBytes(28).toString('base64url')}`
}
