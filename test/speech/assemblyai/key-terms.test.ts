import { describe, expect, test } from '@jest/globals'
import { acceptableKeyTerms } from '../../../src/speech/assemblyai/key-terms.ts'

describe('key terms for the service', () => {
  test('are a hundred at most, the first ones', () => {
    const many = Array.from({ length: 120 }, (_, place) => `term ${place}`)
    expect(acceptableKeyTerms(many)).toEqual(many.slice(0, 100))
  })

  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['are trimmed', [' Tiamat\t'], ['Tiamat']],
    [
      'are each there once, whatever their case, as first written',
      ['Tiamat', 'tiamat', 'TIAMAT '],
      ['Tiamat'],
    ],
    ['are not empty', ['', '   ', 'Kobold'], ['Kobold']],
    ['have up to 50 characters', ['x'.repeat(50), 'y'.repeat(51)], ['x'.repeat(50)]],
    ['are counted by character, not by code unit', ['🐉'.repeat(50), '🐉'.repeat(51)], ['🐉'.repeat(50)]],
    ['hold no control characters', ['Tia\nmat', 'Tia\u0000mat', 'a\u007fb', 'Kobold'], ['Kobold']],
    ['hold no half of a character', ['Tia\ud83dmat', 'Kobold'], ['Kobold']],
    ['may hold marks, quotes and several words', ["Sir O'Neil-Smith, Jr."], ["Sir O'Neil-Smith, Jr."]],
  ]
  test.each(rows)('%s', (_, given, expected) => {
    expect(acceptableKeyTerms(given)).toEqual(expected)
  })
})
