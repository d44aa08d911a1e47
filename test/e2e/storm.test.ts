import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { reckon } from '../../sandbox/cast/ledger.ts'
import type { SpokenLine } from '../../sandbox/cast/performance.ts'
import { Random } from '../../sandbox/cast/random.ts'
import { conversation } from '../../sandbox/cast/script.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import { SPEECH_BLOWS } from '../../sandbox/speech/blows.ts'
import type { SpeechServer } from '../../sandbox/speech/speech-server.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { longOr } from '../support/durations.ts'
import { startRig } from '../support/rig.ts'
import { unbilled } from '../support/seats.ts'
import { until } from '../support/until.ts'

const SPEAKERS = ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil']
/** Each fault lasts no longer than this, and begins so long after the end of the one before. */
const FAULT_MS = longOr(20_000, 4_000)
const QUIET_MS = longOr(20_000, 6_000)
const FAULTS = longOr(20, 4)
/** What was said during the last faults is told at 1.25 times real time. */
const CATCHING_UP_MS = longOr(90_000, 45_000)

async function storm(speech: SpeechServer, random: Random): Promise<string[]> {
  const suffered: string[] = []
  const names = Object.keys(SPEECH_BLOWS)
  for (let fault = 0; fault < FAULTS; fault += 1) {
    await wait(random.between(QUIET_MS, QUIET_MS * 1.1))
    const name = random.pick(names)
    suffered.push(name)
    await SPEECH_BLOWS[name]?.(speech, random.between(FAULT_MS / 4, FAULT_MS))
  }
  return suffered
}

describe('a speech service that breaks again and again', () => {
  const durationMs = longOr(600_000, 42_000)

  test(
    'loses no word of five speakers, doubles none and leaves no gap',
    async () => {
      const tables: Table[] = []
      const rig = await startRig({
        prepare: (sandbox) => tables.push(setTable(sandbox, SPEAKERS)),
      })
      try {
        await rig.bot.ready
        const [table] = tables
        if (!table) throw new Error('no table')
        const { speech } = rig.sandbox
        const pauseMs = [1_000, 9_000] as const
        const script = conversation({ seed: 4, speakers: SPEAKERS, durationMs, pauseMs })
        const allShown = (said: readonly SpokenLine[]) => {
          const { right, spoken: words } = reckon(said, readChannel(table.text.messages))
          return right === words
        }
        const settled = (said: readonly SpokenLine[]) =>
          until('every word to be shown', () => allShown(said), CATCHING_UP_MS).catch(() => {})
        const [{ spoken, posted }, suffered] = await Promise.all([
          rehearse(rig.sandbox, table, script, { settled }),
          storm(speech, new Random(longOr(11, 5))),
        ])
        const { lost, doubled, misattributed, moved, extra, right, spoken: words } = reckon(spoken, posted)
        expect({ suffered, lost, doubled, misattributed, moved, extra }).toEqual({
          suffered,
          lost: [],
          doubled: [],
          misattributed: [],
          moved: [],
          extra: [],
        })
        expect(right).toBe(words)
        expect(suffered).toHaveLength(FAULTS)
        expect(table.text.messages.filter(({ content }) => /was not heard/.test(content))).toEqual([])
        await unbilled(rig.sandbox)
      } finally {
        await rig.close()
      }
    },
    durationMs + CATCHING_UP_MS + 120_000,
  )
})
