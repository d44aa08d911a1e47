import { within } from '../base/clock.ts'
import { UserError } from '../base/errors.ts'
import type { ChannelId, GuildId, SessionId } from '../base/ids.ts'
import type { SpeechEngine } from '../speech/engine.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Saying } from '../wording/words.ts'
import { openSession, type SessionParts, type StartRequest } from './opening.ts'
import type { RoomRef, SessionSummary } from './ports.ts'
import { leftAt } from './record/absence.ts'
import { handOut } from './record/handout.ts'
import { endLeft, postLeft, resumeSession } from './resumption.ts'
import type { Session } from './session.ts'
import { SessionMeters } from './session-meters.ts'
import type { SessionStatus } from './status.ts'

/** Of the time for draining, how much a board may use up for its last edit; it must not make an end untidy. */
const DRAIN_SHARE = 0.9
/** For how long a session that has ended may still have lines that a process did not come to post. */
const UNPOSTED_MS = 10 * 60_000

const RESTART: Saying = ({ session }) => session.restart
const SHUTDOWN: Saying = ({ session }) => session.shutdown

export interface SessionsOptions extends SessionParts {
  /** How long after it was left a session is taken up again, in ms; 0: a process leaves none. */
  readonly resumeMs: number
}

/** What a guild's bot is doing; absent: nothing. */
type Activity =
  | { readonly kind: 'starting'; readonly done: Promise<void> }
  | { readonly kind: 'live'; readonly session: Session }
  | { readonly kind: 'stopping'; readonly session: Session; readonly done: Promise<void> }

/** Starts, resumes, finds and stops sessions: at most one per guild, since a bot can be in one voice channel of a guild. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #activities = new Map<GuildId, Activity>()
  /** What the sessions that are over have counted. */
  readonly #past = new SessionMeters()
  /** What goes on beside the sessions: boards that still show their last, sessions of another process being ended. */
  readonly #closing = new Set<Promise<void>>()
  readonly #watchers = new Set<(ref: RoomRef, how: 'live' | 'over') => void>()
  #refusal: Saying | null = null

  constructor(options: SessionsOptions) {
    this.#options = options
    options.settings.watch((guild, settings) => {
      const activity = this.#activities.get(guild)
      const started = activity?.kind === 'starting' ? activity.done : Promise.resolve()
      void started
        // The one that waits for a session to be there makes it live in this same turn.
        .then(() => {})
        .then(() => {
          const current = this.#activities.get(guild)
          if (current?.kind === 'live') current.session.settingsChanged(settings)
        })
    })
  }

  /** Guilds in which something is going on. */
  get count(): number {
    return this.#activities.size
  }

  /** What goes on beside them: last edits, and what an earlier process left to be posted. */
  get closing(): number {
    return this.#closing.size
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
    const activity = this.#activities.get(guild)
    if (activity) throw new UserError(alreadyThere(activity))
    const opening = openSession(this.#options, request, this.#onDead)
    const session = await this.#setUp(
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
  async resume(): Promise<void> {
    const { store, clock } = this.#options
    const left = await store.unended()
    const over = await store.endedBefore(clock.wall() + 1)
    await Promise.all([
      ...left.map((record) => this.#takeUp(record, left)),
      ...over
        .filter((record) => clock.wall() - leftAt(record) < UNPOSTED_MS)
        .map((record) => this.#beside(this.#postRest(record))),
    ])
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
    return this.#close(guild, (session) => {
      permit(session)
      return session.end(why)
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
    const ends = [...this.#activities].map(async ([guild, activity]) => {
      if (activity.kind === 'stopping') return activity.done
      await this.#close(guild, end).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error
      })
    })
    await Promise.all(ends)
    const leftMs = drainMs * DRAIN_SHARE - (clock.now() - beganMs)
    const closed = Promise.all(this.#closing).then(() => {})
    await within(clock, Math.max(0, leftMs), closed, () => {})
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
    const meters = new SessionMeters()
    meters.addAll(this.#past)
    for (const activity of this.#activities.values())
      if (activity.kind !== 'starting') meters.addAll(activity.session.meters())
    return meters
  }

  /** The guild's bot is busy until the session is there, or is not to be. */
  async #setUp(guild: GuildId, starting: Promise<Session>): Promise<Session> {
    const done = starting.then(
      () => {},
      () => {},
    )
    this.#activities.set(guild, { kind: 'starting', done })
    try {
      const session = await starting
      this.#activities.set(guild, { kind: 'live', session })
      this.#tell(session.ref, 'live')
      return session
    } catch (error) {
      this.#activities.delete(guild)
      throw error
    }
  }

  async #takeUp(record: SessionRecord, all: readonly SessionRecord[]): Promise<void> {
    const { clock, resumeMs, log } = this.#options
    const { guild, id } = record
    try {
      if (clock.wall() - leftAt(record) > resumeMs)
        throw new UserError(({ session }) => session.whyNotResumed.tooLongAgo)
      const newest = all.findLast((other) => other.guild === guild)
      if (this.#activities.has(guild) || newest?.id !== id)
        throw new UserError(({ session }) => session.whyNotResumed.another)
      await this.#setUp(guild, resumeSession(this.#options, record, this.#onDead))
    } catch (error) {
      if (!(error instanceof UserError)) log.error('session not resumed', error, { session: id })
      const reason: Saying =
        error instanceof UserError ? error.saying : ({ session }) => session.whyNotResumed.wentWrong
      await this.#beside(endLeft(this.#options, record, reason))
      void this.#handOut(id)
    }
  }

  /** The lines of a session that has ended, and whose process did not come to post them. */
  async #postRest(record: SessionRecord): Promise<void> {
    const outbox = this.#options.store.outbox(record.id)
    const [pending, unposted] = [await outbox.pending(), await outbox.unposted()]
    if (pending.length + unposted.length > 0) await postLeft(this.#options, record, null)
  }

  async #close<T>(guild: GuildId, end: (session: Session) => Promise<T>): Promise<T> {
    const activity = this.#activities.get(guild)
    if (activity?.kind === 'starting') {
      await activity.done
      return this.#close(guild, end)
    }
    if (activity?.kind !== 'live') {
      const stopping = activity !== undefined
      throw new UserError(({ session: { refused } }) => (stopping ? refused.stoppedAlready : refused.nothing))
    }
    const { session } = activity
    const ending = end(session)
    // The last edit may have to wait for some seconds, so its wait begins now, and nobody waits for its end.
    void this.#beside(session.closeBoard())
    const done = ending.then(
      () => {},
      () => {},
    )
    this.#activities.set(guild, { kind: 'stopping', session, done })
    try {
      return await ending
    } finally {
      this.#activities.delete(guild)
      this.#past.addAll(session.meters())
      this.#tell(session.ref, 'over')
    }
  }

  #tell(ref: RoomRef, how: 'live' | 'over'): void {
    for (const watcher of this.#watchers) watcher(ref, how)
  }

  #handOut(session: SessionId): Promise<void> {
    return this.#beside(handOut(this.#options, session))
  }

  /** Something that goes on by itself, for which the end of the process waits a while. */
  #beside(doing: Promise<void>): Promise<void> {
    const done = doing
      .catch((error: unknown) => this.#options.log.error('something beside the sessions failed', error))
      .finally(() => this.#closing.delete(done))
    this.#closing.add(done)
    return done
  }

  readonly #onDead = ({ guild, id }: SessionRecord, reason: Saying): void => {
    const activity = this.#activities.get(guild)
    // Death can come while the room is still being joined: the join then decides, and a session that never went
    // live is not stopped but discarded.
    const settled = activity?.kind === 'starting' ? activity.done : Promise.resolve()
    settled
      // The one that waits for a session to be there makes it live in this same turn.
      .then(() => {})
      .then(() => {
        const current = this.#activities.get(guild)
        if (current?.kind !== 'live' || current.session.id !== id) return
        return this.stop(guild, (words) => words.session.ended(reason(words))).then(({ session }) =>
          this.#handOut(session),
        )
      })
      .catch((error: unknown) =>
        this.#options.log.error('stopping a dead session failed', error, { session: id }),
      )
  }
}

const alreadyThere =
  (activity: Activity): Saying =>
  ({ session: { refused } }) => {
    switch (activity.kind) {
      case 'starting':
        return refused.starting
      case 'live':
        return refused.live(`<#${activity.session.ref.room}>`, `<#${activity.session.channel}>`)
      case 'stopping':
        return refused.stopping
    }
  }
