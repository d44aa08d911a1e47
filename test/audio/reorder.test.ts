import { describe, expect, test } from '@jest/globals'
import { REORDER_MS, Reorder, type ReorderCounters } from '../../src/audio/reorder.ts'

function listen(): {
  at: (sequence: number, arrivedMs: number) => number[]
  wait: (nowMs: number) => number[]
  reorder: Reorder
  counters: ReorderCounters
} {
  const counters: ReorderCounters = { lost: 0, late: 0, duplicated: 0 }
  const reorder = new Reorder(counters)
  const wait = (nowMs: number): number[] => {
    const out: number[] = []
    for (let packet = reorder.next(nowMs); packet !== null; packet = reorder.next(nowMs))
      out.push(packet.sequence)
    return out
  }
  const at = (sequence: number, arrivedMs: number): number[] => {
    reorder.push({ payload: Buffer.alloc(0), sequence, timestamp: 0, ssrc: 1, arrivedMs })
    return wait(arrivedMs)
  }
  return { at, wait, reorder, counters }
}

const none = { lost: 0, late: 0, duplicated: 0 }

describe('in order', () => {
  test('packets pass at once, also over the wrap of 16 bits', () => {
    const { at, counters } = listen()
    expect([65534, 65535, 0, 1].map((sequence, i) => at(sequence, i * 20))).toEqual([
      [65534],
      [65535],
      [0],
      [1],
    ])
    expect(counters).toEqual(none)
  })

  test('a pause of any length between two packets is no hole', () => {
    const { at } = listen()
    at(10, 0)
    expect(at(11, 3_600_000)).toEqual([11])
  })
})

describe('out of order', () => {
  test('a swapped pair comes out in order, when the second is there', () => {
    const { at, counters } = listen()
    at(65535, 0)
    expect(at(1, 20)).toEqual([])
    expect(at(0, 25)).toEqual([0, 1])
    expect(counters).toEqual(none)
  })

  test('a packet that comes three places late still finds its own', () => {
    const { at, counters } = listen()
    at(5, 0)
    expect([at(7, 20), at(9, 30), at(8, 40), at(6, 50)]).toEqual([[], [], [], [6, 7, 8, 9]])
    expect(counters).toEqual(none)
  })

  test('one hole is filled while another stays open', () => {
    const { at, wait, reorder, counters } = listen()
    at(0, 0)
    at(4, 10)
    at(2, 20)
    expect(at(1, 30)).toEqual([1, 2])
    expect(reorder.waiting).toBe(true)
    expect(wait(10 + REORDER_MS)).toEqual([4])
    expect(reorder.skipped).toBe(1)
    expect(counters).toEqual({ ...none, lost: 1 })
  })
})

describe('a hole', () => {
  test('is given up when the packet behind it has waited long enough', () => {
    const { at, wait, reorder, counters } = listen()
    at(0, 0)
    at(3, 60)
    expect(wait(60 + REORDER_MS - 1)).toEqual([])
    expect(wait(60 + REORDER_MS)).toEqual([3])
    expect(reorder.skipped).toBe(2)
    expect(counters).toEqual({ ...none, lost: 2 })
  })

  test('is given up when a fourth packet comes behind it', () => {
    const { at, counters } = listen()
    at(0, 0)
    expect([at(2, 1), at(3, 2), at(4, 3), at(5, 4)]).toEqual([[], [], [], [2, 3, 4, 5]])
    expect(counters).toEqual({ ...none, lost: 1 })
  })

  test('is not waited for at the end', () => {
    const { at, wait } = listen()
    at(0, 0)
    at(2, 20)
    expect(wait(Number.POSITIVE_INFINITY)).toEqual([2])
  })

  test('no packet but the first after it is told to have one before it', () => {
    const { at, reorder } = listen()
    at(0, 0)
    at(2, 20)
    at(3, 90)
    expect(reorder.skipped).toBe(0)
  })
})

describe('what is dropped', () => {
  test('a second copy, of a packet that passed or of one that waits', () => {
    const { at, counters } = listen()
    at(0, 0)
    at(1, 20)
    expect(at(0, 21)).toEqual([])
    at(3, 60)
    expect(at(3, 61)).toEqual([])
    expect(at(2, 62)).toEqual([2, 3])
    expect(counters).toEqual({ ...none, duplicated: 2 })
  })

  test('a packet that comes after it was given up', () => {
    const { at, wait, counters } = listen()
    at(0, 0)
    at(2, 20)
    wait(80)
    expect(at(1, 81)).toEqual([])
    expect(at(1, 82)).toEqual([])
    expect(at(2, 83)).toEqual([])
    expect(counters).toEqual({ lost: 1, late: 2, duplicated: 1 })
  })

  test('a single packet from nowhere; but two in a row are a sender that counts anew', () => {
    const { at, counters } = listen()
    at(0, 0)
    expect(at(30_000, 20)).toEqual([])
    expect(at(1, 40)).toEqual([1])
    expect([at(40_000, 60), at(40_001, 80), at(40_002, 100)]).toEqual([[], [40_001], [40_002]])
    expect(counters).toEqual({ ...none, late: 2 })
  })
})
