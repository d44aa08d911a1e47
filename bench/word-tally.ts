import { wordErrors } from '../sandbox/cast/word-errors.ts'

/** Word errors in so many words. */
export interface WordTally {
  readonly errors: number
  readonly words: number
}

/** Of all pairs of what was said and what was understood. */
export function tallyOf(pairs: readonly (readonly [reference: string, heard: string])[]): WordTally {
  const results = pairs.map(([reference, heard]) => wordErrors(reference, heard))
  return {
    errors: results.reduce((sum, { errors }) => sum + errors, 0),
    words: results.reduce((sum, { words }) => sum + words, 0),
  }
}

export const percent = ({ errors, words }: WordTally): number => (100 * errors) / Math.max(1, words)
