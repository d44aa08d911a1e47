import type { Cancel, Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { RoomRef } from '../session/ports.ts'
import type { Session } from '../session/session.ts'
import { SessionMeters } from '../session/session-meters.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Spend } from '../session/spend/spend.ts'
import type { SpeakerState } from '../session/status.ts'
import type { StoreHealth } from '../session/store.ts'
import type { EngineRoster } from '../speech/roster.ts'
import { type EarSigns, Health } from './health.ts'
import { HttpServer, type Page } from './http-server.ts'
import { createMetrics } from './metrics.ts'
import type { PostCounts } from './post-counts.ts'

export interface WatchPostOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly sessions: Sessions
  readonly spend: Pick<Spend, 'costs' | 'total' | 'reached'>
  readonly roster: Pick<EngineRoster, 'engines' | 'isDown'>
  readonly store: StoreHealth
  readonly discord: {
    /** Logged in, connected, and taking commands. */
    readonly ready: boolean
    readonly posts: PostCounts
    /** What waits to be posted, and what is being answered: commands, files among them. */
    readonly pending: { readonly posts: number; readonly answers: number }
    /** Whether Discord has the bot in this room. */
    isIn(ref: RoomRef): boolean
  }
  readonly clock: Clock
  readonly log: Log
}

const LOOK_MS = 1_000
/** How often a store in trouble is asked whether it is well again, in looks. */
const STORE_LOOKS = 10

/**
 * Tells machines how the bot is: `/healthz` (does it hear?), `/readyz` (does it take commands, and keep what is said?),
 * `/busy` (would anybody notice a restart?), `/metrics` (for Prometheus). Serves ids, counts and states, never speech
 * or names.
 */
export class WatchPost {
  readonly #options: WatchPostOptions
  readonly #health = new Health()
  readonly #server: HttpServer
  #stopLooking: Cancel = () => {}
  #looks = 0
  /** Added up once for each who asks, since many figures are read from it. */
  #meters = new SessionMeters()

  constructor(options: WatchPostOptions) {
    this.#options = options
    const { sessions, spend, roster, store, discord, clock } = options
    const metrics = createMetrics({
      meters: () => this.#meters,
      sessions: () => sessions.live.length,
      openStreams: () => sessions.live.reduce((sum, { openStreams }) => sum + openStreams, 0),
      speakers: () => countStates(sessions.live),
      posts: () => discord.posts,
      waiting: () => discord.pending.posts,
      ready: () => this.#ready,
      deaf: () => this.#health.deafSpeakers(clock.now()),
      engines: () =>
        roster.engines.map((engine) => ({
          name: engine.name,
          down: roster.isDown(engine),
          traffic: engine.traffic ?? null,
        })),
      capsReached: () => spend.reached(),
      storeFailures: () => store.failures,
      storeTrouble: () => store.trouble,
      costs: () => spend.costs(),
      spent: () => spend.total(),
      problems: () => this.#health.problems(clock.now()).length,
    })
    this.#server = new HttpServer({
      host: options.host,
      port: options.port,
      log: options.log,
      pages: new Map<string, () => Page | Promise<Page>>([
        ['/healthz', () => this.#healthPage()],
        ['/readyz', () => this.#readyPage()],
        ['/busy', () => this.#busyPage()],
        [
          '/metrics',
          async () => {
            this.#meters = sessions.meters()
            return { status: 200, contentType: metrics.contentType, body: await metrics.text() }
          },
        ],
      ]),
    })
  }

  /** Resolves with the port. Rejects with a ConfigError if it cannot be opened. */
  async start(): Promise<number> {
    const port = await this.#server.start()
    this.#stopLooking = this.#options.clock.every(LOOK_MS, () => this.#look())
    this.#options.log.info('http listening', { port })
    return port
  }

  /** A second call is fine. */
  async close(): Promise<void> {
    this.#stopLooking()
    await this.#server.close()
  }

  #look(): void {
    const { sessions, discord, clock, store } = this.#options
    this.#looks += 1
    if (this.#looks % STORE_LOOKS === 0) void store.look()
    this.#health.look(
      sessions.live.map((session) => signsOf(session, discord.isIn(session.ref))),
      clock.now(),
    )
  }

  get #ready(): boolean {
    return this.#options.discord.ready && this.#options.store.trouble === null
  }

  #readyPage(): Page {
    const { discord, store } = this.#options
    const ready = this.#ready
    return json(ready, { ready, discord: discord.ready, store: store.trouble ?? 'well' })
  }

  /** 503 while it is busy: what asks with `curl --fail` in a loop goes on when nobody would notice a restart. */
  #busyPage(): Page {
    const { sessions, discord } = this.#options
    const { posts, answers } = discord.pending
    const counts = { sessions: sessions.count, closing: sessions.closing, posts, answers }
    const busy = Object.values(counts).some((count) => count > 0)
    return json(!busy, { busy, ...counts })
  }

  #healthPage(): Page {
    const { sessions, clock } = this.#options
    const now = clock.now()
    const problems = this.#health.problems(now).map(({ session, kind, sinceMs }) => ({
      session,
      kind,
      seconds: Math.round((now - sinceMs) / 1000),
    }))
    return json(problems.length === 0, {
      healthy: problems.length === 0,
      sessions: sessions.live.length,
      problems,
    })
  }
}

function json(fine: boolean, body: object): Page {
  return { status: fine ? 200 : 503, contentType: 'application/json', body: `${JSON.stringify(body)}\n` }
}

function signsOf({ id, hearing }: Session, isIn: boolean): EarSigns {
  return {
    id,
    present: isIn && hearing?.state === 'live',
    lastSpeakingMs: hearing?.lastSpeakingMs ?? null,
    lastPacketMs: hearing?.lastPacketMs ?? null,
    troubledSinceMs: [...(hearing?.troubles.values() ?? [])].map(({ sinceMs }) => sinceMs),
  }
}

function countStates(sessions: readonly Session[]): ReadonlyMap<SpeakerState, number> {
  const counts = new Map<SpeakerState, number>()
  for (const { state } of sessions.flatMap((session) => session.status().speakers))
    counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}
