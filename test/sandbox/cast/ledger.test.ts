import { describe, expect, test } from '@jest/globals'
import { type Reckoning, reckon, type Said } from '../../../sandbox/cast/ledger.ts'
import { Random } from '../../../sandbox/cast/random.ts'
import { VOCABULARY } from '../../../sandbox/cast/vocabulary.ts'

const ROUNDS = process.env['HANSARD_LONG'] === '1' ? 500 : 60
const PEOPLE = ['Ada', 'Ben', 'Cyd']
const NOTHING = { lost: [], doubled: [], misattributed: [], moved: [], extra: [] }

interface Post {
  speaker: string
  words: string[]
  at: number
}

/** Three people talk at once for some minutes; each line is posted a second after its end, cut in lines anew. */
function record(random: Random, lines = 40): { said: Said[]; posts: Post[] } {
  const said: Said[] = []
  const posts: Post[] = []
  for (const speaker of PEOPLE) {
    let now = 1_000_000 + random.between(0, 3000)
    for (let line = 0; line < lines; line += 1) {
      const words = Array.from({ length: random.between(1, 9) }, () => random.pick(VOCABULARY))
      const startedAt = now
      said.push({ speaker, words, wordEndsAt: words.map((_, place) => startedAt + place * 280 + 220) })
      now += words.length * 280
      const [at, cut] = [now + 1000, random.between(1, words.length)]
      posts.push({ speaker, words: words.slice(0, cut).map(dressed), at })
      if (cut < words.length) posts.push({ speaker, words: words.slice(cut).map(dressed), at: at + 1 })
      now += random.between(300, 2500)
    }
  }
  return { said, posts: posts.sort((a, b) => a.at - b.at) }
}

/** As formatting dresses a word: the ledger looks through it. */
function dressed(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}.`
}

/** Equal words cannot be told apart, so neither can their order in time. */
function byWord(a: { word: string }, b: { word: string }): number {
  return a.word.localeCompare(b.word)
}

function faultsOf({ lost, doubled, misattributed, moved, extra }: Reckoning) {
  return { lost, doubled, misattributed: misattributed.toSorted(byWord), moved, extra }
}

/** Spoils a record anew for each round, at a random place, and hands over what was found. */
function spoilAndReckon(spoil: (posts: Post[], random: Random) => Record<string, unknown[]>): void {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const random = new Random(round)
    const { said, posts } = record(random)
    const expected = spoil(posts, random)
    expect({ round, ...faultsOf(reckon(said, posts)) }).toMatchObject({ round, ...NOTHING, ...expected })
  }
}

function plain(word: string): string {
  return word.toLowerCase().replace('.', '')
}

function takeWord(posts: Post[], random: Random): { post: Post; word: string; place: number } {
  const post = random.pick(posts)
  const place = random.between(0, post.words.length - 1)
  const [word = ''] = post.words.splice(place, 1)
  return { post, word, place }
}

describe('the ledger', () => {
  test('finds nothing wrong with a clean record, and tells its delays', () => {
    const { said, posts } = record(new Random(99))
    const reckoning = reckon(said, posts)
    const count = said.flatMap((line) => line.words).length
    expect(faultsOf(reckoning)).toEqual(NOTHING)
    expect([reckoning.spoken, reckoning.posted, reckoning.right]).toEqual([count, count, count])
    expect(reckoning.wordDelaysMs.length).toBe(count)
    // From the end of the last word, 60 ms before the end of the line, to a post or two.
    expect(reckoning.latenciesMs.length).toBe(said.length)
    expect(Math.min(...reckoning.latenciesMs)).toBe(1060)
    expect(Math.max(...reckoning.latenciesMs)).toBe(1061)
  })

  test('catches one word dropped', () => {
    spoilAndReckon((posts, random) => {
      const { post, word } = takeWord(posts, random)
      return { lost: [{ speaker: post.speaker, word: plain(word) }] }
    })
  })

  test('catches one word doubled', () => {
    spoilAndReckon((posts, random) => {
      const { post, word, place } = takeWord(posts, random)
      post.words.splice(place, 0, word, word)
      return { doubled: [{ speaker: post.speaker, word: plain(word) }] }
    })
  })

  test('catches a stretch of words doubled', () => {
    spoilAndReckon((posts, random) => {
      const post = random.pick(posts.filter((some) => some.words.length > 3))
      const [from, length] = [random.between(0, 1), random.between(2, post.words.length - 1)]
      const stretch = post.words.slice(from, from + length)
      post.words.splice(from, 0, ...stretch)
      return { doubled: stretch.map(() => ({ speaker: post.speaker })) }
    })
  })

  test('catches a whole post made twice, at once or a little later', () => {
    spoilAndReckon((posts, random) => {
      const post = random.pick(posts.filter((some) => some.words.length > 2))
      posts.push({ ...post, at: post.at + random.between(0, 8000) })
      posts.sort((a, b) => a.at - b.at)
      return { doubled: post.words.map(() => ({ speaker: post.speaker })) }
    })
  })

  test('catches one word moved within its post', () => {
    spoilAndReckon((posts, random) => {
      const post = random.pick(posts.filter((some) => new Set(some.words).size > 2))
      const before = post.words.join(' ')
      const order = [...post.words]
      while (post.words.join(' ') === before) {
        post.words.splice(0, post.words.length, ...order)
        const [word = ''] = post.words.splice(random.between(0, post.words.length - 1), 1)
        post.words.splice(random.between(0, post.words.length), 0, word)
      }
      return { moved: [{ speaker: post.speaker }] }
    })
  })

  test('catches one word moved to a later post of its speaker', () => {
    spoilAndReckon((posts, random) => {
      const { post, word } = takeWord(posts.slice(0, -60), random)
      const later = posts.filter((some) => some.speaker === post.speaker && some.at > post.at)
      random.pick(later.slice(1, 6)).words.push(word)
      return { moved: [{ speaker: post.speaker, word: plain(word) }] }
    })
  })

  test('catches one word put under another name', () => {
    spoilAndReckon((posts, random) => {
      const { post, word } = takeWord(posts.slice(0, -60), random)
      const others = posts.filter(
        (some) => some.speaker !== post.speaker && Math.abs(some.at - post.at) < 8000,
      )
      const other = random.pick(others)
      other.words.splice(random.between(0, other.words.length), 0, word)
      const fault = { speaker: post.speaker, word: plain(word), postedUnder: other.speaker }
      return { misattributed: [fault] }
    })
  })

  test('catches a whole post under another name, also one that nobody bears', () => {
    spoilAndReckon((posts, random) => {
      const post = random.pick(posts)
      const { speaker } = post
      post.speaker = random.pick([...PEOPLE, 'Nobody'].filter((name) => name !== speaker))
      const fault = { speaker, postedUnder: post.speaker }
      return { misattributed: post.words.map((word) => ({ ...fault, word: plain(word) })).sort(byWord) }
    })
  })

  test('catches a word that nobody said', () => {
    spoilAndReckon((posts, random) => {
      const post = random.pick(posts)
      post.words.splice(random.between(0, post.words.length), 0, 'Abracadabra')
      return { extra: [{ speaker: post.speaker, word: 'abracadabra' }] }
    })
  })

  test('counts several faults at once', () => {
    const { said, posts } = record(new Random(4))
    const [first, second] = posts
    posts.splice(10, 1)
    if (first !== undefined && second !== undefined) posts.push({ ...first }, { ...second })
    const { spoken, posted, right, lost, doubled, extra } = reckon(said, posts)
    expect(lost.length).toBe(spoken - right)
    expect(doubled.length + extra.length).toBe(posted - right)
  })

  test('takes a silent channel for all words lost', () => {
    const { said } = record(new Random(1), 5)
    const { spoken, lost, latenciesMs } = reckon(said, [])
    expect(lost.length).toBe(spoken)
    expect(latenciesMs).toEqual([])
  })

  test('wants a time for every word said', () => {
    expect(() => reckon([{ speaker: 'Ada', words: ['a', 'b'], wordEndsAt: [1] }], [])).toThrow(RangeError)
  })
})
