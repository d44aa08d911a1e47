import type { MonotonicMs } from '../../base/ids.ts'
import type { EarCounters } from '../../session/ports.ts'

/** What came of the datagrams of one room; see `EarCounters`. */
export type ReceiveCounters = { -readonly [Name in Exclude<keyof EarCounters, 'heals'>]: number }

export const newCounters = (): ReceiveCounters => ({
  received: 0,
  refused: 0,
  opened: 0,
  openedLate: 0,
  sealed: 0,
  unopened: 0,
  empty: 0,
  runts: 0,
  foreign: 0,
  unnamedHeld: 0,
  unnamedReleased: 0,
  unnamedDropped: 0,
})

/** When something last happened; -Infinity before. */
export interface ReceiveMoments {
  /** Anything came over UDP. */
  datagramMs: MonotonicMs
  /** A packet of somebody's sound came, opened or not. */
  soundMs: MonotonicMs
  /** Speech was opened. */
  openedMs: MonotonicMs
  /** Something showed that somebody speaks, heard or not. */
  speakingMs: MonotonicMs
  /** IP discovery was answered. */
  answerMs: MonotonicMs
}

const NEVER = Number.NEGATIVE_INFINITY

export const newMoments = (): ReceiveMoments => ({
  datagramMs: NEVER,
  soundMs: NEVER,
  openedMs: NEVER,
  speakingMs: NEVER,
  answerMs: NEVER,
})
