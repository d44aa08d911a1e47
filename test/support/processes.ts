import { setTimeout } from 'node:timers/promises'

/** A process with this id exists. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Resolves when it does not exist any more. */
export async function gone(pid: number): Promise<void> {
  while (alive(pid)) await setTimeout(20)
}
