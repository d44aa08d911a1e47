import { messageLink } from '../../transcript/message-link.ts'
import type { Saying } from '../../wording/words.ts'
import type { Forgetting } from './removals.ts'

/** What came of somebody's wish to have their words forgotten. */
export type ForgetOutcome =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'done'; readonly wish: Forgetting }
  /** The words are deleted, and messages are still to be changed. `before`: they had asked already. */
  | { readonly kind: 'goes on'; readonly since: 'now' | 'before'; readonly wish: Forgetting }

/** As they are told; `later` than they were answered, it says which server it was about. */
export const forgetReport =
  (outcome: ForgetOutcome, later = false): Saying =>
  ({ answers: { forget: say } }) => {
    if (outcome.kind === 'nothing') return say.nothing
    const { guild, turns, removed, edited, emptied, left, due, leftAt } = outcome.wish
    if (outcome.kind === 'goes on') {
      const lines = outcome.since === 'before' ? [say.running] : [say.words(turns)]
      return [...lines, say.goesOn(due)].join('\n')
    }
    const lines = later ? [say.finished(`https://discord.com/channels/${guild}`)] : []
    lines.push(say.removed(turns, removed, edited))
    if (emptied > 0) lines.push(say.emptied(emptied))
    if (left > 0) lines.push(say.left(left), ...leftAt.map((post) => messageLink(guild, post)))
    if (left > leftAt.length) lines.push(say.more(left - leftAt.length))
    return lines.join('\n')
  }
