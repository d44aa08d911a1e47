/** Longer than this between two looks, and without having worked, a process was not let run. */
const SHARE_MS = 25
const LOOK_MS = 10

/**
 * The milliseconds that this process had to itself. On a machine that others use too it may stand still for half a second
 * at any moment, and the bot with it: how long something may take can be asked of the time that it was given only. What
 * the process worked itself counts in full.
 */
export class OwnTime {
  readonly #timer = setInterval(() => this.#look(), LOOK_MS)
  #ms = 0
  #seenMs = performance.now()
  #worked = process.cpuUsage()

  get ms(): number {
    this.#look()
    return this.#ms
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const nowMs = performance.now()
    const { user, system } = process.cpuUsage(this.#worked)
    this.#ms += Math.min(nowMs - this.#seenMs, Math.max(SHARE_MS, (user + system) / 1_000))
    this.#seenMs = nowMs
    this.#worked = process.cpuUsage()
  }
}

/** How much of its own time the process took for this. */
export async function ownTimeOf(work: () => Promise<unknown>): Promise<number> {
  const time = new OwnTime()
  try {
    await work()
    return time.ms
  } finally {
    time.close()
  }
}
