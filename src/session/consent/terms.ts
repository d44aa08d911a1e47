import type { ConsentNotice } from '../../transcript/consent-record.ts'

/** What a notice says that may be otherwise later. */
export interface Terms {
  /** As settings name it. */
  readonly engine: string
  readonly mode: ConsentNotice['mode']
  /** How many days text is kept; null: until somebody deletes it. */
  readonly keptDays: number | null
}

/** Whether text is kept for longer in this way than in that. */
export function isLonger(keptDays: number | null, than: number | null): boolean {
  if (than === null) return false
  return keptDays === null || keptDays > than
}

/** Whether those who were told that notice last have to be told anew; what nobody knows any more counts as another. */
export function isOtherThan(told: ConsentNotice | null, now: Terms): boolean {
  if (told?.engine !== now.engine || told.mode !== now.mode || told.keptDays === undefined) return true
  return isLonger(now.keptDays, told.keptDays)
}
