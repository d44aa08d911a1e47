import { within } from '../base/clock.ts'
import { UserError } from '../base/errors.ts'
import type { ChannelId, GuildId, SpeakerId } from '../base/ids.ts'
import type { SpeechEngine } from '../speech/engine.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Saying } from '../wording/words.ts'
import { Activities } from './activities.ts'
import { LeftSessions } from './left-sessions.ts'
import { checkPlaces, openSession, type SessionParts, type StartRequest } from './opening.ts'
import type { RoomRef, SessionSummary } from './ports.ts'
import { handOut } from './record/handout.ts'
import type { Session } from './session.ts'
import { SessionMeters } from './session-meters.ts'
import { SideWork } from './side-work.ts'
import type { SessionStatus } from './status.ts'

/** Of the time for draining, how much a board may use up for its last edit; it must not make an end untidy. */
const DRAIN_SHARE = 0.9

/** How long somebody's wish to be forgotten waits for what goes on beside the sessions. */
const BESIDE_MS = 10_000

const RESTART: Saying = ({ session }) => session.restart
const SHUTDOWN: Saying = ({ session }) => session.shutdown

export interface SessionsOptions extends SessionParts {
  /** How long after it was left a session is taken up again, in ms; 0: a process leaves none. */
  readonly resumeMs: number
}

/** Starts, resumes, finds and stops sessions: at most one per guild, since a bot can be in one voice channel of a guild. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #activities = new Activities((session, how) => this.#changed(session, how))
  /** What the sessions that are over have counted. */
  readonly #past = new SessionMeters()
  /** What goes on beside the sessions: boards that still show their last, sessions of another process being ended. */
  readonly #beside: SideWork
  readonly #left: LeftSessions
  readonly #watchers = new Set<(ref: RoomRef, how: 'live' | 'over') => void>()
  #refusal: Saying | null = null

  constructor(options: SessionsOptions) {
    this.#options = options
    const { settings: desk, log, resumeMs } = options
    this.#beside = new SideWork(log)
    this.#left = new LeftSessions({
      parts: options,
      resumeMs,
      activities: this.#activities,
      beside: this.#beside,
      isEnding: () => this.#refusal !== null,
      onDead: this.#onDead,
    })
    desk.watch((guild, settings) => {
      void this.#activities.whenLive(guild, (session) => session.settingsChanged(settings))
    })
  }

  /** Guilds in which something is going on. */
  get count(): number {
    return this.#activities.count
  }

  /** What goes on beside them: last edits, and what an earlier process left to be posted. */
  get closing(): number {
    return this.#beside.count
  }

  /**
   * What will not be possible where a session is to begin by itself, a sentence each. Rejects with a UserError that
   * says why none can, as far as that is known before it is tried.
   */
  async checkPlaces(ref: RoomRef, channel: ChannelId): Promise<readonly Saying[]> {
    return checkPlaces(this.#options, { ref, channel }, await this.#options.settings.of(ref.guild))
  }

  /** Resolves when the bot listens and the notice was handed over. Rejects with a UserError that says why not. */
  async start(request: StartRequest): Promise<{
    readonly engine: SpeechEngine
    readonly channel: ChannelId
    /** What will not be possible there, a sentence each. */
    readonly lacks: readonly Saying[]
  }> {
    const guild = request.ref.guild
    if (this.#refusal !== null) throw new UserError(this.#refusal)
    this.#activities.requireIdle(guild)
    const opening = openSession(this.#options, request, this.#onDead)
    const session = await this.#activities.begin(
      guild,
      opening.then((opened) => opened.session),
    )
    const { lacks } = await opening
    return { engine: session.engine, channel: session.channel, lacks }
  }

  /**
   * Goes on with the sessions that the process before had to leave, and ends those that it left too long ago or
   * that cannot go on. To be called once, when Discord is there; resolves when all of that is done.
   */
  resume(): Promise<void> {
    return this.#left.takeUp()
  }

  /**
   * Stops the guild's session and posts what was still to be said. Rejects with a UserError if there is none, and
   * with what `permit` throws, which looks at the session that is to be stopped.
   */
  async stop(
    guild: GuildId,
    why: Saying,
    permit: (session: Pick<Session, 'ref' | 'starter'>) => void = () => {},
  ): Promise<SessionSummary> {
    return this.#activities.end(guild, (session) => {
      permit(session)
      return this.#closing(session, session.end(why))
    })
  }

  /**
   * Refuses new sessions with this sentence and ends all that run; where the next process may take them up, they
   * are left to it. Resolves when nothing is left to do.
   */
  async drain(refusal: Saying): Promise<void> {
    this.#refusal = refusal
    const { clock, drainMs, resumeMs } = this.#options
    const beganMs = clock.now()
    const end = async (session: Session): Promise<void> => {
      if (resumeMs > 0) await session.suspend(RESTART)
      else await session.end(SHUTDOWN)
    }
    await this.#activities.endAll((session) => this.#closing(session, end(session)))
    const leftMs = drainMs * DRAIN_SHARE - (clock.now() - beganMs)
    const closed = this.#beside.settled().then(() => {})
    await within(clock, Math.max(0, leftMs), closed, () => {})
  }

  /**
   * Of what this person said in the guild, nothing is told that was not told by now, also where a session is just
   * being taken up or stopped. Resolves when what was on its way then stands in the channel.
   */
  async drop(guild: GuildId, person: SpeakerId): Promise<void> {
    await this.#activities.whenThere(guild, (session) => session.drop(person))
    // Last lines of a session that is over, and the files of one that ended by itself.
    await within(
      this.#options.clock,
      BESIDE_MS,
      this.#beside.settled().then(() => {}),
      () => {},
    )
  }

  /** Tells from now on of each session that listens and of each that is over. */
  watch(watcher: (ref: RoomRef, how: 'live' | 'over') => void): void {
    this.#watchers.add(watcher)
  }

  /** What was done to a text channel: whoever posts in it looks at it now. */
  channelChanged(channel: ChannelId, how: 'deleted' | 'changed'): void {
    for (const session of this.live) session.channelChanged(channel, how)
  }

  /** Who could read a channel of this guild may have changed. */
  readersChanged(guild: GuildId): void {
    for (const session of this.live) if (session.ref.guild === guild) session.readersChanged()
  }

  /** The guild's session as of now; null where there is none. */
  status(guild: GuildId): SessionStatus | 'starting' | null {
    return this.#activities.status(guild)
  }

  /** The sessions that listen. */
  get live(): readonly Session[] {
    return this.#activities.live
  }

  /** What all sessions have counted since the program began; only grows. */
  meters(): SessionMeters {
    const meters = new SessionMeters()
    meters.addAll(this.#past)
    for (const others of this.#activities.meters) meters.addAll(others)
    return meters
  }

  /** A session that ends: what its board shows last goes on beside it. */
  #closing<T>(session: Session, ending: Promise<T>): Promise<T> {
    // The last edit may have to wait for some seconds, so its wait begins now, and nobody waits for its end.
    void this.#beside.add(session.closeBoard())
    return ending
  }

  #changed(session: Session, how: 'live' | 'over'): void {
    if (how === 'over') this.#past.addAll(session.meters())
    for (const watcher of this.#watchers) watcher(session.ref, how)
  }

  readonly #onDead = ({ guild, id }: SessionRecord, reason: Saying): void => {
    // Death can come while the room is still being joined: the join then decides, and a session that never went
    // live is not stopped but discarded.
    this.#activities
      .whenLive(guild, async (session) => {
        if (session.id !== id) return
        await this.stop(guild, (words) => words.session.ended(reason(words)))
        await this.#beside.add(handOut(this.#options, id))
      })
      .catch((error: unknown) =>
        this.#options.log.error('stopping a dead session failed', error, { session: id }),
      )
  }
}
