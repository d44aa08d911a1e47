import { describe, expect, test } from '@jest/globals'
import { type SpeakerId, sessionId, speakerId } from '../../../src/base/ids.ts'
import { createLog } from '../../../src/base/log.ts'
import { gapLine, type Line, turnLine } from '../../../src/session/record/line.ts'
import { Lines } from '../../../src/session/record/lines.ts'
import { RecordWriter } from '../../../src/session/record/record-writer.ts'
import type { LineId } from '../../../src/session/store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const ada = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const turn = (text: string, startMs: number): Line =>
  turnLine({ id: text, speaker: ada, startMs, endMs: startMs + 500, text, words: [] })
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Lines whose way into the journal is as long as the test wants. */
async function way() {
  const store = await openSqliteStore({
    folder: ':memory:',
    clock: new ManualClock(),
    log: createLog('silent'),
  })
  const kept = new Map<string, () => void>()
  let ids = 0
  const keep = (name: string) =>
    new Promise<LineId>((resolve) => {
      kept.set(name, () => {
        ids += 1
        resolve(ids)
      })
    })
  const writer = new RecordWriter({
    session: sessionId('s'),
    journal: { ...store, addTurn: (_, { text }) => keep(text), addGap: () => keep('gap') },
    log: createLog('silent'),
  })
  await writer.open(async () => {})
  const told: string[] = []
  const now: { ms: number; unfinishedSinceMs: number | null } = { ms: 0, unfinishedSinceMs: null }
  const lines = new Lines({
    record: writer,
    nowMs: () => now.ms,
    unfinishedSinceMs: () => now.unfinishedSinceMs,
    tell: (line, id) => {
      told.push(`${line.kind === 'turn' ? line.turn.text : 'gap'} ${id}`)
    },
  })
  return {
    told,
    drop: (id: SpeakerId) => lines.drop(id),
    end: () => lines.end(),
    get counts() {
      return lines.counts
    },
    add(line: Line, ms: number) {
      now.ms = ms
      lines.add(line)
    },
    release(ms: number, unfinishedSinceMs: number | null) {
      Object.assign(now, { ms, unfinishedSinceMs })
      lines.release()
    },
    unfinishedSince(ms: number | null) {
      now.unfinishedSinceMs = ms
    },
    /** The journal has it, and whoever waits for that was told. */
    async kept(name: string) {
      await settled()
      kept.get(name)?.()
      await settled()
    },
  }
}

describe('a line', () => {
  test('is told when the journal has it, and not before', async () => {
    const lines = await way()
    lines.add(turn('one', 0), 600)
    lines.release(700, null)
    await settled()
    expect(lines.told).toEqual([])
    await lines.kept('one')
    expect(lines.told).toEqual(['one 1'])
  })

  test('waits for no beat where it need not wait for anybody, and takes along whoever waited for it', async () => {
    const lines = await way()
    lines.add(turn('second', 1_000), 2_000)
    lines.release(2_000, 500)
    await lines.kept('second')
    expect(lines.told).toEqual([])
    lines.add(turn('first', 500), 2_500)
    lines.unfinishedSince(null)
    await lines.kept('first')
    expect(lines.told).toEqual(['first 2', 'second 1'])
  })

  test('is told in the order of speech, also where the journal had a later one first', async () => {
    const lines = await way()
    lines.add(turn('second', 1_000), 2_000)
    lines.release(2_000, 500)
    lines.add(turn('first', 500), 2_500)
    lines.release(2_500, null)
    await lines.kept('second')
    expect(lines.told).toEqual([])
    await lines.kept('first')
    expect(lines.told).toEqual(['first 2', 'second 1'])
  })

  test('goes into the journal at once, however long it is held for somebody’s earlier speech', async () => {
    const lines = await way()
    lines.unfinishedSince(0)
    lines.add(turn('one', 1_000), 2_000)
    await lines.kept('one')
    lines.release(3_499, 0)
    expect(lines.told).toEqual([])
    lines.release(3_500, 0)
    expect(lines.told).toEqual(['one 1'])
  })

  test('that is a gap stands in its order too', async () => {
    const lines = await way()
    lines.add(gapLine({ speaker: ada, startMs: 1_000, endMs: 9_000, cause: 'x' }), 2_000)
    lines.add(turn('one', 500), 2_100)
    lines.release(2_100, null)
    await lines.kept('gap')
    await lines.kept('one')
    expect(lines.told).toEqual(['one 2', 'gap 1'])
  })

  test('is counted with how long it was held, and as late where a later one was told before it', async () => {
    const lines = await way()
    lines.add(turn('second', 1_000), 2_000)
    lines.release(3_500, 500)
    lines.add(turn('first', 500), 3_600)
    lines.release(3_600, null)
    lines.add(turn('third', 3_000), 3_700)
    lines.release(3_700, null)
    expect(lines.counts).toMatchObject({ late: 1, hold: { count: 3, sum: 1.5 } })
    // Those that the end of the session releases waited for nothing.
    lines.add(turn('fourth', 4_000), 4_100)
    void lines.end()
    expect(lines.counts.hold.count).toBe(3)
  })

  test('that is still held when the session ends is told then', async () => {
    const lines = await way()
    lines.add(turn('one', 1_000), 2_000)
    lines.release(2_000, 0)
    const ending = lines.end()
    await lines.kept('one')
    await ending
    expect(lines.told).toEqual(['one 1'])
  })
})

describe('lines of somebody whose words are dropped', () => {
  test('are not told, wherever they wait, and those of others are', async () => {
    const lines = await way()
    const bert = { ...ada, id: speakerId('2'), name: 'Bert' }
    const berts = (text: string, startMs: number): Line =>
      turnLine({ id: text, speaker: bert, startMs, endMs: startMs + 500, text, words: [] })
    lines.add(turn('on its way', 0), 600)
    lines.add(berts('other', 100), 600)
    lines.release(700, null)
    lines.add(turn('in the order', 800), 900)
    lines.add(gapLine({ speaker: ada, startMs: 850, endMs: 2_000, cause: 'noise' }), 900)
    lines.release(950, 0)
    expect(lines.drop(ada.id).map((line) => line.kind === 'turn' && line.turn.text)).toEqual([
      'on its way',
      'in the order',
    ])
    for (const name of ['on its way', 'other', 'in the order', 'gap']) {
      await lines.kept(name)
    }
    await lines.end()
    expect(lines.told.map((line) => line.replace(/ \d+$/, ''))).toEqual(['other', 'gap'])
  })
})
