/** Milliseconds on the machine's monotonic clock, which all of its processes share (CLOCK_MONOTONIC on Linux). */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6
