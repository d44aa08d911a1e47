/** Starts to count; answers the CPU microseconds of this process since then. */
export function meter(): () => number {
  const started = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(started)
    return user + system
  }
}
