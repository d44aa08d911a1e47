import { setTimeout } from 'node:timers/promises'

/** Resolves when `holds`; rejects after `deadlineMs`, naming what was waited for. */
export async function until(what: string, holds: () => boolean, deadlineMs = 15_000): Promise<void> {
  const deadline = performance.now() + deadlineMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`)
    await setTimeout(10)
  }
}
