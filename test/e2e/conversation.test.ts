import { describe, expect, test } from '@jest/globals'
import { reckon } from '../../sandbox/cast/ledger.ts'
import { conversation } from '../../sandbox/cast/script.ts'
import type { TransportMode } from '../../sandbox/discord/voice/transport.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { longOr } from '../support/durations.ts'
import { startRig } from '../support/rig.ts'

const durationMs = longOr(60_000, 15_000)

describe('a conversation from mouth to message', () => {
  test.concurrent.each<TransportMode>(['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'])(
    'reaches the channel word by word, three overlapping, under %s and DAVE',
    async (mode) => {
      const speakers = ['Ada', 'Bert', 'Cleo']
      const tables: Table[] = []
      const rig = await startRig({
        sandbox: { voice: { modes: [mode] } },
        prepare: (sandbox) => tables.push(setTable(sandbox, speakers)),
      })
      try {
        await rig.bot.ready
        const [table] = tables
        if (!table) throw new Error('no table')
        const { spoken, posted, farewell } = await rehearse(
          rig.sandbox,
          table,
          conversation({ seed: 1, speakers, durationMs }),
        )
        const result = reckon(spoken, posted)
        expect(result.spoken).toBeGreaterThan(durationMs / 1000)
        expect(result).toMatchObject({
          lost: [],
          doubled: [],
          misattributed: [],
          moved: [],
          extra: [],
          right: result.spoken,
        })
        expect(farewell).toMatch(/^Stopped\. I listened for .* by 3 speakers\. Billed .* of speech: .* USD\./)
        expect(rig.sandbox.discord.rateLimited).toBe(0)
      } finally {
        await rig.close()
      }
    },
    durationMs + 120_000,
  )

  test.concurrent(
    'stays in its own guild when two talk at once',
    async () => {
      const tables: Table[] = []
      const rig = await startRig({
        prepare: (sandbox) => {
          tables.push(setTable(sandbox, ['Ada', 'Bert'], 'One'), setTable(sandbox, ['Ada', 'Bert'], 'Two'))
        },
      })
      try {
        await rig.bot.ready
        const scripts = tables.map((_, i) =>
          conversation({ seed: 20 + i, speakers: ['Ada', 'Bert'], durationMs }),
        )
        const rehearsals = await Promise.all(
          tables.map((table, i) => rehearse(rig.sandbox, table, scripts[i] ?? [])),
        )
        for (const { spoken, posted } of rehearsals) {
          const result = reckon(spoken, posted)
          expect(result).toMatchObject({
            lost: [],
            doubled: [],
            misattributed: [],
            moved: [],
            extra: [],
            right: result.spoken,
          })
          expect(result.spoken).toBeGreaterThan(10)
        }
      } finally {
        await rig.close()
      }
    },
    durationMs + 120_000,
  )
})
