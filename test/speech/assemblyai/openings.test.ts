import { describe, expect, test } from '@jest/globals'
import {
  Openings,
  type OpeningsOptions,
  type OpeningTicket,
} from '../../../src/speech/assemblyai/openings.ts'
import { inEnglish } from '../../support/in-english.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { seeded } from '../../support/seeded.ts'

const MINUTE_MS = 60_000

function desk(options: Partial<Omit<OpeningsOptions, 'clock'>> = {}) {
  const clock = new ManualClock()
  const openings = new Openings({ clock, perMinute: null, most: 1_000, ...options })
  /** Who was let in, by the order of asking, and when. */
  const letIn: { readonly who: number; readonly at: number }[] = []
  const tickets: OpeningTicket[] = []
  const ask = (count = 1): void => {
    for (let i = 0; i < count; i += 1) {
      const who = tickets.length
      tickets.push(openings.request(() => letIn.push({ who, at: clock.now() })))
    }
  }
  return { clock, openings, granted: letIn, tickets, ask }
}

/** The most that lie within any minute. */
function densest(times: readonly number[]): number {
  let first = 0
  let most = 0
  for (const [last, at] of times.entries()) {
    while ((times[first] ?? at) <= at - MINUTE_MS) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

describe('asking', () => {
  test('is answered at once, but never from within the request', () => {
    const { clock, ask, granted } = desk()
    ask()
    expect(granted).toEqual([])
    clock.advance(0)
    expect(granted).toEqual([{ who: 0, at: 0 }])
    clock.advance(300_000)
    expect(granted).toHaveLength(1)
  })

  test('from within an answer works, and is answered by itself', () => {
    const clock = new ManualClock()
    const openings = new Openings({ clock, perMinute: 5, most: 10 })
    const story: string[] = []
    openings.request(() => {
      openings.request(() => story.push('second'))
      story.push('first')
    })
    clock.advance(0)
    expect(story).toEqual(['first', 'second'])
  })

  test('is answered in the order of asking, over the minutes', () => {
    const { clock, ask, granted } = desk({ perMinute: 3 })
    ask(10)
    clock.advance(4 * 61_000)
    expect(granted.map(({ who }) => who)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(granted.map(({ at }) => Math.floor(at / MINUTE_MS))).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3])
  })

  test('can be taken back while it waits, and costs nothing then', () => {
    const { clock, ask, tickets, granted } = desk({ perMinute: 2 })
    ask(4)
    clock.advance(0)
    tickets[2]?.release()
    tickets[2]?.release()
    clock.advance(61_000)
    expect(granted.map(({ who }) => who)).toEqual([0, 1, 3])
  })

  test('and taking back before the answer leaves nothing behind', () => {
    const { clock, openings, ask, tickets, granted } = desk({ perMinute: 1, most: 1 })
    ask()
    tickets[0]?.release()
    clock.advance(0)
    expect(granted).toEqual([])
    expect(openings.free).toBe(1)
    ask()
    clock.advance(0)
    expect(granted).toEqual([{ who: 1, at: 0 }])
  })
})

describe('the number in a minute', () => {
  test('is a hundred, all of them at once if wanted', () => {
    const { clock, ask, granted } = desk()
    ask(150)
    clock.advance(0)
    expect(granted).toHaveLength(100)
    clock.advance(MINUTE_MS)
    expect(granted).toHaveLength(100)
    clock.advance(1_000)
    expect(granted).toHaveLength(150)
  })

  test('falls to five when the service says it is too much, for ten minutes', () => {
    const { clock, openings, ask, granted } = desk()
    openings.tooMany()
    ask(200)
    clock.advance(599_000)
    expect(densest(granted.map(({ at }) => at))).toBe(5)
    expect(granted).toHaveLength(50)
    clock.advance(1_000)
    // What was granted in the minute before still counts.
    expect(granted).toHaveLength(145)
    clock.advance(61_000)
    expect(granted).toHaveLength(200)
  })

  test('stays at five for ten minutes from the last such refusal', () => {
    const { clock, openings } = desk()
    openings.tooMany()
    clock.advance(500_000)
    openings.tooMany()
    clock.advance(599_999)
    expect(inEnglish(openings.trouble)).toMatch(/only 5/)
    clock.advance(1)
    expect(openings.trouble).toBeNull()
  })

  test('counts what was opened before the refusal', () => {
    const { clock, openings, ask, granted } = desk()
    ask(40)
    clock.advance(10_000)
    openings.tooMany()
    ask(5)
    clock.advance(50_999)
    expect(granted).toHaveLength(40)
    clock.advance(1)
    expect(granted).toHaveLength(45)
  })

  test('stays as it was set, whatever the service says', () => {
    const { clock, openings, ask, granted } = desk({ perMinute: 20 })
    openings.tooMany()
    ask(30)
    clock.advance(0)
    expect(granted).toHaveLength(20)
    expect(inEnglish(openings.trouble)).not.toMatch(/only 5/)
  })

  test('is not given back by closing: the service counts openings', () => {
    const { clock, ask, tickets, granted } = desk({ perMinute: 2 })
    ask(3)
    clock.advance(0)
    for (const ticket of tickets.slice(0, 2)) ticket.release()
    clock.advance(60_999)
    expect(granted).toHaveLength(2)
    clock.advance(1)
    expect(granted).toHaveLength(3)
  })

  test.each([1, 2, 3, 4, 5, 6])('is kept in every minute, and nobody is forgotten (seed %i)', (seed) => {
    const random = seeded(seed)
    const perMinute = seed % 2 === 0 ? null : 1 + Math.floor(random() * 12)
    const { clock, openings, ask, tickets, granted } = desk({ perMinute, most: 30 })
    let lowered: { readonly from: number; readonly to: number }[] = []
    const takenBack = new Set<number>()
    const released = new Set<number>()
    for (let step = 0; step < 3_000; step += 1) {
      clock.advance(random() * 1_700)
      const dice = random()
      if (dice < 0.35) ask(1 + Math.floor(random() * 3))
      else if (dice < 0.9) {
        const who = Math.floor(random() * tickets.length)
        if (!granted.some((entry) => entry.who === who)) takenBack.add(who)
        tickets[who]?.release()
        released.add(who)
      } else if (dice < 0.901) {
        openings.tooMany()
        lowered = [...lowered, { from: clock.now(), to: clock.now() + 600_000 }]
      }
      expect(granted.filter((entry) => !released.has(entry.who)).length).toBeLessThanOrEqual(30)
      expect(openings.free).toBeGreaterThanOrEqual(0)
      expect(openings.free).toBeLessThanOrEqual(1)
    }
    const times = granted.map(({ at }) => at)
    expect(densest(times)).toBeLessThanOrEqual(perMinute ?? 100)
    if (perMinute === null)
      for (const { from, to } of lowered)
        expect(densest(times.filter((at) => at > from && at < to))).toBeLessThanOrEqual(5)
    // In the order of asking.
    const order = granted.map(({ who }) => who)
    expect(order).toEqual([...order].sort((a, b) => a - b))
    for (const ticket of tickets.slice(0, (order.at(-1) ?? 0) + 1)) ticket.release()
    for (let minute = 0; minute < 5_000 && clock.pending > 0; minute += 1) {
      clock.advance(61_000)
      for (const { who } of granted) tickets[who]?.release()
    }
    const heard = new Set(granted.map(({ who }) => who))
    expect(tickets.map((_, who) => who).filter((who) => !heard.has(who) && !takenBack.has(who))).toEqual([])
    expect(clock.pending).toBe(0)
  })

  // 0.1 + 61000 - 61000 is less than 0.1: waiting for the sum alone would go on for ever at the same time.
  test.each([0.1, 0.7, 123.456])('is kept on a clock that stands at %d', (startMs) => {
    const { clock, ask, granted } = desk({ perMinute: 1 })
    clock.advance(startMs)
    ask(50)
    clock.advance(50 * 61_100)
    expect(granted).toHaveLength(50)
    expect(densest(granted.map(({ at }) => at))).toBe(1)
  })
})

describe('the number at once', () => {
  test('is kept, and a place given back is passed on', () => {
    const { clock, ask, tickets, granted } = desk({ most: 3 })
    ask(5)
    clock.advance(600_000)
    expect(granted.map(({ who }) => who)).toEqual([0, 1, 2])
    tickets[1]?.release()
    tickets[1]?.release()
    clock.advance(0)
    expect(granted.map(({ who }) => who)).toEqual([0, 1, 2, 3])
  })

  test('does not spend the minute on those who wait for a place', () => {
    const { clock, openings, ask } = desk({ most: 1, perMinute: 10 })
    ask(5)
    clock.advance(0)
    expect(openings.free).toBeCloseTo(0.9)
  })
})

describe('what is left', () => {
  test('of a minute is told as a part of one', () => {
    const { clock, openings, ask } = desk()
    expect(openings.free).toBe(1)
    ask(25)
    clock.advance(0)
    expect(openings.free).toBe(0.75)
    ask(200)
    clock.advance(0)
    expect(openings.free).toBe(0)
    clock.advance(10_000)
    openings.tooMany()
    expect(openings.free).toBe(0)
  })
})

describe('what readers are told', () => {
  test('is nothing while nobody waits', () => {
    const { clock, openings, ask } = desk({ most: 3 })
    ask(3)
    clock.advance(0)
    expect(openings.trouble).toBeNull()
  })

  test('is that few may be opened, while it lasts', () => {
    const { clock, openings } = desk()
    openings.tooMany()
    expect(inEnglish(openings.trouble)).toBe(
      'AssemblyAI lets me open only 5 speech sessions a minute for now; first words may come late.',
    )
    clock.advance(600_000)
    expect(openings.trouble).toBeNull()
  })

  test("is that the minute's openings are used up, while somebody waits for one", () => {
    const { clock, openings, ask } = desk({ perMinute: 2 })
    ask(3)
    clock.advance(0)
    expect(inEnglish(openings.trouble)).toBe(
      'Speech sessions opened in the last minute: 2 of 2; first words come late.',
    )
    clock.advance(61_000)
    expect(openings.trouble).toBeNull()
  })

  test('is that all sessions are in use, while somebody waits for one', () => {
    const { clock, openings, ask, tickets } = desk({ most: 1 })
    ask(2)
    clock.advance(0)
    expect(inEnglish(openings.trouble)).toBe('Speech sessions in use: 1 of 1; who speaks next waits for one.')
    tickets[0]?.release()
    clock.advance(0)
    expect(openings.trouble).toBeNull()
  })
})

describe('closing', () => {
  test('forgets who waits, leaves no timer and grants nothing more', () => {
    const { clock, openings, ask, tickets, granted } = desk({ perMinute: 1 })
    ask(3)
    clock.advance(0)
    openings.close()
    openings.close()
    expect(clock.pending).toBe(0)
    ask()
    for (const ticket of tickets) ticket.release()
    clock.advance(600_000)
    expect(granted).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })
})
