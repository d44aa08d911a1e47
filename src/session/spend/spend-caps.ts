import type { Saying } from '../../wording/words.ts'
import type { Spent } from '../store.ts'
import { money, moneyFigure, type Period } from './session-spend.ts'

/** What may be spent, in the host's currency; null: no cap. 0: nothing that costs money may be used. */
export interface SpendCaps {
  readonly guildDay: number | null
  readonly guildMonth: number | null
  readonly totalDay: number | null
  readonly totalMonth: number | null
}

/** A cap and what is used of it. */
export interface CapState {
  readonly scope: 'guild' | 'total'
  readonly period: Period
  readonly spent: number
  readonly cap: number
}

type Sums = Readonly<Record<Period, Spent>>

const WARN_SHARE = 0.8
/** Costs are sums of many small steps: a hair below a cap is the cap. */
const HAIR = 1e-9

/** How the caps that there are stand, the narrowest first. */
export function capStates(caps: SpendCaps, sums: Readonly<Record<CapState['scope'], Sums>>): CapState[] {
  const all: readonly [CapState['scope'], Period, number | null][] = [
    ['guild', 'day', caps.guildDay],
    ['guild', 'month', caps.guildMonth],
    ['total', 'day', caps.totalDay],
    ['total', 'month', caps.totalMonth],
  ]
  return all.flatMap(([scope, period, cap]) =>
    cap === null ? [] : [{ scope, period, cap, spent: sums[scope][period].cost }],
  )
}

export const isReached = ({ spent, cap }: CapState): boolean => spent >= cap - HAIR

/** Worth a warning: at 80 %, but not at 100 %, where a warning comes too late. */
export const isNear = (state: CapState): boolean =>
  !isReached(state) && state.spent >= state.cap * WARN_SHARE - HAIR

/** "80 % of what this server may spend on speech recognition today is used: 0.81 of 1.00 USD." */
export const nearSentence =
  ({ scope, period, spent, cap }: CapState, currency: string): Saying =>
  (words) => {
    const { near } = words.spending
    const percent = Math.floor((100 * spent) / cap + HAIR)
    // What other servers spend is not this one's to read.
    return scope === 'total'
      ? near.total[period](percent)
      : near.guild[period](percent, moneyFigure(spent)(words), money(cap, currency)(words))
  }

export const reachedSentence =
  ({ scope, period, cap }: CapState, currency: string): Saying =>
  (words) => {
    const { barred, reached } = words.spending
    if (cap === 0) return barred[scope]
    return scope === 'total' ? reached.total[period] : reached.guild[period](money(cap, currency)(words))
  }
