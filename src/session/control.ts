import type { Saying } from '../wording/words.ts'

/** Buttons and menus under a message of the bot's, as data: the adapter draws them. */

interface ControlBase {
  /** The component's. */
  readonly id: string
  /** What the component is told; id and argument together have at most 90 characters. */
  readonly argument: string
}

export interface Button extends ControlBase {
  readonly kind: 'button'
  /** At most 80 characters. */
  readonly label: Saying
  readonly style: 'primary' | 'secondary' | 'danger'
}

export interface Menu extends ControlBase {
  readonly kind: 'menu'
  /** At most 150 characters. */
  readonly placeholder: Saying
  /** How many values are to be chosen. */
  readonly least: number
  readonly most: number
  /** From 1 to 25. */
  readonly options: readonly MenuOption[]
}

export interface MenuOption {
  /** Each of these has at most 100 characters. */
  readonly label: Saying
  readonly value: string
  readonly description?: Saying
  readonly chosen: boolean
}

export type Control = Button | Menu

/** Up to five buttons, or one menu; a message has up to five rows. */
export type ControlRow = readonly Control[]
