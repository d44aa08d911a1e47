import { type Clock, sleep } from '../../base/clock.ts'
import { postFailure } from '../rest-failure.ts'

/** How often the same thing is asked of Discord, and the pause where it does not say how long to wait. */
const ATTEMPTS = 5
const PAUSE_MS = 1_000

/**
 * Asks for something that can be asked for twice: again after a pause, as long as Discord says that it is too much or
 * does not answer. Rejects with the last failure.
 */
export async function patiently<T>(clock: Clock, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask()
    } catch (error) {
      const failure = postFailure(error)
      if (attempt >= ATTEMPTS || (failure.kind !== 'limited' && failure.kind !== 'unsure')) throw error
      await sleep(clock, failure.kind === 'limited' ? failure.ms : PAUSE_MS)
    }
  }
}
