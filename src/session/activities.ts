import { UserError } from '../base/errors.ts'
import type { GuildId } from '../base/ids.ts'
import type { Saying } from '../wording/words.ts'
import type { Session } from './session.ts'
import type { SessionMeters } from './session-meters.ts'
import type { SessionStatus } from './status.ts'

/** What a guild's bot is doing; absent: nothing. */
type Activity =
  | { readonly kind: 'starting'; readonly done: Promise<void> }
  | { readonly kind: 'live'; readonly session: Session }
  | { readonly kind: 'stopping'; readonly session: Session; readonly done: Promise<void> }

/** Told of each session that listens, and of each that is over. */
export type ActivityWatcher = (session: Session, how: 'live' | 'over') => void

/**
 * What the bot is doing in each guild: one thing at a time, since a bot can be in one voice channel of a guild. A
 * session that starts or stops keeps its guild busy until it is there or gone.
 */
export class Activities {
  readonly #watcher: ActivityWatcher
  readonly #activities = new Map<GuildId, Activity>()

  constructor(watcher: ActivityWatcher) {
    this.#watcher = watcher
  }

  /** Guilds in which something is going on. */
  get count(): number {
    return this.#activities.size
  }

  isBusy(guild: GuildId): boolean {
    return this.#activities.has(guild)
  }

  /** Throws a UserError that says what goes on in a guild, if something does. */
  requireIdle(guild: GuildId): void {
    const activity = this.#activities.get(guild)
    if (activity) throw new UserError(alreadyThere(activity))
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

  /** Does this with the guild's session once what starts there has settled, if one listens or stops. */
  async whenThere(guild: GuildId, doing: (session: Session) => Promise<void>): Promise<void> {
    const starting = this.#activities.get(guild)
    if (starting?.kind === 'starting') await starting.done.then(() => {})
    const current = this.#activities.get(guild)
    if (current !== undefined && current.kind !== 'starting') await doing(current.session)
  }

  /** What each session has counted that listens or stops. */
  get meters(): readonly SessionMeters[] {
    return [...this.#activities.values()].flatMap((activity) =>
      activity.kind === 'starting' ? [] : [activity.session.meters()],
    )
  }

  /** The guild's bot is busy until the session is there, or is not to be: then this rejects with the reason. */
  async begin(guild: GuildId, starting: Promise<Session>): Promise<Session> {
    this.#activities.set(guild, { kind: 'starting', done: settled(starting) })
    try {
      const session = await starting
      this.#activities.set(guild, { kind: 'live', session })
      this.#watcher(session, 'live')
      return session
    } catch (error) {
      this.#activities.delete(guild)
      throw error
    }
  }

  /** Ends the guild's session, once it is there. Rejects with a UserError if there is none, or one stops already. */
  async end<T>(guild: GuildId, end: (session: Session) => Promise<T>): Promise<T> {
    const activity = this.#activities.get(guild)
    if (activity?.kind === 'starting') {
      await activity.done
      return this.end(guild, end)
    }
    if (activity?.kind !== 'live') {
      const stopping = activity !== undefined
      throw new UserError(({ session: { refused } }) => (stopping ? refused.stoppedAlready : refused.nothing))
    }
    const { session } = activity
    const ending = end(session)
    this.#activities.set(guild, { kind: 'stopping', session, done: settled(ending) })
    try {
      return await ending
    } finally {
      this.#activities.delete(guild)
      this.#watcher(session, 'over')
    }
  }

  /** Ends every session; resolves when none is left. */
  async endAll(end: (session: Session) => Promise<void>): Promise<void> {
    const ends = [...this.#activities].map(async ([guild, activity]) => {
      if (activity.kind === 'stopping') return activity.done
      await this.end(guild, end).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error
      })
    })
    await Promise.all(ends)
  }

  /** Does this with the guild's session, if one listens once what starts there has settled. */
  whenLive<T>(guild: GuildId, doing: (session: Session) => T | Promise<T>): Promise<T | null> {
    const activity = this.#activities.get(guild)
    const started = activity?.kind === 'starting' ? activity.done : Promise.resolve()
    return (
      started
        // The one that waits for a session to be there makes it live in this same turn.
        .then(() => {})
        .then(() => {
          const current = this.#activities.get(guild)
          return current?.kind === 'live' ? doing(current.session) : null
        })
    )
  }
}

/** Resolves when this is over, whatever came of it. */
const settled = (doing: Promise<unknown>): Promise<void> =>
  doing.then(
    () => {},
    () => {},
  )

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
