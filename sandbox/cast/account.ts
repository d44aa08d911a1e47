import { align } from './alignment.ts'

/** A word said or posted. Wall time in ms. */
export interface Word {
  readonly speaker: string
  readonly word: string
  readonly at: number
  /** The line it stands in, counted over all lines of its side. */
  readonly line: number
}

/** Posted words too many that came about together: one word, or a stretch. */
export interface Surplus {
  readonly words: readonly Word[]
  /** Whether they are what was posted a little before, once more. */
  readonly repeats: boolean
}

/** One speaker's words on both sides, and which belong together. */
export interface Account {
  readonly said: readonly Word[]
  readonly matches: readonly { readonly said: Word; readonly posted: Word }[]
  readonly missing: readonly Word[]
  readonly surplus: readonly Surplus[]
}

/** For each posted word its place among the said ones, or null. */
type Origins = readonly (number | null)[]

/** A post is one made twice only if its words stand so few words before or after it. */
const NEAR_WORDS = 60

/** Lays what one person said beside what was posted under their name, both in order of time. */
export function settle(said: readonly Word[], posted: readonly Word[]): Account {
  const twice: Surplus[] = []
  for (let left = posted; ; ) {
    const origins = originsOf(said, left)
    const again = postMadeTwice(said, left, origins)
    if (again === null) return account(said, left, { origins, twice })
    twice.push({ words: left.filter(({ line }) => line === again), repeats: true })
    left = left.filter(({ line }) => line !== again)
  }
}

function account(
  said: readonly Word[],
  posted: readonly Word[],
  { origins, twice }: { readonly origins: Origins; readonly twice: readonly Surplus[] },
): Account {
  const found = new Set(origins)
  const matches = posted.flatMap((word, place) => {
    const origin = origins[place] ?? null
    const from = origin === null ? undefined : said[origin]
    return from === undefined ? [] : [{ said: from, posted: word }]
  })
  const missing = said.filter((_, place) => !found.has(place))
  return { said, matches, missing, surplus: [...twice, ...surplusOf(posted, origins)] }
}

function surplusOf(posted: readonly Word[], origins: Origins): Surplus[] {
  return runsWithoutOrigin(origins).flatMap(({ start, end }): Surplus[] => {
    const words = posted.slice(start, end)
    // Words that repeat what is before them came there together; of others nothing is known.
    if (isRepetition(posted, start, end)) return [{ words, repeats: true }]
    return words.map((word) => ({ words: [word], repeats: false }))
  })
}

function originsOf(said: readonly Word[], posted: readonly Word[]): Origins {
  const origins: (number | null)[] = posted.map(() => null)
  const matches = align(
    said.map(({ word }) => word),
    posted.map(({ word }) => word),
  )
  for (const { left, right } of matches) origins[right] = left
  gather(posted, origins)
  return origins
}

/** The longest post with words too many that can be done without, and whose words stand a little before or after. */
function postMadeTwice(said: readonly Word[], posted: readonly Word[], origins: Origins): number | null {
  const right = origins.filter((origin) => origin !== null).length
  const suspects = new Set(posted.filter((_, place) => origins[place] === null).map(({ line }) => line))
  const lengthOf = (line: number) => posted.filter((word) => word.line === line).length
  for (const line of [...suspects].sort((a, b) => lengthOf(b) - lengthOf(a) || b - a)) {
    if (!standsElsewhere(posted, line)) continue
    const others = posted.filter((word) => word.line !== line)
    if (originsOf(said, others).filter((origin) => origin !== null).length === right) return line
  }
  return null
}

/** Whether the words of this post, two at least, also stand in a row not far from it. */
function standsElsewhere(posted: readonly Word[], line: number): boolean {
  const words = posted.filter((word) => word.line === line).map(({ word }) => word)
  if (words.length < 2) return false
  const start = posted.findIndex((word) => word.line === line)
  const others = posted.filter((word) => word.line !== line).map(({ word }) => word)
  for (let place = Math.max(0, start - NEAR_WORDS); place <= start + NEAR_WORDS; place += 1)
    if (words.every((word, offset) => others[place + offset] === word)) return true
  return false
}

/**
 * "a b b c" for "a b c" has two alignments, and a stretch posted twice has many, which may tear the words too many
 * apart. So each run of them is moved as far to the front as equal words allow, where it joins the run before it, and
 * then as far back: the words too many stand together, and repeat what is before them.
 */
function gather(posted: readonly Word[], origins: (number | null)[]): void {
  for (let place = 0; place < posted.length; place += 1) {
    if (origins[place] !== null) continue
    let [start, end] = runAround(origins, place)
    while (start > 0 && posted[start - 1]?.word === posted[end - 1]?.word) {
      origins[end - 1] = origins[start - 1] ?? null
      origins[start - 1] = null
      ;[start, end] = runAround(origins, start - 1)
    }
    while (end < posted.length && posted[start]?.word === posted[end]?.word) {
      origins[start] = origins[end] ?? null
      origins[end] = null
      ;[start, end] = runAround(origins, end)
    }
    place = end
  }
}

/** The run of words without an origin that holds this place: its first place, and the one after its last. */
function runAround(origins: Origins, place: number): [start: number, end: number] {
  let [start, end] = [place, place + 1]
  while (start > 0 && origins[start - 1] === null) start -= 1
  while (end < origins.length && origins[end] === null) end += 1
  return [start, end]
}

function runsWithoutOrigin(origins: Origins): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = []
  for (const [place, origin] of origins.entries()) {
    if (origin !== null || (place > 0 && origins[place - 1] === null)) continue
    const [start, end] = runAround(origins, place)
    runs.push({ start, end })
  }
  return runs
}

/** Whether the run continues what stands before it with some period: said once, posted twice (or three times). */
function isRepetition(posted: readonly Word[], start: number, end: number): boolean {
  for (let period = 1; period <= end - start; period += 1) {
    if ((end - start) % period !== 0) continue
    const run = posted.slice(start, end)
    if (run.every(({ word }, place) => posted[start + place - period]?.word === word)) return true
  }
  return false
}
