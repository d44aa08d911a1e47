import { afterAll, beforeAll } from '@jest/globals'
import { type Rig, startRig } from './rig.ts'
import { endInOrder } from './seats.ts'

/** One rig for the tests of a suite: its bot is ready before the first, and must end in order after the last. */
export function sharedRig(limitMs: number): Pick<Rig, 'sandbox' | 'bot'> {
  let rig: Rig | undefined
  const started = (): Rig => {
    if (rig === undefined) throw new Error('the rig is there once the tests run')
    return rig
  }
  beforeAll(async () => {
    rig = await startRig()
    await rig.bot.ready
  }, limitMs)
  afterAll(() => endInOrder(started()), limitMs)
  return {
    get sandbox() {
      return started().sandbox
    },
    get bot() {
      return started().bot
    },
  }
}
