import type { Spent } from '../store.ts'
import type { Period } from './session-spend.ts'

export const NOTHING: Spent = { billedMs: 0, spokenMs: 0, cost: 0 }

export const plus = (a: Spent, b: Spent): Spent => ({
  billedMs: a.billedMs + b.billedMs,
  spokenMs: a.spokenMs + b.spokenMs,
  cost: a.cost + b.cost,
})

/** `2026-11-22`, of a wall time in milliseconds since 1970. Such days sort as text. */
export const utcDay = (wall: number): string => new Date(wall).toISOString().slice(0, 10)

/** `2026-11`. */
export const monthOf = (day: string): string => day.slice(0, 7)

/** What was spent in the newest day that anything was told of, and in its month. Pure: the day is an argument. */
export class PeriodSums {
  #day: string
  #sums: Record<Period, Spent> = { day: NOTHING, month: NOTHING }

  constructor(day: string) {
    this.#day = day
  }

  add(day: string, spent: Spent): void {
    this.#goTo(day)
    this.#put(day, { day: spent, month: spent })
  }

  /** Adds what was kept of this day and its month. */
  restore(day: string, sums: Readonly<Record<Period, Spent>>): void {
    this.#goTo(day)
    this.#put(day, sums)
  }

  /** As of this day. */
  at(day: string): Readonly<Record<Period, Spent>> {
    this.#goTo(day)
    return { ...this.#sums }
  }

  #put(day: string, sums: Readonly<Record<Period, Spent>>): void {
    if (day === this.#day) this.#sums.day = plus(this.#sums.day, sums.day)
    if (monthOf(day) === monthOf(this.#day)) this.#sums.month = plus(this.#sums.month, sums.month)
  }

  /** Days go on, never back: a wall clock that is set back by seconds around midnight gives nobody a new budget. */
  #goTo(day: string): void {
    if (day <= this.#day) return
    this.#sums = {
      day: NOTHING,
      month: monthOf(day) === monthOf(this.#day) ? this.#sums.month : NOTHING,
    }
    this.#day = day
  }
}
