import type { Cancel, Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { RoomRef } from '../session/ports.ts'
import type { Session } from '../session/session.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Spend } from '../session/spend/spend.ts'
import type { SpeakerState } from '../session/status.ts'
import { type EarSigns, Health } from './health.ts'
import { HttpServer, type Page } from './http-server.ts'
import { createMetrics } from './metrics.ts'

export interface WatchPostOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly sessions: Sessions
  readonly spend: Pick<Spend, 'costs' | 'total'>
  readonly discord: {
    /** Logged in, connected, and taking commands. */
    readonly ready: boolean
    readonly posts: { readonly captions: number; readonly panels: number }
    /** Whether Discord has the bot in this room. */
    isIn(ref: RoomRef): boolean
  }
  readonly clock: Clock
  readonly log: Log
}

const LOOK_MS = 1_000

/**
 * Tells machines how the bot is: `/healthz` (does it hear?), `/readyz` (does it take commands?), `/metrics` (for
 * Prometheus). Serves ids, counts and states, never speech or names.
 */
export class WatchPost {
  readonly #options: WatchPostOptions
  readonly #health = new Health()
  readonly #server: HttpServer
  #stopLooking: Cancel = () => {}

  constructor(options: WatchPostOptions) {
    this.#options = options
    const { sessions, spend, discord, clock } = options
    const metrics = createMetrics({
      meters: () => sessions.meters(),
      sessions: () => sessions.live.length,
      openStreams: () => sessions.live.reduce((sum, { openStreams }) => sum + openStreams, 0),
      speakers: () => countStates(sessions.live),
      posts: () => discord.posts,
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
        ['/readyz', () => json(discord.ready, { ready: discord.ready })],
        [
          '/metrics',
          async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.metrics() }),
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
    const { sessions, discord, clock } = this.#options
    this.#health.look(
      sessions.live.map((session) => signsOf(session, discord.isIn(session.ref))),
      clock.now(),
    )
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
