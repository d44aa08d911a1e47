import type { Saying } from '../../wording/words.ts'

/** What a session has used and costs so far, over all its runs. */
export interface SessionSpend {
  /** What speech services bill for; 0 for an engine on this machine. */
  readonly billedMs: number
  /** Sound in which somebody spoke. */
  readonly spokenMs: number
  readonly cost: number
  /** As it is to be shown: `USD`. */
  readonly currency: string
  /** What the session's server has spent of what it may; empty where nothing is capped. */
  readonly caps: readonly CapUse[]
}

/** A cap of the session's own server, and what is used of it, in the session's currency. */
export interface CapUse {
  readonly period: Period
  readonly spent: number
  readonly cap: number
}

/** A day and a calendar month, both of UTC. */
export type Period = 'day' | 'month'

/** "0.02 USD". Rounded up to hundredths: what costs anything is never shown as nothing. */
export const money =
  (amount: number, currency: string): Saying =>
  ({ measures }) =>
    measures.money(roundedUp(amount), currency)

/** The figure of it alone: "0.02". */
export const moneyFigure =
  (amount: number): Saying =>
  ({ measures }) =>
    measures.amount(roundedUp(amount))

// Sums of many small steps end a hair above the round figure they stand for.
const roundedUp = (amount: number): number => Math.max(0, Math.ceil(amount * 100 - 1e-6)) / 100
