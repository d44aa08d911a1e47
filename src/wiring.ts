import { commands, components } from '../commands/index.ts'
import type { Clock } from './base/clock.ts'
import { guildId } from './base/ids.ts'
import type { Log } from './base/log.ts'
import { Shutdown } from './base/shutdown.ts'
import type { Config } from './config/load.ts'
import { DiscordGateway } from './discord/gateway.ts'
import { createMessages } from './message-wiring.ts'
import { AutoStart } from './session/auto-start.ts'
import { ConsentBook } from './session/consent/consent-book.ts'
import { ForgetDesk } from './session/record/forget-desk.ts'
import { Retention } from './session/record/retention.ts'
import { Sessions } from './session/sessions.ts'
import { wordsFor } from './session/settings/guild-words.ts'
import type { HostSettings } from './session/settings/host-settings.ts'
import { SettingsDesk } from './session/settings/settings-desk.ts'
import { Spend } from './session/spend/spend.ts'
import type { SpeechEngine } from './speech/engine.ts'
import { INACTIVITY_SECONDS, makeEngines } from './speech/engines.ts'
import { EngineRoster } from './speech/roster.ts'
import { openSqliteStore } from './storage/sqlite-store.ts'
import { WatchPost } from './web/watch-post.ts'

export interface Surroundings {
  readonly clock: Clock
  readonly log: Log
  /** The bot cannot go on (Discord ended the connection for good). */
  readonly onDead: (error: Error) => void
}

export interface Hansard {
  /**
   * Resolves when the bot takes commands; the sessions that another process left are taken up from then on. Rejects
   * with a ConfigError, a StoreError or a UserError that says what is wrong.
   */
  start(): Promise<void>
  /** Ends everything in order; resolves with whether all of it came to its end in time. */
  stop(): Promise<boolean>
}

/** Builds the whole program: the only place that knows every concrete class. Rejects with a StoreError. */
export async function createHansard(config: Config, { clock, log, onDead }: Surroundings): Promise<Hansard> {
  const store = await openSqliteStore({ folder: config.dataDir, clock, log })
  const engines = makeEngines(config, { clock, log })
  const roster = new EngineRoster({
    engines,
    clock,
    log,
    downAfterMs: config.fallbackSeconds * 1000,
    toCloud: config.fallbackToCloud,
  })
  const settings = new SettingsDesk({ store, host: hostSettings(config, engines), log })
  const consents = new ConsentBook({ store, settings, clock, log })
  const retention = new Retention({
    store,
    clock,
    log,
    days: config.retentionDays,
    guildDays: async (guild) => (await settings.of(guild)).retentionDays,
    withMessages: config.retentionPosts,
    removeMessages: (messages, signal) => gateway.removeMessages(messages, signal),
  })
  const spend = new Spend({
    store,
    clock,
    log,
    caps: {
      guildDay: config.capGuildDay,
      guildMonth: config.capGuildMonth,
      totalDay: config.capTotalDay,
      totalMonth: config.capTotalMonth,
    },
    guildCaps: (guild) => {
      const { capDay: guildDay, capMonth: guildMonth } = settings.known(guild)
      return { guildDay, guildMonth }
    },
    currency: config.currency,
    orphanMs: INACTIVITY_SECONDS * 1000,
  })
  const gateway = new DiscordGateway({
    token: config.discordToken,
    apiUrl: config.discordApiUrl,
    guildId: config.discordGuildId === null ? null : guildId(config.discordGuildId),
    commands,
    components,
    messages: await createMessages(config, { engines, spend, settings, consents, store, clock, log }),
    style: { posting: config.postingMode, live: config.liveCaptions },
    clock,
    log,
    events: {
      channel: (channel, how) => sessions.channelChanged(channel, how),
      people: (guild) => void autoStart.look(guild),
      readers: (guild) => sessions.readersChanged(guild),
      guild: (guild, how) => {
        // What was kept of it may have been deleted in the meantime.
        settings.forget(guild)
        void (how === 'left' ? retention.guildLeft(guild) : retention.guildBack(guild))
      },
    },
    onDead,
  })
  const sessions = new Sessions({
    gateway,
    openSink: (request) => gateway.openSink(request),
    checkPlaces: (request) => gateway.checkPlaces(request),
    openBoard: config.statusPanel ? (channel, options) => gateway.openBoard(channel, options) : undefined,
    openThread: (channel, name) => gateway.openThread(channel, name),
    tellPerson: (person, text) => gateway.tellPerson(person, text),
    localeOf: (guild) => gateway.localeOf(guild),
    postNotice: (request) => gateway.postNotice(request),
    leaks: (place) => gateway.leaks(place),
    reaches: (place) => gateway.reaches(place),
    consents,
    shareFiles: (channel, handout) => gateway.shareFiles(channel, handout),
    removeMessages: (messages, signal) => gateway.removeMessages(messages, signal),
    roster,
    settings,
    spend,
    store,
    clock,
    log,
    tuning: { names: config.keyTermNames },
    longTurnMs: config.longTurnSeconds * 1000,
    drainMs: config.drainSeconds * 1000,
    resumeMs: config.resumeMinutes * 60_000,
  })
  const forgetDesk = new ForgetDesk({
    store,
    remover: gateway.wordRemover,
    drop: (guild, person) => sessions.drop(guild, person),
    tellPerson: (person, text) => gateway.tellPerson(person, text),
    words: async (guild) => wordsFor(await settings.of(guild), gateway.localeOf(guild)),
    clock,
    log,
  })
  const autoStart = new AutoStart({
    sessions,
    settings,
    gateway,
    store,
    roomName: (ref) => gateway.roomName(ref),
    localeOf: (guild) => gateway.localeOf(guild),
    tellChannel: (guild, channels, text) => gateway.tellChannel(guild, channels, text),
    clock,
    log,
  })
  const { httpPort: port, httpHost: host } = config
  const watchPost =
    port === null
      ? null
      : new WatchPost({
          host,
          port,
          sessions,
          spend,
          roster,
          store: store.health,
          discord: gateway,
          clock,
          log,
        })

  let isEnding = false
  const shutdown = new Shutdown({ clock, log, deadlineMs: config.drainSeconds * 1000 })
  shutdown.add('refuse commands', async () => {
    gateway.refuse()
    autoStart.close()
  })
  shutdown.add('drain sessions', () => sessions.drain(({ answers }) => answers.general.shuttingDown))
  shutdown.add('leave removals of words', () => forgetDesk.close())
  shutdown.add('close engines', async () => {
    roster.close()
    await Promise.all(engines.map((engine) => engine.close()))
  })
  shutdown.add('close Discord', () => gateway.close())
  shutdown.add('close the accounts', () => spend.close())
  shutdown.add('end retention', () => retention.close())
  shutdown.add('close the store', () => store.close())
  // The last of all: until then it tells that the bot takes no commands any more.
  shutdown.add('close HTTP', async () => watchPost?.close())

  return {
    async start() {
      log.info('speech engines', { preferred: engines.map(({ name }) => name).join() })
      if (config.speechEngines.length === 0 && config.assemblyaiApiKey === null) {
        log.warn('no ASSEMBLYAI_API_KEY: speech is recognised on this machine by the engine sherpa')
      }
      await spend.load()
      await watchPost?.start()
      await gateway.start({
        sessions,
        settings,
        store,
        consents,
        forgetDesk,
      })
      if (isEnding) return
      await retention.guildsAre(gateway.guilds)
      void retention.start()
      void forgetDesk.begin()
      sessions
        .resume()
        .catch((error: unknown) => log.error('sessions not resumed', error))
        .then(() => autoStart.begin(gateway.guilds))
    },
    stop() {
      isEnding = true
      return shutdown.run()
    },
  }
}

/** What the guilds have that have chosen nothing, and out of what they may choose. */
const hostSettings = (config: Config, engines: readonly SpeechEngine[]): HostSettings => ({
  engines: engines.map(({ name }) => name),
  model: config.speechModel,
  models: [...new Set([config.speechModel, ...config.guildModels])],
  languages: config.languageCodes,
  preset: config.turnPreset,
  keyTerms: config.keyTerms,
  filterProfanity: config.filterProfanity,
  posting: config.postingMode,
  thread: config.threadPerSession,
  liveCaptions: config.liveCaptions,
  capDay: config.capGuildDay,
  capMonth: config.capGuildMonth,
  currency: config.currency,
  retentionDays: config.retentionDays,
})
