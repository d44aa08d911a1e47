import { type Account, type Surplus, settle, type Word } from './account.ts'
import { plainWord } from './plain-words.ts'

/** What a person said. `speaker` is the name that posts show. Times are wall times in ms. */
export interface Said {
  readonly speaker: string
  readonly words: readonly string[]
  readonly wordEndsAt: readonly number[]
}

/** What was posted under a name, and when. Lines of one time keep their order. */
export interface Posted {
  readonly speaker: string
  readonly words: readonly string[]
  readonly at: number
}

/** A word that went wrong. `at` is when it was said or, where it was not said so, when it was posted. */
export interface Fault {
  readonly speaker: string
  readonly word: string
  readonly at: number
}

export interface Misattribution extends Fault {
  /** The name it was posted under. */
  readonly postedUnder: string
}

export interface Reckoning {
  /** Words said. */
  readonly spoken: number
  /** Words posted. */
  readonly posted: number
  /** Words posted in their place under their speaker's name: all of them, if all went well. */
  readonly right: number
  readonly lost: readonly Fault[]
  readonly doubled: readonly Fault[]
  readonly misattributed: readonly Misattribution[]
  /** Under the right name, but not in its place. */
  readonly moved: readonly Fault[]
  /** Posted, and never said. */
  readonly extra: readonly Fault[]
  /** For each line of which something was posted: from its last word's end to the post with the last of it. */
  readonly latenciesMs: readonly number[]
  /** For each word that was posted right: from its end to its post. */
  readonly wordDelaysMs: readonly number[]
}

/** A word too many is the one missing elsewhere only if it was posted so near to the time that one was said. */
const NEAR_MS = 90_000

/**
 * Follows every word from mouth to message, whatever lines it was cut into: words are compared as `plainWord` has
 * them, each speaker's words said with the words posted under that name. Of several stories that explain a record it
 * tells the shortest: a word missing here and too many there is one word moved, or under another name, not two faults.
 * Throws a RangeError when a said word has no time.
 */
export function reckon(said: readonly Said[], posted: readonly Posted[]): Reckoning {
  const saidWords = wordsSaid(said)
  const postedWords = wordsPosted(posted)
  const speakers = new Set([...saidWords, ...postedWords].map((word) => word.speaker))
  const accounts = [...speakers].map((speaker) => {
    const isTheirs = (word: Word) => word.speaker === speaker
    return settle(saidWords.filter(isTheirs), postedWords.filter(isTheirs))
  })
  const { pairs, lost, unexplained } = explain(accounts)
  return {
    spoken: saidWords.length,
    posted: postedWords.length,
    right: accounts.reduce((sum, { matches }) => sum + matches.length, 0),
    lost: lost.map(toFault),
    doubled: unexplained.filter(({ repeats }) => repeats).flatMap(({ words }) => words.map(toFault)),
    misattributed: pairs
      .filter(({ missing, found }) => missing.speaker !== found.speaker)
      .map(({ missing, found }) => ({ ...toFault(missing), postedUnder: found.speaker })),
    moved: pairs
      .filter(({ missing, found }) => missing.speaker === found.speaker)
      .map(({ missing }) => toFault(missing)),
    extra: unexplained.filter(({ repeats }) => !repeats).flatMap(({ words }) => words.map(toFault)),
    ...delaysOf(accounts),
  }
}

function wordsSaid(said: readonly Said[]): Word[] {
  if (said.some(({ words, wordEndsAt }) => words.length !== wordEndsAt.length))
    throw new RangeError('every word said needs the time of its end')
  return said
    .flatMap(({ speaker, words, wordEndsAt }, line) =>
      words.map((word, place) => ({
        speaker,
        word: plainWord(word),
        at: wordEndsAt[place] ?? 0,
        line,
      })),
    )
    .filter(({ word }) => word !== '')
    .sort((a, b) => a.at - b.at)
}

function wordsPosted(posted: readonly Posted[]): Word[] {
  return posted
    .flatMap(({ speaker, words, at }, line) =>
      words.map((word) => ({ speaker, word: plainWord(word), at, line })),
    )
    .filter(({ word }) => word !== '')
    .sort((a, b) => a.at - b.at)
}

interface Pair {
  readonly missing: Word
  readonly found: Word
}

/** Pairs words too many with the missing ones that they are: all of what came about together, or none of it. */
function explain(accounts: readonly Account[]) {
  const missing = new Set(accounts.flatMap((account) => account.missing))
  const surplus = accounts.flatMap((account) => account.surplus)
  const pairs: Pair[] = []
  const unexplained: Surplus[] = []
  for (const some of surplus.toSorted((a, b) => b.words.length - a.words.length)) {
    const explained = pairUp(some.words, missing)
    if (explained.length < some.words.length) {
      unexplained.push(some)
      continue
    }
    pairs.push(...explained)
    for (const pair of explained) missing.delete(pair.missing)
  }
  return { pairs, lost: [...missing], unexplained }
}

/** Finds for each word the same among the missing ones, the nearest in time, under any name. */
function pairUp(words: readonly Word[], missing: ReadonlySet<Word>): Pair[] {
  const free = new Set(missing)
  return words.flatMap((found) => {
    const distance = (other: Word) => Math.abs(other.at - found.at)
    const [nearest] = [...free]
      .filter((other) => other.word === found.word && distance(other) <= NEAR_MS)
      .sort((a, b) => distance(a) - distance(b))
    if (nearest === undefined) return []
    free.delete(nearest)
    return [{ missing: nearest, found }]
  })
}

function delaysOf(accounts: readonly Account[]): Pick<Reckoning, 'latenciesMs' | 'wordDelaysMs'> {
  const lineEnds = new Map<number, number>()
  for (const { line, at } of accounts.flatMap((account) => account.said)) lineEnds.set(line, at)
  const lastPosts = new Map<number, number>()
  const matches = accounts.flatMap((account) => account.matches)
  for (const { said, posted } of matches)
    lastPosts.set(said.line, Math.max(posted.at, lastPosts.get(said.line) ?? posted.at))
  return {
    latenciesMs: [...lastPosts].map(([line, postedAt]) => postedAt - (lineEnds.get(line) ?? postedAt)),
    wordDelaysMs: matches.map(({ said, posted }) => posted.at - said.at),
  }
}

function toFault({ speaker, word, at }: Word): Fault {
  return { speaker, word, at }
}
