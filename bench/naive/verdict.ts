import { settle, type Word } from '../../sandbox/cast/account.ts'
import { type Posted, reckon, type Said } from '../../sandbox/cast/ledger.ts'
import { plainWord } from '../../sandbox/cast/plain-words.ts'

/** What became of words said from some moment on. */
export interface WordsAfter {
  readonly said: number
  /** Not posted under their speaker's name, in their place. */
  readonly lost: number
  /** From that moment to when the last lost word was said, in ms; 0 where none was. */
  readonly lostForMs: number
}

/** Words said after this wall time that did not come through. */
export function wordsAfter(atMs: number, spoken: readonly Said[], posted: readonly Posted[]): WordsAfter {
  const { lost, misattributed, moved } = reckon(spoken, posted)
  const late = [...lost, ...misattributed, ...moved].map(({ at }) => at).filter((at) => at > atMs)
  return {
    said: spoken.flatMap(({ wordEndsAt }) => wordEndsAt).filter((at) => at > atMs).length,
    lost: late.length,
    lostForMs: late.length === 0 ? 0 : Math.max(...late) - atMs,
  }
}

/** Of lines that were posted, in their order: how many began before one that stands above them. */
export function linesOutOfOrder(spoken: readonly Said[], posted: readonly Posted[]): number {
  const begunAt = posted.map(() => Number.POSITIVE_INFINITY)
  for (const speaker of new Set(posted.map((line) => line.speaker)))
    for (const { said, posted: word } of settle(saidBy(speaker, spoken), postedUnder(speaker, posted))
      .matches)
      begunAt[word.line] = Math.min(begunAt[word.line] ?? said.at, said.at)
  let latest = Number.NEGATIVE_INFINITY
  return begunAt.filter((at) => {
    if (at === Number.POSITIVE_INFINITY) return false
    const isBehind = at < latest
    latest = Math.max(latest, at)
    return isBehind
  }).length
}

const saidBy = (speaker: string, lines: readonly Said[]): Word[] =>
  lines.flatMap(({ speaker: by, words, wordEndsAt }, line) =>
    by !== speaker
      ? []
      : words.map((word, place) => ({ speaker, word: plainWord(word), at: wordEndsAt[place] ?? 0, line })),
  )

const postedUnder = (speaker: string, lines: readonly Posted[]): Word[] =>
  lines.flatMap(({ speaker: by, words, at }, line) =>
    by !== speaker ? [] : words.map((word) => ({ speaker, word: plainWord(word), at, line })),
  )
