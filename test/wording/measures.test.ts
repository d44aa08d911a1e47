import { describe, expect, test } from '@jest/globals'
import { measures } from '../../src/wording/english/measures.ts'
import { measuresIn } from '../../src/wording/measures.ts'

const japanese = measuresIn('ja', { hours: '#時間', minutes: '#分', seconds: '#秒', between: '' })

describe('a duration', () => {
  test.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [3_600_000, '1 h'],
    [5_430_000, '1 h 30 min'],
  ])('of %i ms is %p', (ms, words) => {
    expect(measures.duration(ms)).toBe(words)
  })

  test('is written as the language does', () => {
    expect([japanese.duration(125_000), japanese.duration(5_430_000)]).toEqual(['2分5秒', '1時間30分'])
  })
})

describe('a length', () => {
  test.each([
    [40, '0 s'],
    [440, '0.4 s'],
    [2_000, '2 s'],
    [9_940, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [3_599_000, '59 min 59 s'],
    [3_720_000, '1 h 2 min'],
  ])('of %d ms is %p', (ms, words) => {
    expect(measures.length(ms)).toBe(words)
  })

  test('is written as the language does', () => {
    const german = measuresIn('de', { hours: '# Std.', minutes: '# Min.', seconds: '# s', between: ' ' })
    expect([german.length(440), german.length(3_720_000)]).toEqual(['0,4 s', '1 Std. 2 Min.'])
  })
})

test('money is written as the language does, without parting thousands', () => {
  const german = measuresIn('de', { hours: '#', minutes: '#', seconds: '#', between: ' ' })
  expect([measures.money(1_234.5, 'USD'), measures.amount(0.3)]).toEqual(['1234.50 USD', '0.30'])
  expect([german.money(1_234.5, 'EUR'), german.amount(0.3)]).toEqual(['1234,50 EUR', '0,30'])
})
