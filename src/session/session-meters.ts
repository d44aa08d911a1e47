import type { DecodeTimes, IntakeCounters } from '../audio/intake.ts'
import type { Histogram } from '../base/histogram.ts'
import { Meters } from '../base/meters.ts'
import type { EarCounters } from './ports.ts'
import { holdHistogram, type OrderCounts } from './record/lines.ts'
import type { TrackUsage } from './speaker/speaker-track.ts'
import type { TrackLoss } from './speaker/track-loss.ts'
import { wireHistogram } from './speaker/wire-times.ts'

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
  | 'linesLate'
  | 'linesUnkept'
  | `lostMs-${LossCause}`

/** Why speech did not become text; `voice`: the room could not hear it. */
export type LossCause = TrackLoss | 'voice'

/** Counts, and how long things took. */
export class SessionMeters extends Meters<SessionMeter> {
  /** From a packet to the speech stream. */
  readonly wire = wireHistogram()
  /** In the order of speech. */
  readonly hold = holdHistogram()

  override addAll(others: SessionMeters): void {
    super.addAll(others)
    this.wire.addAll(others.wire)
    this.hold.addAll(others.hold)
  }
}

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
export const TRACK_LOSSES = [
  'engine-unavailable',
  'engine-overloaded',
  'buffer-overflow',
  'network',
] as const satisfies readonly TrackLoss[]

export interface Counted {
  /** Null before the room was joined. */
  readonly ear: EarCounters | null
  readonly tracks: readonly {
    readonly counters: Readonly<IntakeCounters>
    readonly decodeTimes: Readonly<DecodeTimes>
    readonly usage: TrackUsage
    readonly lostMs: Readonly<Record<TrackLoss, number>>
    readonly wireTimes: Histogram | null
  }[]
  readonly told: Readonly<Record<'turns' | 'words' | 'gaps', number>>
  readonly order: OrderCounts
  /** What the room could not hear, in ms. */
  readonly unheardMs: number
  /** Lines that are in no journal. */
  readonly unkept: number
}

/** Adds up what the parts of a session have counted. */
export function meterSession({ ear, tracks, told, order, unheardMs, unkept }: Counted): SessionMeters {
  const meters = new SessionMeters()
  if (ear !== null) {
    for (const name of EAR) meters.add(name, ear[name])
    for (const step of HEALS) meters.add(`heal-${step}`, ear.heals[step])
  }
  for (const { counters, decodeTimes, usage, lostMs, wireTimes } of tracks) {
    meters.add('timedDecodes', decodeTimes.packets)
    meters.add('timedDecodeMs', decodeTimes.ms)
    for (const name of INTAKE) meters.add(name, counters[name])
    for (const name of USAGE) meters.add(name, usage[name])
    for (const cause of TRACK_LOSSES) meters.add(`lostMs-${cause}`, lostMs[cause])
    if (wireTimes !== null) meters.wire.addAll(wireTimes)
  }
  for (const name of ['turns', 'words', 'gaps'] as const) meters.add(name, told[name])
  meters.add('lostMs-voice', unheardMs)
  meters.add('linesLate', order.late)
  meters.add('linesUnkept', unkept)
  meters.hold.addAll(order.hold)
  return meters
}
