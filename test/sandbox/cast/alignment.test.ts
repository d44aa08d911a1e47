import { expect, test } from '@jest/globals'
import { align } from '../../../sandbox/cast/alignment.ts'
import { Random } from '../../../sandbox/cast/random.ts'

/** Length of the longest common subsequence, by the plain quadratic table. */
function longestCommon(left: readonly string[], right: readonly string[]): number {
  let row = new Array<number>(right.length + 1).fill(0)
  for (const word of left) {
    const next = [0]
    for (const [place, other] of right.entries())
      next.push(word === other ? (row[place] ?? 0) + 1 : Math.max(row[place + 1] ?? 0, next[place] ?? 0))
    row = next
  }
  return row.at(-1) ?? 0
}

test('finds as many matches as there can be, ascending on both sides, of equal words', () => {
  const random = new Random(11)
  for (let round = 0; round < 1500; round += 1) {
    const letters = [...'abcdef'].slice(0, random.between(1, 6))
    const some = () => Array.from({ length: random.between(0, 12) }, () => random.pick(letters))
    const [left, right] = [some(), some()]
    const matches = align(left, right)
    expect(matches.length).toBe(longestCommon(left, right))
    for (const [place, match] of matches.entries()) {
      expect(left[match.left]).toBe(right[match.right])
      expect(match.left).toBeGreaterThan(matches[place - 1]?.left ?? -1)
      expect(match.right).toBeGreaterThan(matches[place - 1]?.right ?? -1)
    }
  }
})

test('is quick with a long record of few faults', () => {
  const random = new Random(12)
  const left = Array.from({ length: 50_000 }, () => random.pick(['a', 'b', 'c', 'd']))
  const right = left.toSpliced(10_000, 3).toSpliced(40_000, 0, 'e', 'e')
  expect(align(left, right).length).toBe(49_997)
})
