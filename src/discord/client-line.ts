import { type Client, Events, Status } from 'discord.js'
import { type Clock, within } from '../base/clock.ts'
import { UserError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { verbatim } from '../wording/words.ts'
import { explainClose, explainLogin } from './gateway-failure.ts'

/** How long logging in may take, with the wait for all servers (15 s at most) in it. */
const LOGIN_MS = 60_000

export interface ClientLineOptions {
  readonly client: Client
  readonly token: string
  readonly clock: Clock
  readonly log: Log
}

/** The client's line to Discord's main gateway: the library mends it, and here is told when it is over for good. */
export class ClientLine {
  readonly #options: ClientLineOptions
  #onEnd: (error: Error) => void = () => {}
  #closing = false

  constructor(options: ClientLineOptions) {
    this.#options = options
    this.#listen()
  }

  /** Whether it stands now. */
  get stands(): boolean {
    // The manager's own status stays "ready" while a shard reconnects.
    return this.#options.client.ws.shards.every(({ status }) => status === Status.Ready)
  }

  /**
   * Resolves when the client is logged in and knows its servers. Rejects with a ConfigError if Discord refuses the
   * token, with a UserError if Discord cannot be reached, or not in time.
   */
  async logIn(): Promise<void> {
    await within(this.#options.clock, LOGIN_MS, this.#login(), () => {
      throw new UserError(
        verbatim('Discord did not let the bot in within a minute. Check the network and DISCORD_API_URL.'),
      )
    })
  }

  /** What becomes of it from now on is the bot's own doing: nobody is told, and nothing logged. */
  close(): void {
    this.#closing = true
    this.#onEnd = () => {}
  }

  /** Tells from now on, and here alone, of an end for good. */
  onEnd(tell: (error: Error) => void): void {
    this.#onEnd = tell
  }

  async #login(): Promise<void> {
    const { client, token } = this.#options
    const ready = new Promise<void>((resolve, reject) => {
      client.once(Events.ClientReady, () => resolve())
      this.#onEnd = reject
    })
    // Reported by whichever of the two waits below fails first.
    ready.catch(() => {})
    await Promise.race([client.login(token).catch(explainLogin), ready])
    await ready
  }

  #listen(): void {
    const { client, log } = this.#options
    client.on(Events.Error, (error) => log.error('Discord client error', error))
    // Of the socket or of how Discord closed it: the library connects again, or ShardDisconnect tells the end.
    client.on(Events.ShardError, ({ name }, shard) => log.warn('Discord gateway error', { shard, name }))
    client.on(Events.ShardReconnecting, (shard) => {
      if (!this.#closing) log.warn('Discord gateway reconnecting', { shard })
    })
    client.on(Events.ShardDisconnect, ({ code }) => this.#onEnd(explainClose(code)))
  }
}
