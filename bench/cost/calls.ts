import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { CallOptions, CallResult } from './call.ts'

/** Plays calls on all processors at once; answers their results in the same order. Rejects with a call's error. */
export async function calls(all: readonly CallOptions[]): Promise<CallResult[]> {
  const results: CallResult[] = []
  let next = 0
  const play = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url))
    for (let at = next++; at < all.length; at = next++) {
      worker.postMessage(all[at])
      const [result]: CallResult[] = await once(worker, 'message')
      if (result !== undefined) results[at] = result
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(all.length, availableParallelism()) }, play))
  return results
}
