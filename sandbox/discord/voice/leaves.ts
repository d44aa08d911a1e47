import type { Change } from './external-sender.ts'

/** Who sits at which leaf of the MLS tree; undefined is a blank leaf. */
export type Leaves = readonly (string | undefined)[]

/**
 * The leaves after a commit: removals first, then each add takes the leftmost blank leaf, in the commit's order
 * (RFC 9420, 12.3 and 7.7).
 */
export function leavesAfter(leaves: Leaves, changes: readonly Change[]): Leaves {
  const next = [...leaves]
  for (const change of changes) if (change.kind === 'remove') next[change.leaf] = undefined
  for (const change of changes) if (change.kind === 'add') next[leftmostBlank(next)] = change.userId
  return next
}

function leftmostBlank(leaves: Leaves): number {
  const blank = leaves.indexOf(undefined)
  return blank === -1 ? leaves.length : blank
}
