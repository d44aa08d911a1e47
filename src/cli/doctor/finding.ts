import { styleText } from 'node:util'
import type { Output } from '../surroundings.ts'

/**
 * What a check came to. `not ok` and `warning` say what to do, `skipped` why nothing could be checked, `unused` why
 * nothing need be.
 */
export interface Finding {
  readonly verdict: 'ok' | 'warning' | 'not ok' | 'skipped' | 'unused'
  /** What was looked at. */
  readonly what: string
  readonly text: string
}

export const finding =
  (verdict: Finding['verdict']) =>
  (what: string, text: string): Finding => ({ verdict, what, text })
export const ok = finding('ok')
export const warning = finding('warning')
export const notOk = finding('not ok')
export const skipped = finding('skipped')
export const unused = finding('unused')

const STYLES = { ok: 'green', warning: 'yellow', 'not ok': 'red', skipped: 'dim', unused: 'dim' } as const
const COLUMNS = 'skipped'.length

/** One line; coloured for a terminal. */
export function findingLine({ verdict, what, text }: Finding, output: Output): string {
  const shown = verdict.padEnd(COLUMNS)
  const style = output.isTTY ? styleText(STYLES[verdict], shown, { validateStream: false }) : shown
  return `${style}  ${what}: ${text}`
}
