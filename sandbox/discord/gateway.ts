import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Dispatch, dispatchesFor } from './dispatches.ts'
import { CLOSE, type ConnectionHost, GatewayConnection } from './gateway-connection.ts'
import { GatewaySession } from './gateway-session.ts'
import { INTENTS, isValidIntents, PRIVILEGED_INTENTS } from './intents.ts'
import type { Json } from './json.ts'
import { guildCreatePayload, memberPayload } from './payloads.ts'
import type { World } from './world.ts'

export interface GatewayOptions {
  readonly world: World
  /** `ws://host:port` for READY's `resume_gateway_url`. */
  readonly url: () => string
  readonly heartbeatMs: number
  /** How long a session whose connection broke can be resumed. */
  readonly resumeWindowMs: number
  /** Which of the privileged intents the application was granted. */
  readonly grantedIntents: number
  /** A client asks to be let into, moved in or out of voice (op 4). */
  readonly onVoiceRequest: (session: GatewaySession, data: Json) => void
  /** A session is over for good. */
  readonly onSessionEnd: (session: GatewaySession) => void
}

/** How new connections are turned away: an HTTP status at the upgrade, or a close code after it. */
export interface GatewayRefusal {
  readonly status?: number
  readonly code?: number
  /** How many; 1 unless given. */
  readonly times?: number
}

/** The main gateway ("Gateway", v10, JSON, no compression). */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  readonly #connections = new Set<GatewayConnection>()
  readonly #sessions = new Map<string, GatewaySession>()
  readonly #expiries = new Map<GatewaySession, NodeJS.Timeout>()
  readonly #unlisten: () => void
  #refusals: GatewayRefusal[] = []
  /** Identifies taken so far: each began a new session. */
  identifies = 0
  /** Sessions taken up again so far. */
  resumes = 0

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#unlisten = options.world.onEvent((guild, event) => {
      for (const dispatch of dispatchesFor(guild, event, options.world.bot.id)) this.dispatch(dispatch)
    })
  }

  get connections(): ReadonlySet<GatewayConnection> {
    return this.#connections
  }

  /** Turns the next connections away. */
  refuse(refusal: GatewayRefusal): void {
    this.#refusals.push(refusal)
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.#nextRefusal()
    if (refusal?.status !== undefined) {
      socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      if (refusal === undefined) this.#connections.add(new GatewayConnection(ws, this.#host))
      else ws.close(refusal.code ?? 1011)
    })
  }

  /** Sends an event to every session that it concerns. */
  dispatch(dispatch: Dispatch): void {
    for (const session of this.#sessions.values()) session.dispatch(dispatch)
  }

  /** Whether a client is connected that would get this guild's events. */
  isListening(guildId: string): boolean {
    return [...this.#sessions.values()].some((session) => session.isConnected && session.serves(guildId))
  }

  /** Makes the sessions impossible to resume: the next resume is answered with op 9, false. */
  forgetSessions(): void {
    for (const session of [...this.#sessions.values()]) this.#end(session)
  }

  async close(): Promise<void> {
    this.#unlisten()
    for (const timer of this.#expiries.values()) clearTimeout(timer)
    this.#expiries.clear()
    this.#sessions.clear()
    const closing = [...this.#connections].map(({ socket }) => {
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      socket.terminate()
      return closed
    })
    await Promise.all(closing)
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  get #host(): ConnectionHost {
    return {
      heartbeatMs: this.#options.heartbeatMs,
      identify: (connection, data) => this.#identify(connection.socket, data),
      resume: (connection, data) => this.#resume(connection.socket, data),
      voiceStateUpdate: this.#options.onVoiceRequest,
      requestMembers: (session, data) => this.#sendMembers(session, data),
      closed: (connection, session, code) => this.#closed(connection, session, code),
    }
  }

  #nextRefusal(): GatewayRefusal | undefined {
    const [first, ...rest] = this.#refusals
    if (first === undefined) return undefined
    const times = (first.times ?? 1) - 1
    this.#refusals = times > 0 ? [{ ...first, times }, ...rest] : rest
    return first
  }

  #identify(socket: WebSocket, data: Json): GatewaySession | number {
    const { world } = this.#options
    if (tokenOf(data) !== world.bot.token) return CLOSE.authenticationFailed
    const shard = shardOf(data['shard'])
    if (shard === null) return CLOSE.invalidShard
    const intents = data['intents']
    if (!isValidIntents(intents)) return CLOSE.invalidIntents
    if ((intents & PRIVILEGED_INTENTS & ~this.#options.grantedIntents) !== 0) return CLOSE.disallowedIntents
    const session = new GatewaySession({ id: randomBytes(16).toString('hex'), intents, shard }, socket)
    this.#sessions.set(session.id, session)
    this.identifies += 1
    this.#greet(session)
    return session
  }

  #greet(session: GatewaySession): void {
    const { world, url } = this.#options
    const guilds = [...world.guilds.values()].filter((guild) => session.serves(guild.id))
    session.send('READY', {
      v: 10,
      user: {
        id: world.bot.id,
        username: world.bot.username,
        discriminator: '0001',
        global_name: null,
        avatar: null,
        bot: true,
        verified: true,
        mfa_enabled: false,
        email: null,
        flags: 0,
      },
      user_settings: {},
      private_channels: [],
      relationships: [],
      presences: [],
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      guild_join_requests: [],
      geo_ordered_rtc_regions: [],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: url(),
      shard: session.shard,
      application: { id: world.bot.id, flags: 0 },
      _trace: ['sandbox'],
    })
    for (const guild of guilds) {
      session.dispatch({
        name: 'GUILD_CREATE',
        intents: INTENTS.guilds,
        data: guildCreatePayload(guild),
        guildId: guild.id,
      })
    }
  }

  #resume(socket: WebSocket, data: Json): GatewaySession | number | null {
    if (tokenOf(data) !== this.#options.world.bot.token) return CLOSE.authenticationFailed
    const session = this.#sessions.get(String(data['session_id']))
    const seq = data['seq']
    if (session === undefined || typeof seq !== 'number') return null
    const previous = session.socket
    if (!session.resume(socket, seq)) {
      this.#end(session)
      return null
    }
    previous?.close(4000)
    clearTimeout(this.#expiries.get(session))
    this.#expiries.delete(session)
    this.resumes += 1
    return session
  }

  /** "Closing the Gateway connection with 1000 or 1001 invalidates the session"; any other way it can be resumed. */
  #closed(connection: GatewayConnection, session: GatewaySession | null, code: number): void {
    this.#connections.delete(connection)
    if (session === null || !session.disconnected(connection.socket)) return
    if (!this.#sessions.has(session.id)) return
    if (code === 1000 || code === 1001) {
      this.#end(session)
      return
    }
    const timer = setTimeout(() => this.#end(session), this.#options.resumeWindowMs)
    timer.unref()
    this.#expiries.set(session, timer)
  }

  #end(session: GatewaySession): void {
    clearTimeout(this.#expiries.get(session))
    this.#expiries.delete(session)
    if (this.#sessions.delete(session.id)) this.#options.onSessionEnd(session)
  }

  /** Op 8: "Request Guild Members", one chunk. The whole list needs the members intent; single ids do not. */
  #sendMembers(session: GatewaySession, data: Json): void {
    const guild = this.#options.world.guilds.get(String(data['guild_id']))
    if (guild === undefined) return
    const asked = data['user_ids']
    const ids = asked === undefined ? null : new Set([asked].flat().map(String))
    if (ids === null && (session.intents & INTENTS.guildMembers) === 0) return
    const members = [...guild.members.values()].filter((member) => ids === null || ids.has(member.id))
    session.send('GUILD_MEMBERS_CHUNK', {
      guild_id: guild.id,
      members: members.map(memberPayload),
      chunk_index: 0,
      chunk_count: 1,
      not_found: [...(ids ?? [])].filter((id) => !guild.members.has(id)),
      ...(data['nonce'] !== undefined && { nonce: data['nonce'] }),
    })
  }
}

const tokenOf = (data: Json): string => String(data['token']).replace(/^Bot /, '')

/** `[shard, count]`; absent means one shard. Null when it is no such thing. */
function shardOf(value: unknown): readonly [number, number] | null {
  if (value === undefined) return [0, 1]
  const [id, count] = Array.isArray(value) ? value : []
  if (!Number.isInteger(id) || !Number.isInteger(count)) return null
  return id >= 0 && id < count ? [id, count] : null
}
