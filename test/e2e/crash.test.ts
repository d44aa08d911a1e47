import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { conversation } from '../../sandbox/cast/script.ts'
import { CrashCall } from '../support/crash-call.ts'
import { longOr } from '../support/durations.ts'
import { seeded } from '../support/seeded.ts'

const SPEAKERS = ['Ada', 'Bert', 'Cleo']
/** From one death to the next: time to come back, and for some talk. */
const CYCLE_MS = [4_000, 9_000] as const
const kills = longOr(20, 3)

let call: CrashCall | undefined
afterEach(async () => {
  await call?.close()
  call = undefined
}, 60_000)

test(
  `killed at ${kills} random moments, shows every kept turn once, and every lost word lies in a gap`,
  async () => {
    const random = seeded(5)
    const here = await CrashCall.open(SPEAKERS)
    call = here
    await here.begin()
    const pauses = Array.from({ length: kills }, () => CYCLE_MS[0] + random() * (CYCLE_MS[1] - CYCLE_MS[0]))
    const durationMs = pauses.reduce((sum, ms) => sum + ms, 8_000)
    const speaking = here.play(conversation({ seed: 7, speakers: SPEAKERS, durationMs }))
    for (const ms of pauses) {
      await wait(ms)
      await here.die()
      await here.comeBack()
    }
    const { reckoning, transcript, unexplained, unposted, excessMs } = await here.judge(await speaking)
    expect(reckoning).toMatchObject({ doubled: [], misattributed: [], extra: [] })
    expect({ unexplained, unposted }).toEqual({ unexplained: [], unposted: [] })
    expect(reckoning.right).toBeGreaterThan(reckoning.spoken / 4)
    expect(transcript.session).toMatchObject({ runs: kills + 1, state: { kind: 'ended' } })
    // Each death may cost 2 s beyond the time in which nothing listened.
    for (const ms of excessMs) expect(ms).toBeLessThanOrEqual(kills * 2_000)
  },
  90_000 + kills * 30_000,
)
