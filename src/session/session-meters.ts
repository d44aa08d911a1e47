import type { DecodeTimes, IntakeCounters } from '../audio/intake.ts'
import { Meters } from '../base/meters.ts'
import type { EarCounters } from './ports.ts'
import type { TrackUsage } from './speaker/speaker-track.ts'

/** What is counted of a session; all of it only grows while the session lasts. */
export type SessionMeter =
  | keyof Omit<EarCounters, 'heals'>
  | `heal-${keyof EarCounters['heals']}`
  | keyof Omit<IntakeCounters, 'received'>
  | 'timedDecodes'
  | 'timedDecodeMs'
  | 'turns'
  | 'words'
  | 'gaps'
  | 'connections'
  | 'spokenMs'

export type SessionMeters = Meters<SessionMeter>

const EAR = [
  'received',
  'refused',
  'opened',
  'openedLate',
  'sealed',
  'unopened',
  'empty',
  'runts',
  'foreign',
  'unnamedHeld',
  'unnamedReleased',
  'unnamedDropped',
] as const
const INTAKE = ['lost', 'late', 'duplicated', 'undecodable', 'empty', 'excess'] as const
const HEALS = ['resubscribe', 'decoder', 'rejoin'] as const
const USAGE = ['connections', 'spokenMs'] as const

export interface Counted {
  /** Null before the room was joined. */
  readonly ear: EarCounters | null
  readonly tracks: readonly {
    readonly counters: Readonly<IntakeCounters>
    readonly decodeTimes: Readonly<DecodeTimes>
    readonly usage: TrackUsage
  }[]
  readonly told: Readonly<Record<'turns' | 'words' | 'gaps', number>>
}

/** Adds up what the parts of a session have counted. */
export function meterSession({ ear, tracks, told }: Counted): SessionMeters {
  const meters = new Meters<SessionMeter>()
  if (ear !== null) {
    for (const name of EAR) meters.add(name, ear[name])
    for (const step of HEALS) meters.add(`heal-${step}`, ear.heals[step])
  }
  for (const { counters, decodeTimes, usage } of tracks) {
    meters.add('timedDecodes', decodeTimes.packets)
    meters.add('timedDecodeMs', decodeTimes.ms)
    for (const name of INTAKE) meters.add(name, counters[name])
    for (const name of USAGE) meters.add(name, usage[name])
  }
  for (const name of ['turns', 'words', 'gaps'] as const) meters.add(name, told[name])
  return meters
}
