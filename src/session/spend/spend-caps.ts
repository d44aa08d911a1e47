import type { Spent } from '../store.ts'
import { money, type Period } from './session-spend.ts'

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
export function nearSentence(state: CapState, currency: string): string {
  const percent = Math.floor((100 * state.spent) / state.cap + HAIR)
  // What other servers spend is not this one's to read.
  const figures = state.scope === 'guild' ? `: ${figuresOf(state, currency)}` : ''
  return `${percent} % of what ${whoMaySpend(state)} is used${figures}. At 100 % transcription ends.`
}

export function reachedSentence(state: CapState, currency: string): string {
  const again = state.period === 'day' ? 'after midnight UTC' : 'on the first of next month (UTC)'
  if (state.cap === 0)
    return `Speech recognition that costs money is not allowed ${state.scope === 'guild' ? 'in this server' : 'for this bot'}: its cap is 0.`
  const figure = state.scope === 'guild' ? ` (${money(state.cap, currency)})` : ''
  return `All of what ${whoMaySpend(state)} is used up${figure}. Transcription can go on ${again}.`
}

const figuresOf = ({ spent, cap }: CapState, currency: string): string =>
  `${money(spent, currency).split(' ')[0]} of ${money(cap, currency)}`

function whoMaySpend({ scope, period }: CapState): string {
  const who = scope === 'guild' ? 'this server may spend' : 'the bot may spend in all its servers'
  return `${who} on speech recognition ${period === 'day' ? 'today' : 'this month'}`
}
