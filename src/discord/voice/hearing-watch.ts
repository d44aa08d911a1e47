import type { MonotonicMs } from '../../base/ids.ts'
import type { HealStep, HearingTrouble } from '../../session/ports.ts'

/** What a voice shows of itself. */
export interface VoiceSigns {
  /** Packets in a row that came and could not be opened, with the arrival of the first and of the last. */
  readonly failures: number
  readonly failingSinceMs: MonotonicMs
  readonly failedMs: MonotonicMs
  readonly openedMs: MonotonicMs
  /** When Discord last said that this person speaks. */
  readonly calledMs: MonotonicMs
}

/** What is true of the whole room. */
export interface RoomSigns {
  /** Keys are on their way: that alone explains frames that stay shut. */
  readonly keysArriving: boolean
  /** When a packet of anybody's sound last came, opened or not; -Infinity before. */
  readonly soundMs: MonotonicMs
}

/** A trouble, and when it last showed: the last packet that could not be opened. */
export interface EndedTrouble {
  readonly trouble: HearingTrouble
  readonly lastMs: MonotonicMs
}

export type HearingNews =
  | { readonly kind: 'heal'; readonly step: HealStep }
  /** Heard again; what was in between is lost. */
  | ({ readonly kind: 'heard again' } & EndedTrouble)
  /** Every step was taken as often as is sensible. Told once for each trouble. */
  | { readonly kind: 'given up'; readonly trouble: HearingTrouble }

/** Single frames fail at every change of keys: less than this is no trouble. */
const FAILURES = 15
const FAILING_MS = 500
/** A trouble that has shown nothing new for this long waits: its person is silent. */
const FRESH_MS = 500
/** Who is said to speak is heard at once; this long after it, they are not. */
const CALLED_MS = 3_000

/** From the beginning of a trouble, or of its next round. */
const LADDER: readonly { readonly step: HealStep; readonly afterMs: number }[] = [
  { step: 'resubscribe', afterMs: FAILING_MS },
  { step: 'decoder', afterMs: 1_200 },
  { step: 'rejoin', afterMs: 3_000 },
]
/** A group of a hundred needs some seconds to let one more in. */
const KEYS_PATIENCE = 5
/** Pauses after each round before the ladder is climbed again; after the last one it is not. */
const ROUND_PAUSES_MS = [10_000, 60_000] as const
/** How long the last step of all is given. */
const LAST_PAUSE_MS = 10_000
/**
 * All others in the room miss up to a second of sound for the last two steps, so they keep this distance whoever
 * needs them, and twice as much after each time, up to a limit.
 */
const STEP_PAUSES_MS: Readonly<Record<HealStep, number>> = { resubscribe: 0, decoder: 5_000, rejoin: 10_000 }
const LONGEST_STEP_PAUSE_MS = 600_000

interface Case {
  readonly trouble: HearingTrouble
  /** The last packet that could not be opened, or the call that nothing followed. */
  lastMs: MonotonicMs
  round: number
  rung: number
  /** From here on the rungs of this round are counted. */
  roundMs: MonotonicMs
  stepMs: MonotonicMs
  givenUp: boolean
}

type Now = RoomSigns & { readonly nowMs: MonotonicMs }

/**
 * Decides what is to be done about voices that are not heard although their people speak: which step is due, and
 * when to stop trying. Time is an argument; nothing is done here.
 */
export class HearingWatch<Id> {
  readonly #cases = new Map<Id, Case>()
  readonly #steps = new Map<HealStep, { readonly count: number; readonly untilMs: MonotonicMs }>()

  get troubles(): ReadonlyMap<Id, HearingTrouble> {
    return new Map([...this.#cases].map(([id, { trouble }]) => [id, trouble]))
  }

  /** The person is gone, whatever was wrong with their voice. Answers what that was. */
  forget(id: Id): EndedTrouble | null {
    const found = this.#cases.get(id)
    this.#cases.delete(id)
    return found ?? null
  }

  /** To be asked about each voice some times a second; a step that is answered counts as taken. */
  look(id: Id, voice: VoiceSigns, room: Now): HearingNews | null {
    const known = this.#cases.get(id)
    if (known !== undefined && voice.openedMs > known.lastMs) {
      this.#cases.delete(id)
      return { kind: 'heard again', trouble: known.trouble, lastMs: known.lastMs }
    }
    const fresh = diagnose(voice, room.nowMs)
    if (fresh === null) return null
    const open = known ?? this.#begin(id, fresh)
    open.lastMs = Math.max(open.lastMs, fresh.lastMs)
    return this.#climb(open, room)
  }

  /** Whether this step keeps its distance from the one before. If so, it counts as taken. */
  mayTake(step: HealStep, nowMs: MonotonicMs): boolean {
    const before = this.#steps.get(step)
    if (before !== undefined && nowMs < before.untilMs) return false
    const count = (before?.count ?? 0) + 1
    const pauseMs = Math.min(STEP_PAUSES_MS[step] * 2 ** (count - 1), LONGEST_STEP_PAUSE_MS)
    this.#steps.set(step, { count, untilMs: nowMs + pauseMs })
    return true
  }

  #begin(id: Id, { trouble, lastMs }: EndedTrouble): Case {
    const { sinceMs } = trouble
    const begun = { trouble, lastMs, round: 0, rung: 0, roundMs: sinceMs, stepMs: sinceMs, givenUp: false }
    this.#cases.set(id, begun)
    return begun
  }

  #climb(open: Case, room: Now): HearingNews | null {
    const { nowMs } = room
    const rung = LADDER[open.rung]
    if (rung === undefined) return this.#nextRound(open, nowMs)
    const patience = room.keysArriving ? KEYS_PATIENCE : 1
    if (nowMs - open.roundMs < rung.afterMs * patience) return null
    if (nowMs < (this.#steps.get(rung.step)?.untilMs ?? nowMs)) return null
    open.rung += 1
    if (!helps(rung.step, open.trouble, room)) return null
    this.mayTake(rung.step, nowMs)
    open.stepMs = nowMs
    return { kind: 'heal', step: rung.step }
  }

  #nextRound(open: Case, nowMs: MonotonicMs): HearingNews | null {
    // That a person was said to speak once, and no more than that, is too little to go on with.
    if (open.givenUp || open.trouble.kind === 'lost') return null
    const pauseMs = ROUND_PAUSES_MS[open.round]
    if (nowMs - open.stepMs < (pauseMs ?? LAST_PAUSE_MS)) return null
    if (pauseMs === undefined) {
      open.givenUp = true
      return { kind: 'given up', trouble: open.trouble }
    }
    open.round += 1
    open.rung = 0
    open.roundMs = nowMs
    return null
  }
}

/** Where nothing came at all, new keys do not help; and if others are heard, it is not the network either. */
function helps(step: HealStep, trouble: HearingTrouble, room: RoomSigns): boolean {
  if (trouble.kind !== 'lost') return true
  return step === 'resubscribe' || (step === 'rejoin' && room.soundMs < trouble.sinceMs)
}

/** What a voice shows right now; null when nothing is wrong, or when its person is silent. */
function diagnose(voice: VoiceSigns, nowMs: MonotonicMs): EndedTrouble | null {
  const { failures, failingSinceMs, failedMs, calledMs } = voice
  if (failures >= FAILURES && failedMs - failingSinceMs >= FAILING_MS && nowMs - failedMs < FRESH_MS)
    return { trouble: { kind: 'encrypted', sinceMs: failingSinceMs }, lastMs: failedMs }
  const came = Math.max(voice.openedMs, failedMs)
  if (calledMs > came && nowMs - calledMs >= CALLED_MS)
    return { trouble: { kind: 'lost', sinceMs: calledMs }, lastMs: calledMs }
  return null
}
