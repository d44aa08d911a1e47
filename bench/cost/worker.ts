import { parentPort } from 'node:worker_threads'
import { type CallOptions, call } from './call.ts'

/** Plays one call after the other, as it is told them, and answers each with what it came to. */
parentPort?.on('message', async (options: CallOptions) => {
  parentPort?.postMessage(await call(options))
})
