import { monitorEventLoopDelay } from 'node:perf_hooks'

type Watch = ReturnType<typeof monitorEventLoopDelay>

const RESOLUTION_MS = 10
/** Where more than one look in a hundred comes later than this, figures are of the machine's other work. */
const BUSY_MS = 25

/** Watches how long this process is kept from its work, by itself or by others. */
export function watchMachine(): Watch {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  return histogram
}

/** Ends the watch; says so where the machine was too busy to measure anything on it. */
export function tellIfBusy(histogram: Watch): void {
  histogram.disable()
  const lateMs = histogram.percentile(99) / 1e6 - RESOLUTION_MS
  if (lateMs > BUSY_MS)
    console.log(
      `BUSY: the sandbox itself was ${lateMs.toFixed(0)} ms late at p99; take figures when it is not\n`,
    )
}
