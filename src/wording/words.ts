import type { english } from './english/english.ts'

/**
 * All that Hansard says to people, in one language: a key for each sentence, a function where something is put into
 * it. The compiler wants of each language what English has.
 */
export type Words = typeof english

/**
 * Something to say, in whatever language its reader has. Where it goes out it meets the words; until then nobody needs
 * to know them.
 */
export type Saying = (words: Words) => string

/** Several sentences as one text; no sentence, no text. */
export const together =
  (sayings: readonly Saying[], between = ' '): Saying =>
  (words) =>
    sayings.map((say) => say(words)).join(between)

/** What is the same in all languages: a name, an address, what somebody else's service said. */
export const verbatim =
  (text: string): Saying =>
  () =>
    text
