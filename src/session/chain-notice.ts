import type { ChainNews } from '../speech/chain.ts'

/** What the readers of a session are told when its sound goes elsewhere. Null: the session ends, and that is told. */
export function chainNotice({ kind, reason, to }: ChainNews): string | null {
  switch (kind) {
    case 'fell-back':
      return `${reason} For now, what is said is turned into text by ${to.description}.`
    case 'returned':
      return `${reason} What is said is turned into text by ${to.description} again.`
    case 'none-left':
      return null
  }
}
