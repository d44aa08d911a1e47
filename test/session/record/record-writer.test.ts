import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from '@jest/globals'
import { StoreError } from '../../../src/base/errors.ts'
import { channelId, guildId, roomId, sessionId, speakerId } from '../../../src/base/ids.ts'
import { gapLine, turnLine, UNKEPT } from '../../../src/session/record/line.ts'
import { RecordWriter } from '../../../src/session/record/record-writer.ts'
import type { Journal } from '../../../src/session/store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import type { SessionRecord } from '../../../src/transcript/transcript.ts'
import type { FinalTurn } from '../../../src/transcript/turn.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { inEnglish } from '../../support/in-english.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { RecordingLog } from '../../support/recording-log.ts'

const id = sessionId('s')
const ada = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const record: SessionRecord = {
  id,
  guild: guildId('10'),
  room: roomId('11'),
  roomName: 'The Table',
  channel: channelId('12'),
  starter: { id: ada.id, name: 'Ada' },
  engine: 'scripted',
  startedAt: 0,
  runs: 1,
  state: { kind: 'open', livedAt: 0 },
}
const turn = (text: string, startMs = 0): FinalTurn => ({
  id: `1/1.1/${startMs}`,
  speaker: ada,
  startMs,
  endMs: startMs + 500,
  text,
  words: [{ text, startMs, endMs: startMs + 500, confidence: null }],
})

async function desk(faults: Partial<Journal> = {}) {
  const clock = new ManualClock()
  const log = new RecordingLog()
  const store = await openSqliteStore({ folder: ':memory:', clock, log })
  const writer = new RecordWriter({ session: id, journal: { ...store, ...faults }, log })
  return { clock, log, store, writer, open: () => writer.open(() => store.begin(record)) }
}

const full = async () => {
  throw new StoreError(verbatim('The disk is full: make room.'), 'full')
}

describe('the writer of a record', () => {
  test('writes nothing before the session is in the journal, and then all of it, in order', async () => {
    const { store, writer, open } = await desk()
    writer.presence({ speaker: ada, kind: 'joined', atMs: 5 })
    const lines = [
      writer.addLine(turnLine(turn('one', 100))),
      writer.addLine(gapLine({ speaker: ada, startMs: 200, endMs: 900, cause: 'x' })),
    ]
    expect(await store.unended()).toEqual([])
    await open()
    const [first = 0, second = 0] = await Promise.all(lines)
    expect(first).toBeGreaterThan(UNKEPT)
    expect(second).toBeGreaterThan(first)
    expect(await store.transcript(id)).toMatchObject({
      turns: [{ text: 'one' }],
      gaps: [{ startMs: 200 }],
      presence: [{ kind: 'joined', atMs: 5 }],
    })
  })

  test('keeps the newest words of an open turn, twice a second at most', async () => {
    const kept: string[] = []
    const { store, writer, open } = await desk({
      keepOpenTurn: async (_, { text }) => void kept.push(text),
    })
    await open()
    for (let now = 0; now < 1_200; now += 50) {
      writer.openTurn(turn(`at ${now}`))
      writer.tick(now)
    }
    await writer.addLine(turnLine(turn('at last')))
    expect(kept).toEqual(['at 0', 'at 500', 'at 1000'])
    writer.tick(5_000)
    await writer.addLine(turnLine(turn('another', 9_000)))
    expect(kept).toHaveLength(3)
    expect((await store.transcript(id))?.turns.map(({ text }) => text)).toEqual(['at last', 'another'])
  })

  test('leaves no words of a turn that came to nothing', async () => {
    const { store, writer, open } = await desk()
    await open()
    writer.openTurn(turn('never mind'))
    writer.tick(0)
    writer.withdrawn(turn('').id)
    await writer.end(1, 'done')
    expect((await store.leftovers(id)).openTurns).toEqual([])
  })

  test('says that the session lives and what is unfinished; looks that overtake a slow store are left out', async () => {
    const slow = Promise.withResolvers<void>()
    const looks: number[] = []
    const { writer, open } = await desk({
      lived: async (_, at) => {
        looks.push(at)
        await slow.promise
      },
    })
    await open()
    writer.lived(1_000, [])
    await new Promise((resolve) => setImmediate(resolve))
    writer.lived(2_000, [])
    slow.resolve()
    await writer.addLine(turnLine(turn('one')))
    writer.lived(3_000, [])
    await writer.addLine(turnLine(turn('two', 1_000)))
    expect(looks).toEqual([1_000, 3_000])
  })

  test('goes on when the store cannot: the line is shown all the same, and the trouble told, logged once', async () => {
    const { log, store, writer, open } = await desk({ addTurn: full })
    await open()
    expect(await writer.addLine(turnLine(turn('one')))).toBe(UNKEPT)
    expect(await writer.addLine(turnLine(turn('two', 1_000)))).toBe(UNKEPT)
    expect(inEnglish(writer.trouble)).toBe(
      'What is said now will be missing in the transcript. The disk is full: make room.',
    )
    expect(writer.unkept).toBe(2)
    expect(log.lines.filter(({ event }) => event === 'not kept')).toHaveLength(1)
    await writer.suspend(7)
    expect(await store.unended()).toMatchObject([{ state: { kind: 'suspended', at: 7 } }])
  })

  test('keeps no line waiting for minutes while another program has locked the store', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hansard-writer-'))
    const clock = new ManualClock()
    const log = new RecordingLog()
    const store = await openSqliteStore({ folder, clock, log })
    const other = new DatabaseSync(join(folder, 'hansard.sqlite'))
    try {
      const writer = new RecordWriter({ session: id, journal: store, log })
      await writer.open(() => store.begin(record))
      other.exec('BEGIN IMMEDIATE')
      const cameAt: number[] = []
      let said = 0
      // A minute of talk: open turns twice a second, a look every second, a line every two.
      for (let now = 0; now < 60_000; now += 50) {
        if (now % 500 === 0) writer.openTurn(turn(`at ${now}`, now))
        if (now % 1_000 === 0) writer.lived(now, [])
        if (now % 2_000 === 0) {
          said += 1
          void writer.addLine(turnLine(turn('line', now))).then(() => cameAt.push(clock.now() - now))
        }
        writer.tick(now)
        await clock.run(50, 50)
      }
      expect(cameAt.length).toBeGreaterThan(said - 4)
      expect(Math.max(...cameAt)).toBeLessThan(6_000)
      expect(writer.unkept).toBe(cameAt.length)
      expect(inEnglish(writer.trouble)).toMatch(/Another program has locked the database/)
    } finally {
      other.close()
      await clock.run(6_000, 50)
      await store.close()
      await rm(folder, { recursive: true })
    }
  })

  test('has the first trouble told once, also where it has passed by then', async () => {
    const troubled = [true, false, true]
    const { writer, store, open } = await desk({
      addTurn: async (...line) => (troubled.shift() ? full() : store.addTurn(...line)),
    })
    await open()
    expect(writer.takeNews()).toBeNull()
    await writer.addLine(turnLine(turn('one', 0)))
    await writer.addLine(turnLine(turn('two', 1_000)))
    expect(writer.trouble).toBeNull()
    expect(inEnglish(writer.takeNews())).toBe(
      'What is said now will be missing in the transcript. The disk is full: make room.',
    )
    await writer.addLine(turnLine(turn('three', 2_000)))
    expect([writer.trouble === null, writer.takeNews()]).toEqual([false, null])
  })

  test('takes the trouble back with the first line that is kept again', async () => {
    let broken = true
    const { store, writer, open } = await desk({
      addGap: async (session, gap) => (broken ? full() : store.addGap(session, gap)),
    })
    await open()
    const gap = gapLine({ speaker: null, startMs: 0, endMs: 1, cause: 'x' })
    await writer.addLine(gap)
    broken = false
    expect(await writer.addLine(gap)).not.toBe(UNKEPT)
    expect(writer.trouble).toBeNull()
  })
})
