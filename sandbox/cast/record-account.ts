import type { Fault, Said } from './ledger.ts'
import { plainWord } from './plain-words.ts'
import { WORD_MS } from './tone-language.ts'

/** A word as a record has it, under a name; `at` is when it ended. Wall times in ms throughout. */
export type KeptWord = Fault

/** Time in which somebody was not heard. */
export interface Stretch {
  readonly fromAt: number
  readonly toAt: number
}

export interface KeptGap extends Stretch {
  /** Null: it is about everybody. */
  readonly speaker: string | null
}

/** What is left of a call: words with their times, and what could not be heard. */
export interface KeptRecord {
  readonly words: readonly KeptWord[]
  readonly gaps: readonly KeptGap[]
}

export interface RecordAccount {
  /** Words said that the record does not have at their time: the same one said at another time is no substitute. */
  readonly missing: readonly Fault[]
  /** Of those, the ones that lie in no gap of their speaker. */
  readonly unexplained: readonly Fault[]
  /** Words that the record has and that nobody said then. */
  readonly strange: readonly KeptWord[]
}

/** Sound needs some time from a mouth to the bot, and session time is told where it arrives. */
const SLACK_MS = 200
/** The edges of a word as a service tells them are not where it sounded. */
const EDGE_MS = 500

/** Lays what was said beside the record of it, each word with the nearest like it within `edgeMs` (500). */
export function account(said: readonly Said[], kept: KeptRecord, edgeMs = EDGE_MS): RecordAccount {
  const spoken = said.flatMap(({ speaker, words, wordEndsAt }) =>
    words.map((word, place) => ({ speaker, word: plainWord(word), at: wordEndsAt[place] ?? 0 })),
  )
  const written = kept.words.map((each) => ({ ...each, word: plainWord(each.word) }))
  const { left, right } = pairUp(spoken, written, edgeMs)
  return {
    missing: left,
    unexplained: left.filter(({ speaker, at }) => !liesIn(at, gapsOf(speaker, kept.gaps))),
    strange: right,
  }
}

/** The gaps that concern this person. */
export const gapsOf = (speaker: string, gaps: readonly KeptGap[]): readonly KeptGap[] =>
  gaps.filter((gap) => gap.speaker === null || gap.speaker === speaker)

/** How much time these take up together, however they overlap. */
export function lengthMs(times: readonly Stretch[]): number {
  let sumMs = 0
  let untilAt = 0
  for (const { fromAt, toAt } of times.toSorted((a, b) => a.fromAt - b.fromAt)) {
    sumMs += Math.max(0, toAt - Math.max(fromAt, untilAt))
    untilAt = Math.max(untilAt, toAt)
  }
  return sumMs
}

const liesIn = (at: number, gaps: readonly Stretch[]): boolean =>
  gaps.some(({ fromAt, toAt }) => at >= fromAt - SLACK_MS && at - WORD_MS <= toAt + SLACK_MS)

/** The words of each side that have no partner on the other. Who is nearest is paired first. */
function pairUp(left: readonly Fault[], right: readonly Fault[], edgeMs: number) {
  const nameOf = ({ speaker, word }: Fault): string => `${speaker} ${word}`
  const candidates = Map.groupBy(right, nameOf)
  const pairs = left.flatMap((one) =>
    (candidates.get(nameOf(one)) ?? []).flatMap((other) => {
      const apartMs = Math.abs(one.at - other.at)
      return apartMs < edgeMs ? [{ one, other, apartMs }] : []
    }),
  )
  const [lefts, rights] = [new Set(left), new Set(right)]
  for (const { one, other } of pairs.toSorted((a, b) => a.apartMs - b.apartMs)) {
    if (!lefts.has(one) || !rights.has(other)) continue
    lefts.delete(one)
    rights.delete(other)
  }
  return { left: [...lefts], right: [...rights] }
}
