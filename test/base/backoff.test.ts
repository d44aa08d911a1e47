import { describe, expect, test } from '@jest/globals'
import { backoffMs } from '../../src/base/backoff.ts'

const limits = { firstMs: 500, mostMs: 30_000 }

describe('back-off', () => {
  test('the bound doubles with each attempt and stays at the most', () => {
    const bounds = [0, 1, 2, 3, 4, 5, 6, 7, 200].map((attempt) => backoffMs(limits, attempt, 1))
    expect(bounds).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  })

  test('the wait is anywhere below the bound', () => {
    expect([0, 0.25, 0.5].map((random) => backoffMs(limits, 2, random))).toEqual([0, 500, 1000])
  })
})
