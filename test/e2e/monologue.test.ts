import { describe, expect, test } from '@jest/globals'
import { type Reckoning, reckon } from '../../sandbox/cast/ledger.ts'
import { monologue } from '../../sandbox/cast/script.ts'
import { WORD_STEP_MS } from '../../sandbox/cast/tone-language.ts'
import { type Rehearsal, rehearse } from '../../sandbox/rehearsal.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { isLong, longOr } from '../support/durations.ts'
import { startRig } from '../support/rig.ts'

const durationMs = longOr(180_000, 34_000)
/** The long run takes the bot as it ships. The setting's least value lets a short one see several ends of each kind. */
const longTurnSeconds = longOr(20, 5)
/** How much longer a turn without any pause may last. */
const PATIENCE_MS = 10_000
/** From the end of a turn to the reader: what the service takes, ordering, and Discord's limits on posting. */
const ON_THE_WAY_MS = 5_000

/** One who pauses, but never for as long as ends a turn; and one who does not pause at all. */
const script = [
  ...monologue({ seed: 3, speaker: 'Ada', durationMs, pauseMs: [200, 400] }),
  ...monologue({ seed: 4, speaker: 'Bert', durationMs, pauseMs: null }),
].toSorted((a, b) => a.atMs - b.atMs)

const environment = {
  // Else a turn ends at some of the pauses by itself.
  END_OF_TURN_CONFIDENCE_THRESHOLD: '1',
  ...(!isLong && { LONG_TURN_SECONDS: String(longTurnSeconds) }),
}

async function play(): Promise<Rehearsal> {
  const tables: Table[] = []
  const rig = await startRig({
    environment,
    prepare: (sandbox) => tables.push(setTable(sandbox, ['Ada', 'Bert'])),
  })
  try {
    await rig.bot.ready
    const [table] = tables
    if (!table) throw new Error('no table')
    return await rehearse(rig.sandbox, table, script)
  } finally {
    await rig.close()
  }
}

function reckonOf(speaker: string, { spoken, posted }: Rehearsal): Reckoning {
  const own = (line: { readonly speaker: string }): boolean => line.speaker === speaker
  return reckon(spoken.filter(own), posted.filter(own))
}

describe('a monologue', () => {
  test(
    'is shown in parts, at pauses where there are any and otherwise all the same, with every word in its place',
    async () => {
      const rehearsal = await play()
      const faultless = { lost: [], doubled: [], misattributed: [], moved: [], extra: [] }
      expect(reckon(rehearsal.spoken, rehearsal.posted)).toMatchObject(faultless)

      const paused = reckonOf('Ada', rehearsal)
      const unbroken = reckonOf('Bert', rehearsal)
      for (const { spoken, right } of [paused, unbroken]) {
        expect(spoken).toBeGreaterThan(durationMs / 500)
        expect(right).toBe(spoken)
      }
      const longTurnMs = longTurnSeconds * 1000
      const latest = (reckoning: Reckoning): number => Math.max(...reckoning.wordDelaysMs)
      // A turn lasts from the beginning of its first word, and a word's delay from its end.
      expect(latest(paused)).toBeGreaterThan(longTurnMs - WORD_STEP_MS)
      expect(latest(paused)).toBeLessThan(longTurnMs + PATIENCE_MS)
      expect(latest(unbroken)).toBeGreaterThan(longTurnMs + PATIENCE_MS - WORD_STEP_MS)
      expect(latest(unbroken)).toBeLessThan(longTurnMs + PATIENCE_MS + ON_THE_WAY_MS)
    },
    durationMs + 120_000,
  )
})
