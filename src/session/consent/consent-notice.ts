import type { Saying } from '../../wording/words.ts'
import type { Button, ControlRow } from '../control.ts'
import type { ConsentRule } from './consent-rule.ts'

/** What people are told before they are heard, as data: the adapter puts it into words. */
export interface Notice {
  readonly occasion: Occasion
  readonly mode: ConsentRule['mode']
  /** As the engine describes itself: what it is, and where sound goes. */
  readonly engine: Saying
  /** How many days text is kept; null: until somebody deletes it. */
  readonly keptDays: number | null
}

export type Occasion =
  /** To everybody in the room, before anybody is heard. */
  | { readonly kind: 'start'; readonly starter: string; readonly roomName: string }
  /** To those who came when it was going on. */
  | { readonly kind: 'late'; readonly names: readonly string[]; readonly more: number }
  /** To everybody, when something of what they were told is otherwise from now on. */
  | { readonly kind: 'changed' }

/** The component under every notice, and under what somebody is told of their own consent. */
export const CONSENT_CONTROL = 'consent'

/** Under a notice that everybody reads. */
export const noticeRows = (mode: Notice['mode']): readonly ControlRow[] => [
  mode === 'ask' ? [agreeButton('notice'), optOutButton('notice')] : [optOutButton('notice')],
]

export const agreeButton = (through: 'notice' | 'privacy'): Button => ({
  kind: 'button',
  id: CONSENT_CONTROL,
  argument: `agreed ${through}`,
  label: ({ consent }) => consent.buttons.agree,
  style: 'primary',
})

export const optOutButton = (through: 'notice' | 'privacy'): Button => ({
  kind: 'button',
  id: CONSENT_CONTROL,
  argument: `opted-out ${through}`,
  label: ({ consent }) => consent.buttons.optOut,
  style: 'secondary',
})
