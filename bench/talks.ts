import { Random } from '../sandbox/cast/random.ts'

/** What one person says without a pause. */
export interface Talk {
  /** 0 to `people` - 1. */
  readonly person: number
  readonly startMs: number
  readonly endMs: number
}

export interface TalkOptions {
  readonly seed: number
  readonly lastsMs: number
}

export const PEOPLE = 5
const MEAN_TURN_MS = 8_000
const SIGMA = 0.8
const SHORTEST_TURN_MS = 500
export const LONGEST_TALK_MS = 60_000
const MEAN_PAUSE_MS = 1_000
/** How likely the one who spoke goes on after a pause, rather than somebody else. */
const KEEPS_THE_FLOOR = 0.6

/**
 * Five people and one floor: turns of log-normal length, exponential pauses between them, and a floor that is kept
 * or passed on at random. The same seed makes the same evening.
 */
export function talks({ seed, lastsMs }: TalkOptions): Talk[] {
  const random = new Random(seed)
  const said: Talk[] = []
  let person = random.between(0, PEOPLE - 1)
  for (let atMs = pauseMs(random); ; ) {
    const endMs = atMs + turnMs(random)
    if (endMs > lastsMs) return said
    said.push({ person, startMs: atMs, endMs })
    atMs = endMs + pauseMs(random)
    if (random.next() >= KEEPS_THE_FLOOR) person = (person + random.between(1, PEOPLE - 1)) % PEOPLE
  }
}

/** The mean of a log-normal distribution is exp(mu + sigma² / 2). */
function turnMs(random: Random): number {
  const mu = Math.log(MEAN_TURN_MS) - SIGMA ** 2 / 2
  return Math.min(LONGEST_TALK_MS, Math.max(SHORTEST_TURN_MS, Math.exp(mu + SIGMA * normal(random))))
}

const pauseMs = (random: Random): number => -MEAN_PAUSE_MS * Math.log(1 - random.next())

/** Box and Muller's way to a normal distribution. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
