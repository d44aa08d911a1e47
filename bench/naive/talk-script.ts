import { Random } from '../../sandbox/cast/random.ts'
import { type Line, type Script, toneLine } from '../../sandbox/cast/script.ts'
import { WORD_STEP_MS } from '../../sandbox/cast/tone-language.ts'
import { CLOSING_WORDS, VOCABULARY } from '../../sandbox/cast/vocabulary.ts'
import { PEOPLE, talks } from '../talks.ts'

/** A bot that has just come may still wait for keys; that is not what is compared. */
const LEAD_MS = 2_000
/** How many talks somebody else throws a word into: "mhm", "right", while the other goes on. */
const REMARKED_SHARE = 0.5
/** A talk must be so long for that. */
const REMARKABLE_MS = 4_000
const REMARK_WORDS = 2
/** The part of a talk after which remarks come. */
const REMARKS_FROM = 0.2

const OPEN_WORDS = VOCABULARY.filter((word) => !CLOSING_WORDS.has(word))

/**
 * Five people and one floor, as in `npm run bench:cost`, in the tone language: long turns, short pauses, and now and
 * then a remark in the middle of somebody else's turn. Nobody speaks in the first two seconds.
 */
export function talkScript(
  names: readonly string[],
  { seed, lastsMs }: { readonly seed: number; readonly lastsMs: number },
): Script {
  if (names.length !== PEOPLE) throw new RangeError(`it takes ${PEOPLE} people`)
  const random = new Random(seed)
  const lines = talks({ seed, lastsMs: lastsMs - LEAD_MS }).flatMap(({ person, startMs, endMs }): Line[] => {
    const own = line(
      names[person],
      LEAD_MS + startMs,
      phrase(Math.floor((endMs - startMs) / WORD_STEP_MS), random),
    )
    if (endMs - startMs < REMARKABLE_MS || random.next() >= REMARKED_SHARE) return [own]
    const other = names[(person + random.between(1, PEOPLE - 1)) % PEOPLE]
    const place = REMARKS_FROM + random.next() * (1 - REMARKS_FROM)
    return [own, line(other, LEAD_MS + startMs + place * (endMs - startMs), phrase(REMARK_WORDS, random))]
  })
  return lines.sort((a, b) => a.atMs - b.atMs)
}

const line = (speaker = '', atMs: number, words: readonly string[]): Line =>
  toneLine({ speaker, atMs }, words)

/** Most lines end so that the service is soon sure of it. */
function phrase(count: number, random: Random): string[] {
  const words = Array.from({ length: Math.max(REMARK_WORDS, count) }, () => random.pick(OPEN_WORDS))
  return [...words.slice(0, -1), random.pick([...CLOSING_WORDS])]
}
