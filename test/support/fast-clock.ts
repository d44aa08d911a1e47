import type { Clock } from '../../src/base/clock.ts'
import { systemClock } from '../../src/base/clock.ts'

/** A clock on which so many seconds pass in one: for hours of quiet in a test of real sockets. The date is true. */
export const fastClock = (times: number): Clock => ({
  now: () => systemClock.now() * times,
  wall: () => systemClock.wall(),
  after: (ms, fn) => systemClock.after(ms / times, fn),
  every: (ms, fn) => systemClock.every(ms / times, fn),
})
