import type { ChainNews } from '../speech/chain.ts'
import type { Saying } from '../wording/words.ts'

/** What the readers of a session are told when its sound goes elsewhere. Null: the session ends, and that is told. */
export function chainNotice({ kind, reason, to }: ChainNews): Saying | null {
  switch (kind) {
    case 'fell-back':
      return (words) => words.session.engine.fellBack(reason(words), to.description(words))
    case 'returned':
      return (words) => words.session.engine.returned(reason(words), to.description(words))
    case 'none-left':
      return null
  }
}
