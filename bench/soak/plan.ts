import { Random } from '../../sandbox/cast/random.ts'
import { GATEWAY_BLOWS, VOICE_BLOWS } from '../../sandbox/discord/blows.ts'
import { SPEECH_BLOWS } from '../../sandbox/speech/blows.ts'

/** What is asked for: how long, by whom, and how much goes wrong. */
export interface SoakOptions {
  readonly minutes: number
  readonly speakers: number
  readonly seed: number
  readonly speechDrops: number
  readonly voiceDrops: number
  readonly gatewayDrops: number
  readonly kills: number
  readonly restFaults: number
  /** Times in which no sound gets through, and nothing says so. */
  readonly blackouts: number
}

export type FaultKind = 'speech' | 'voice' | 'gateway' | 'blackout' | 'kill' | 'rest'

/** One thing that is to go wrong: `atMs` after the first word, for `forMs` where it lasts. */
export interface PlannedFault {
  readonly kind: FaultKind
  /** Of kind speech, voice and gateway: one of the sandbox's blows. */
  readonly name: string
  readonly atMs: number
  readonly forMs: number
}

/** Everybody is met before anything goes wrong, and what went wrong last has time to be made good. */
const CALM_START_MS = 12_000
const CALM_END_MS = 25_000
/** A fault and what it takes to get over it fill at most this part of its place; the rest is calm. */
const FAULT_SHARE = 0.4
const MOST_MS: Readonly<Record<FaultKind, number>> = {
  speech: 20_000,
  voice: 0,
  gateway: 0,
  blackout: 6_000,
  // From one death until the next process is started.
  kill: 3_000,
  rest: 20_000,
}
const BLOWS: Readonly<Record<'speech' | 'voice' | 'gateway', readonly string[]>> = {
  speech: Object.keys(SPEECH_BLOWS),
  voice: Object.keys(VOICE_BLOWS),
  gateway: Object.keys(GATEWAY_BLOWS),
}

/**
 * Deals out the faults, in order of time. What concerns hearing has places of equal length, one for each, so that
 * two never fall together and each outage can be told from the next; kills come in the first third, so that one
 * process lives from there to the end. Failures of REST fall wherever they like, also on the others. Every kind of
 * blow comes before any comes twice.
 */
export function planFaults(options: SoakOptions): PlannedFault[] {
  const random = new Random(options.seed)
  const count =
    options.speechDrops + options.voiceDrops + options.gatewayDrops + options.blackouts + options.kills
  const spanMs = options.minutes * 60_000 - CALM_START_MS - CALM_END_MS
  if (spanMs <= 0) throw new RangeError('a soak takes more than that: nothing would have time to go wrong')
  const placeMs = spanMs / Math.max(1, count)
  const early = Math.max(options.kills, Math.floor(count / 3))
  const killed = new Set(shuffled(range(early), random).slice(0, options.kills))
  const others = shuffled(
    [
      ...dealt('speech', options.speechDrops, random),
      ...dealt('voice', options.voiceDrops, random),
      ...dealt('gateway', options.gatewayDrops, random),
      ...range(options.blackouts).map(() => ({ kind: 'blackout' as const, name: 'no sound comes' })),
    ],
    random,
  )
  const timed = (fault: Pick<PlannedFault, 'kind' | 'name'>, place: number): PlannedFault => ({
    ...fault,
    atMs: Math.round(CALM_START_MS + (place + 0.3 * random.next()) * placeMs),
    forMs: lastingMs(fault.kind, placeMs, random),
  })
  const inPlaces = range(count).map((place) =>
    timed((killed.has(place) ? undefined : others.pop()) ?? { kind: 'kill', name: 'SIGKILL' }, place),
  )
  const rest = range(options.restFaults).map(
    (): PlannedFault => ({
      kind: 'rest',
      name: 'posts fail',
      atMs: Math.round(CALM_START_MS + random.next() * spanMs),
      forMs: lastingMs('rest', spanMs / options.restFaults, random),
    }),
  )
  return [...inPlaces, ...rest].sort((a, b) => a.atMs - b.atMs)
}

function lastingMs(kind: FaultKind, placeMs: number, random: Random): number {
  const mostMs = Math.min(MOST_MS[kind], placeMs * FAULT_SHARE)
  return Math.round(mostMs / 5 + random.next() * mostMs * 0.8)
}

/** So many of a kind, its blows by turns. */
function dealt(kind: 'speech' | 'voice' | 'gateway', count: number, random: Random) {
  const names = shuffled(BLOWS[kind], random)
  return range(count).map((place) => ({ kind, name: names[place % names.length] ?? '' }))
}

const range = (count: number): number[] => Array.from({ length: count }, (_, place) => place)

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, by: random.next() }))
    .sort((a, b) => a.by - b.by)
    .map(({ item }) => item)
}
