import { plainWords } from './plain-words.ts'

export interface WordErrors {
  /** Words of the reference. */
  readonly words: number
  readonly errors: number
  readonly substituted: number
  readonly deleted: number
  readonly inserted: number
  /** Errors per word of the reference; may exceed 1. 0 when there was nothing to hear and nothing was heard. */
  readonly rate: number
}

type Tally = Pick<WordErrors, 'errors' | 'substituted' | 'deleted' | 'inserted'>

/** Word error rate: the fewest substitutions, deletions and insertions that make the hypothesis of the reference. */
export function wordErrors(reference: string, hypothesis: string): WordErrors {
  const wanted = plainWords(reference)
  const heard = plainWords(hypothesis)
  let row: Tally[] = heard.reduce<Tally[]>((tallies) => [...tallies, insert(tallies.at(-1))], [NONE])
  for (const word of wanted) {
    const next: Tally[] = [remove(row[0])]
    for (const [place, other] of heard.entries()) {
      const kept = row[place] ?? NONE
      const diagonal = word === other ? kept : substitute(kept)
      next.push(fewest(diagonal, remove(row[place + 1]), insert(next[place])))
    }
    row = next
  }
  const { errors, substituted, deleted, inserted } = row.at(-1) ?? NONE
  const rate = errors / Math.max(1, wanted.length)
  return { words: wanted.length, errors, substituted, deleted, inserted, rate }
}

const NONE: Tally = { errors: 0, substituted: 0, deleted: 0, inserted: 0 }

function substitute(tally: Tally): Tally {
  return { ...tally, errors: tally.errors + 1, substituted: tally.substituted + 1 }
}

function remove(tally: Tally = NONE): Tally {
  return { ...tally, errors: tally.errors + 1, deleted: tally.deleted + 1 }
}

function insert(tally: Tally = NONE): Tally {
  return { ...tally, errors: tally.errors + 1, inserted: tally.inserted + 1 }
}

function fewest(first: Tally, ...others: readonly Tally[]): Tally {
  return others.reduce((best, tally) => (tally.errors < best.errors ? tally : best), first)
}
