import { commands } from '../commands/index.ts'
import type { Clock } from './base/clock.ts'
import { guildId } from './base/ids.ts'
import type { Log } from './base/log.ts'
import { Shutdown } from './base/shutdown.ts'
import type { Config } from './config/load.ts'
import { DiscordGateway } from './discord/gateway.ts'
import { Sessions } from './session/sessions.ts'
import { makeEngines } from './speech/engines.ts'
import { WatchPost } from './web/watch-post.ts'

export interface Surroundings {
  readonly clock: Clock
  readonly log: Log
  /** The bot cannot go on (Discord ended the connection for good). */
  readonly onDead: (error: Error) => void
}

export interface Hansard {
  /** Resolves when the bot takes commands. Rejects with a ConfigError or a UserError that says what is wrong. */
  start(): Promise<void>
  /** Ends everything in order; resolves with whether all of it came to its end in time. */
  stop(): Promise<boolean>
}

/** Builds the whole program: the only place that knows every concrete class. */
export function createHansard(config: Config, { clock, log, onDead }: Surroundings): Hansard {
  const engines = makeEngines(config, { clock, log })
  const gateway = new DiscordGateway({
    token: config.discordToken,
    apiUrl: config.discordApiUrl,
    guildId: config.discordGuildId === null ? null : guildId(config.discordGuildId),
    commands,
    clock,
    log,
    onDead,
  })
  const sessions = new Sessions({
    gateway,
    openSink: (channel, shut) => gateway.openSink(channel, shut),
    openBoard: config.statusPanel ? (channel) => gateway.openBoard(channel) : undefined,
    engines,
    clock,
    log,
    keyTerms: config.keyTerms,
    longTurnMs: config.longTurnSeconds * 1000,
    drainMs: config.drainSeconds * 1000,
  })
  const { httpPort: port, httpHost: host } = config
  const watchPost =
    port === null ? null : new WatchPost({ host, port, sessions, discord: gateway, clock, log })

  const shutdown = new Shutdown({ clock, log, deadlineMs: config.drainSeconds * 1000 })
  shutdown.add('refuse commands', async () => gateway.refuse())
  shutdown.add('drain sessions', () => sessions.drain('I am shutting down.', 'I am being shut down.'))
  shutdown.add('close engines', async () => {
    await Promise.all(engines.map((engine) => engine.close()))
  })
  shutdown.add('close Discord', () => gateway.close())
  // The last of all: until then it tells that the bot takes no commands any more.
  shutdown.add('close HTTP', async () => watchPost?.close())

  return {
    async start() {
      log.info('speech engines', { preferred: engines.map(({ name }) => name).join() })
      if (config.speechEngines.length === 0 && config.assemblyaiApiKey === null) {
        log.warn('no ASSEMBLYAI_API_KEY: speech is recognised on this machine by the engine sherpa')
      }
      await watchPost?.start()
      await gateway.start({ sessions })
    },
    stop: () => shutdown.run(),
  }
}
