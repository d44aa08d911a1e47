import type { Clock } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import { ConsentBook } from '../../src/session/consent/consent-book.ts'
import type { OpenSink, VoiceGateway } from '../../src/session/ports.ts'
import type { SessionsOptions } from '../../src/session/sessions.ts'
import { guildSettings } from '../../src/session/settings/guild-settings.ts'
import type { HostSettings } from '../../src/session/settings/host-settings.ts'
import { SettingsDesk } from '../../src/session/settings/settings-desk.ts'
import { Spend } from '../../src/session/spend/spend.ts'
import type { Settings } from '../../src/session/store.ts'
import type { SpeechEngine } from '../../src/speech/engine.ts'
import { EngineRoster } from '../../src/speech/roster.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { PLAIN_HOST } from './plain-host.ts'
import { PaperSink } from './scripted-room.ts'

export interface PartsOptions extends Partial<Omit<SessionsOptions, 'gateway' | 'clock'>> {
  readonly gateway: VoiceGateway
  readonly clock: Clock
  readonly engines: readonly SpeechEngine[]
  /** Of the host; a session never stops by itself. */
  readonly host?: Partial<HostSettings>
  readonly openSink?: OpenSink
}

const NO_CAPS = { guildDay: null, guildMonth: null, totalDay: null, totalMonth: null }

/** What sessions are made of, with a store in memory; whatever is given takes its place. */
export async function sessionParts({ engines, host, ...given }: PartsOptions): Promise<SessionsOptions> {
  const { clock } = given
  const log = createLog('silent')
  const store = given.store ?? (await openSqliteStore({ folder: ':memory:', clock, log }))
  const settings =
    given.settings ??
    new SettingsDesk({ store: patient(store), host: { ...hostOf(engines, given), ...host }, log })
  return {
    store,
    settings,
    localeOf: () => 'en-GB',
    openSink: async () => new PaperSink(),
    tellPerson: () => {},
    postNotice: async () => [],
    consents: new ConsentBook({ store, settings, clock, log }),
    shareFiles: async () => {},
    roster: new EngineRoster({ engines, clock, log, downAfterMs: 15_000, toCloud: false, random: () => 0.5 }),
    spend: new Spend({ store, clock, log, caps: NO_CAPS, currency: 'USD', orphanMs: 120_000 }),
    log,
    tuning: { names: 'off' },
    longTurnMs: 20_000,
    drainMs: 10_000,
    resumeMs: 600_000,
    ...given,
  }
}

/** A host that has set nothing but what these parts say. */
const hostOf = (engines: readonly SpeechEngine[], { openThread, roster }: Partial<PartsOptions>) => ({
  ...PLAIN_HOST,
  engines: (roster?.engines ?? engines).map(({ name }) => name),
  thread: openThread !== undefined,
})

/** Nobody is in most scripted rooms: sessions there end only where a test has set that they do. */
const patient = (store: Settings): Settings => ({
  keepGuildSettings: (guild, changes) => store.keepGuildSettings(guild, changes),
  guildSettings: async (guild) =>
    new Map([
      [guildSettings.stopEmptySeconds.name, 'never'],
      [guildSettings.stopQuietMinutes.name, 'never'],
      ...(await store.guildSettings(guild)),
    ]),
})
