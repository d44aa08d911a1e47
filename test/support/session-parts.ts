import type { Clock } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import type { OpenSink, VoiceGateway } from '../../src/session/ports.ts'
import type { SessionsOptions } from '../../src/session/sessions.ts'
import { Spend } from '../../src/session/spend/spend.ts'
import type { SpeechEngine } from '../../src/speech/engine.ts'
import { EngineRoster } from '../../src/speech/roster.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { PaperSink } from './scripted-room.ts'

export interface PartsOptions extends Partial<Omit<SessionsOptions, 'gateway' | 'clock'>> {
  readonly gateway: VoiceGateway
  readonly clock: Clock
  readonly engines: readonly SpeechEngine[]
  readonly openSink?: OpenSink
}

const NO_CAPS = { guildDay: null, guildMonth: null, totalDay: null, totalMonth: null }

/** What sessions are made of, with a store in memory; whatever is given takes its place. */
export async function sessionParts({ engines, ...given }: PartsOptions): Promise<SessionsOptions> {
  const { clock } = given
  const log = createLog('silent')
  const store = given.store ?? (await openSqliteStore({ folder: ':memory:', clock, log }))
  return {
    store,
    openSink: async () => new PaperSink(),
    tellPerson: () => {},
    roster: new EngineRoster({ engines, clock, log, downAfterMs: 15_000, toCloud: false, random: () => 0.5 }),
    spend: new Spend({ store, clock, log, caps: NO_CAPS, currency: 'USD', orphanMs: 120_000 }),
    log,
    tuning: { keyTerms: [], names: 'off' },
    longTurnMs: 20_000,
    drainMs: 10_000,
    resumeMs: 600_000,
    ...given,
  }
}
