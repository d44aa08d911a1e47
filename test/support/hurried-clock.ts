import { type Clock, systemClock } from '../../src/base/clock.ts'

/** The system's clock with its timers `factor` times as fast: long waits end soon, the network keeps its pace. */
export const hurriedClock = (factor: number): Clock => ({
  ...systemClock,
  after: (ms, fn) => systemClock.after(ms / factor, fn),
  every: (ms, fn) => systemClock.every(ms / factor, fn),
})
