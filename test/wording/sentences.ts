import type { Words } from '../../src/wording/words.ts'

/** A key of the catalogue with what stands there: a text, or a function that puts something into one. */
export interface Entry {
  /** `answers.start.noRoom` */
  readonly path: string
  readonly value: unknown
}

/** All keys of a language, as deep as they go. */
export function entriesOf(words: Words): Entry[] {
  const walk = (value: unknown, path: readonly string[]): Entry[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, below]) => walk(below, [...path, key]))
      : [{ path: path.join('.'), value }]
  return walk(words, [])
}

/** What may be put in: a name, a count, a list; each can be found again in the sentence. */
const SAMPLES = [
  (at: number) => `«${'abcdef'[at]}»`,
  (at: number) => 7 + at,
  (at: number) => [`«${'abcdef'[at]}»`],
] as const

/** What can be put into a function of so many parameters: every mix of samples. */
export function argumentsFor(count: number): unknown[][] {
  let mixes: unknown[][] = [[]]
  for (let at = 0; at < count; at += 1)
    mixes = mixes.flatMap((mix) => SAMPLES.map((sample) => [...mix, sample(at)]))
  return mixes
}

/** The sentence that comes of it; null where that is no text, or these are not what is put in there. */
export function said(value: unknown, put: readonly unknown[]): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'function') return null
  try {
    const text: unknown = Reflect.apply(value, undefined, put)
    // A name where a figure belongs is of the wrong kind.
    return typeof text === 'string' && !text.includes('NaN') ? text : null
  } catch {
    return null
  }
}

/** As it can be found in a text. */
export const mark = (put: unknown): string => (Array.isArray(put) ? String(put[0]) : String(put))
