import { randomUUID } from 'node:crypto'
import { type Clock, within } from '../base/clock.ts'
import { EngineError, UserError } from '../base/errors.ts'
import { type ChannelId, channelId, type GuildId, type SessionId, sessionId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { Meters } from '../base/meters.ts'
import type { SpeechEngine } from '../speech/engine.ts'
import type { OpenSink, RoomRef, SessionSummary, VoiceGateway } from './ports.ts'
import { Session } from './session.ts'
import type { SessionMeter, SessionMeters } from './session-meters.ts'
import type { OpenBoard, SessionStatus } from './status.ts'
import { summarySentence } from './summary.ts'

/** Of the time for draining, how much a board may use up for its last edit; it must not make an end untidy. */
const DRAIN_SHARE = 0.9

export interface SessionsOptions {
  readonly gateway: VoiceGateway
  readonly openSink: OpenSink
  /** Left out: no session shows its status in the channel. */
  readonly openBoard?: OpenBoard | undefined
  /** In order of preference. */
  readonly engines: readonly SpeechEngine[]
  readonly clock: Clock
  readonly log: Log
  readonly keyTerms: readonly string[]
  readonly longTurnMs: number
  readonly drainMs: number
}

export interface StartRequest {
  readonly ref: RoomRef
  readonly roomName: string
  readonly channel: ChannelId
  /** As the notice names them. */
  readonly starterName: string
}

/** What a guild's bot is doing; absent: nothing. */
type Activity =
  | { readonly kind: 'starting'; readonly done: Promise<void> }
  | { readonly kind: 'live'; readonly session: Session }
  | { readonly kind: 'stopping'; readonly session: Session; readonly done: Promise<void> }

/** Starts, finds and stops sessions: at most one per guild, since a bot can be in one voice channel of a guild. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #activities = new Map<GuildId, Activity>()
  /** What the sessions that are over have counted. */
  readonly #past: SessionMeters = new Meters<SessionMeter>()
  /** Boards that still show their last. */
  readonly #closing = new Set<Promise<void>>()
  #refusal: string | null = null

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  /** Guilds in which something is going on. */
  get count(): number {
    return this.#activities.size
  }

  /** Resolves when the bot listens and the notice was handed over. Rejects with a UserError that says why not. */
  async start(request: StartRequest): Promise<SpeechEngine> {
    const guild = request.ref.guild
    if (this.#refusal !== null) throw new UserError(this.#refusal)
    const activity = this.#activities.get(guild)
    if (activity) throw new UserError(alreadyThere(activity))
    const starting = this.#begin(request)
    this.#activities.set(guild, {
      kind: 'starting',
      done: starting.then(
        () => {},
        () => {},
      ),
    })
    try {
      const { session, engine } = await starting
      this.#activities.set(guild, { kind: 'live', session })
      return engine
    } catch (error) {
      this.#activities.delete(guild)
      throw error
    }
  }

  /** Stops the guild's session and posts what was still to be said. Rejects with a UserError if there is none. */
  async stop(guild: GuildId, why: string): Promise<SessionSummary> {
    const activity = this.#activities.get(guild)
    if (activity?.kind === 'starting') {
      await activity.done
      return this.stop(guild, why)
    }
    if (activity?.kind !== 'live') {
      throw new UserError(
        activity
          ? 'The transcription is being stopped already.'
          : 'Nothing is being transcribed in this server. Start with /transcribe start.',
      )
    }
    const { session } = activity
    const stopping = this.#end(session, why)
    const done = stopping.then(
      () => {},
      () => {},
    )
    this.#activities.set(guild, { kind: 'stopping', session, done })
    try {
      return await stopping
    } finally {
      this.#activities.delete(guild)
      this.#past.addAll(session.meters())
    }
  }

  /** Refuses new sessions with this sentence, stops all that run, and resolves when they are over. */
  async drain(refusal: string, why: string): Promise<void> {
    this.#refusal = refusal
    const { clock, drainMs } = this.#options
    const beganMs = clock.now()
    const ends = [...this.#activities].map(async ([guild, activity]) => {
      if (activity.kind === 'stopping') return activity.done
      await this.stop(guild, why).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error
      })
    })
    await Promise.all(ends)
    const leftMs = drainMs * DRAIN_SHARE - (clock.now() - beganMs)
    await within(
      clock,
      Math.max(0, leftMs),
      Promise.all(this.#closing).then(() => {}),
      () => {},
    )
  }

  /** The guild's session as of now; null where there is none. */
  status(guild: GuildId): SessionStatus | 'starting' | null {
    const activity = this.#activities.get(guild)
    if (activity === undefined) return null
    return activity.kind === 'starting' ? 'starting' : activity.session.status()
  }

  /** The sessions that listen. */
  get live(): readonly Session[] {
    return [...this.#activities.values()].flatMap((activity) =>
      activity.kind === 'live' ? [activity.session] : [],
    )
  }

  /** What all sessions have counted since the program began; only grows. */
  meters(): SessionMeters {
    const meters = new Meters<SessionMeter>()
    meters.addAll(this.#past)
    for (const activity of this.#activities.values())
      if (activity.kind !== 'starting') meters.addAll(activity.session.meters())
    return meters
  }

  async #begin(request: StartRequest): Promise<{ session: Session; engine: SpeechEngine }> {
    const { gateway, clock, log, keyTerms, longTurnMs, drainMs } = this.#options
    const id = sessionId(randomUUID())
    const onDead = (reason: string): void => this.#dead(request.ref.guild, id, reason)
    const sink = await this.#options.openSink(request.channel, (reason) => {
      onDead(reason)
      this.#tellRoom(request, reason)
    })
    try {
      const engine = await this.#workingEngine()
      const session = new Session({
        id,
        ref: request.ref,
        channel: request.channel,
        engine,
        sink,
        clock,
        log: log.with({ session: id, guild: request.ref.guild }),
        keyTerms,
        longTurnMs,
        drainMs,
        onDead,
      })
      const room = await gateway.join(request.ref, session).catch((error: unknown) => {
        session.discard()
        throw error
      })
      sink.notice(
        `${request.starterName} started transcription of ${request.roomName}: what is said there is turned into text by ${engine.description} and posted here.`,
      )
      log.info('session started', {
        session: id,
        guild: request.ref.guild,
        room: request.ref.room,
        engine: engine.name,
      })
      session.entered(room, this.#options.openBoard?.(request.channel) ?? null)
      return { session, engine }
    } catch (error) {
      sink.close()
      throw error
    }
  }

  /** The first engine that proves to work; the refusals of all, if none does. */
  async #workingEngine(): Promise<SpeechEngine> {
    const refusals: string[] = []
    for (const engine of this.#options.engines) {
      try {
        await engine.check()
        return engine
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        this.#options.log.error('engine refused', error, { engine: engine.name })
        refusals.push(error.message)
      }
    }
    throw new UserError(`I cannot transcribe now. ${refusals.join(' ')}`)
  }

  async #end(session: Session, why: string): Promise<SessionSummary> {
    const { clock, drainMs } = this.#options
    const stopping = session.stop()
    // The last edit may have to wait for some seconds, so its wait begins now, and nobody waits for its end.
    const closing = session.closeBoard().finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
    try {
      const summary = await stopping
      session.sink.notice(`${why} ${summarySentence(summary)}`)
      await within(clock, drainMs, session.sink.flush(), () => {})
      return summary
    } finally {
      session.sink.close()
    }
  }

  /** Where the text channel is closed to the bot, those who talk are told in the room's own chat, if that is open. */
  #tellRoom({ ref, channel }: StartRequest, reason: string): void {
    const { openSink, clock, drainMs, log } = this.#options
    const chat = channelId(ref.room)
    if (chat === channel) return
    const told = openSink(chat, () => {}).then(async (sink) => {
      sink.notice(`Transcription ended: ${reason}`)
      await within(clock, drainMs, sink.flush(), () => {})
      sink.close()
    })
    told.catch((error: unknown) => log.error('nobody could be told of the end', error, { guild: ref.guild }))
  }

  #dead(guild: GuildId, id: SessionId, reason: string): void {
    const activity = this.#activities.get(guild)
    // Death can come while the room is still being joined: the join then decides, and a session that never went
    // live is not stopped but discarded.
    const settled = activity?.kind === 'starting' ? activity.done : Promise.resolve()
    settled
      .then(() => {
        const current = this.#activities.get(guild)
        if (current?.kind !== 'live' || current.session.id !== id) return
        return this.stop(guild, `Transcription ended: ${reason}`).then(() => {})
      })
      .catch((error: unknown) =>
        this.#options.log.error('stopping a dead session failed', error, { session: id }),
      )
  }
}

function alreadyThere(activity: Activity): string {
  switch (activity.kind) {
    case 'starting':
      return 'A transcription is just being started in this server.'
    case 'live':
      return `I am already transcribing <#${activity.session.ref.room}> into <#${activity.session.channel}>. Stop that first with /transcribe stop.`
    case 'stopping':
      return 'The transcription before is just being stopped. Try again in a few seconds.'
  }
}
