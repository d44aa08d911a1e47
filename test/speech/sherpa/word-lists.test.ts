import { expect, test } from '@jest/globals'
import type { OnlineRecognizer } from 'sherpa-onnx-node'
import { NativeRecogniser } from '../../../src/speech/sherpa/native-recogniser.ts'
import { WordLists } from '../../../src/speech/sherpa/word-lists.ts'

/** Recognisers that nobody listens with. */
const silent: OnlineRecognizer = {
  createStream: () => ({ acceptWaveform() {} }),
  isReady: () => false,
  decode() {},
  reset() {},
  getResult: () => null,
}

function kit() {
  const made: string[] = []
  const plain = new NativeRecogniser(silent, { hasHotwords: false })
  const lists = new WordLists(
    {
      hotwords: (terms) => [...new Set(terms)].sort(),
      make(words) {
        if (words.includes('bad')) throw new Error('it cannot')
        made.push(words.join(' '))
        return new NativeRecogniser(silent, { hasHotwords: true })
      },
    },
    plain,
  )
  return { lists, made, plain }
}

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f']

test('ears with the same words share a recogniser, whatever the order of the words', () => {
  const { lists, made } = kit()
  expect(lists.take(['b', 'a'])).toBe(lists.take(['a', 'b', 'a']))
  expect(made).toEqual(['a b'])
})

test('no words take no recogniser of their own', () => {
  const { lists, made, plain } = kit()
  expect(lists.take([])).toBe(plain)
  expect(made).toEqual([])
})

test('of seven lists the one goes that was not wanted for longest', () => {
  const { lists, made } = kit()
  for (const letter of LETTERS) lists.take([letter]).users -= 1
  lists.take(['a']).users -= 1
  lists.take(['g']).users -= 1
  made.length = 0
  for (const letter of ['a', 'c', 'd', 'e', 'f', 'g']) lists.take([letter]).users -= 1
  expect(made).toEqual([])
  lists.take(['b'])
  expect(made).toEqual(['b'])
})

test('a list that is in use does not go: one more listens for no words', () => {
  const { lists, plain } = kit()
  const used = LETTERS.map((letter) => lists.take([letter]))
  expect(lists.take(['g'])).toBe(plain)
  const [, second] = used
  if (second !== undefined) second.users -= 1
  expect(lists.take(['g'])).not.toBe(plain)
  expect(lists.take(['a'])).toBe(used[0])
})

test('words that cannot be listened for do not keep anybody from being heard', () => {
  const { lists, plain } = kit()
  expect(lists.take(['bad'])).toBe(plain)
})
