import { describe, expect, test } from '@jest/globals'
import { StoreError } from '../../src/base/errors.ts'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import type { CaptionSink } from '../../src/session/ports.ts'
import { Sessions, type SessionsOptions } from '../../src/session/sessions.ts'
import type { Store } from '../../src/session/store.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { verbatim } from '../../src/wording/words.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../support/scripted-room.ts'
import { sessionParts } from '../support/session-parts.ts'

const guild = guildId('100')
const ref = { guild, room: roomId('1001') }
const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const bert: Speaker = { id: speakerId('2'), name: 'Bert', avatarUrl: null, bot: false }
const robot: Speaker = { id: speakerId('9'), name: 'Robot', avatarUrl: null, bot: true }
const BEGAN_AT = Date.UTC(2026, 10, 22, 21, 4, 0)

/** A process of the bot: its own clock and engine, on a store that outlives it. */
async function boot(store: Store, wallAt: number, given: Partial<SessionsOptions> = {}) {
  const clock = new ManualClock(wallAt)
  const gateway = new ScriptedGateway()
  gateway.present = [ada, bert]
  const engine = new ScriptedEngine()
  const sinks: PaperSink[] = []
  const parts = await sessionParts({
    gateway,
    engines: [engine],
    clock,
    store,
    openSink: async ({ outbox, shut }): Promise<CaptionSink> => {
      const sink = new PaperSink(shut)
      sink.recover = async () => {
        for (const line of await outbox.unposted()) {
          if (line.kind === 'turn') sink.final(line.turn, line.line)
          else sink.gap(line.gap, line.line)
        }
      }
      sinks.push(sink)
      return sink
    },
    ...given,
  })
  const sessions = new Sessions(parts)
  const start = () => sessions.start({ ref, roomName: 'The Table', channel: channelId('1002'), starter: ada })
  /** A person speaks for half a second; answers their stream. */
  const speak = async (speaker: Speaker) => {
    const inlet = gateway.rooms.at(-1)?.listener.meet(speaker)
    for (const packet of speech({ ssrc: Number(speaker.id), arrivedMs: clock.now(), lastsMs: 500 }))
      inlet?.(packet)
    await clock.run(100)
    const stream = engine.streams.at(-1)
    if (!stream) throw new Error('nothing was sent to the engine')
    return stream
  }
  const resume = async () => {
    const resumed = sessions.resume()
    await clock.run(1_000)
    await resumed
  }
  return { clock, gateway, engine, sinks, sessions, start, speak, resume }
}

const memory = () =>
  openSqliteStore({ folder: ':memory:', clock: new ManualClock(), log: createLog('silent') })

/** A session of 30 s in which Ada said "one" and Bert is in the middle of a turn, and then no process any more. */
async function crash() {
  const store = await memory()
  const { clock, start, speak } = await boot(store, BEGAN_AT)
  await start()
  const adas = await speak(ada)
  adas.say('one', 100)
  await clock.run(29_000, 50)
  const berts = await speak(bert)
  const words = ['two', 'three'].map((text, i) => ({
    text,
    startMs: 29_200 + i * 200,
    endMs: 29_400 + i * 200,
    confidence: null,
  }))
  const turn = { key: 1, text: 'two three', words, startMs: 29_200, endMs: 29_600 }
  berts.options.emit({ kind: 'open', turn })
  await clock.run(800, 50)
  return store
}
const AWAY_MS = 21_000
const backAt = BEGAN_AT + 30_000 + AWAY_MS

describe('a process that finds a session which another one left in a crash', () => {
  test('goes on in the same transcript: what was told, what was not heard, and that it was away', async () => {
    const store = await crash()
    const { clock, sinks, sessions, speak, resume } = await boot(store, backAt)
    await resume()
    expect(sinks[0]?.lines).toEqual([
      'Ada: one',
      'Bert: two three',
      expect.stringMatching(/^Bert: \[2\d{4} ms: I was not running\]$/),
      expect.stringMatching(/^Ada: \[2\d{4} ms: I was not running\]$/),
      expect.stringMatching(/^I was away for 2\d s, from 21:04:\d\d to 21:04:51 UTC, and go on now\.$/),
    ])
    const stream = await speak(ada)
    stream.say('four', 52_000)
    await clock.run(100)
    expect(sinks[0]?.lines.at(-1)).toBe('Ada: four')
    const summary = await sessions.stop(guild, verbatim('Stopped.'))
    expect(summary).toMatchObject({ turns: 3, words: 4, speakers: 2 })
    expect(summary.listenedMs).toBeLessThan(33_000)
    const transcript = await store.transcript(summary.session)
    expect(transcript).toMatchObject({
      session: { startedAt: BEGAN_AT, runs: 2, state: { kind: 'ended', reason: 'Stopped.' } },
      turns: [
        { text: 'one' },
        { text: 'two three', cut: true, endMs: 29_600 },
        { text: 'four', startMs: 52_000 },
      ],
    })
    const [berts] = transcript?.gaps.filter(({ speaker }) => speaker?.id === bert.id) ?? []
    expect(berts?.startMs).toBe(29_600)
    expect(berts?.endMs).toBeGreaterThanOrEqual(51_000)
    expect(new Set(transcript?.turns.map(({ id }) => id)).size).toBe(3)
  })

  test('notes who left in the meantime, and does not say again who is still there', async () => {
    const store = await crash()
    const { gateway, sessions, resume } = await boot(store, backAt)
    gateway.present = [ada, robot]
    await resume()
    const { session } = await sessions.stop(guild, verbatim('Stopped.'))
    const presence = (await store.transcript(session))?.presence.map(
      ({ speaker, kind }) => `${speaker.name} ${kind}`,
    )
    expect(presence).toEqual(['Ada joined', 'Bert joined', 'Bert left'])
  })

  test.each<
    [
      string,
      Parameters<typeof boot>[2] & object,
      (gateway: ScriptedGateway, engine: ScriptedEngine) => void,
      RegExp,
    ]
  >([
    ['it comes too late', { resumeMs: 15_000 }, () => {}, /That was too long ago\./],
    [
      'nobody is there',
      {},
      (gateway) => {
        gateway.present = [robot]
      },
      /Nobody is in the voice channel any more\./,
    ],
    [
      'Discord does not know the room',
      {},
      (gateway) => {
        gateway.present = null
      },
      /Nobody is in the voice channel/,
    ],
    [
      'the room cannot be joined',
      {},
      (gateway) => {
        gateway.refusal = 'I may not connect.'
      },
      /I may not connect\./,
    ],
    ['no engine works', {}, (_, engine) => engine.refuse('The key was refused.'), /The key was refused\./],
  ])('ends it when %s, and says so after what was left to post', async (_, given, prepare, reason) => {
    const store = await crash()
    const { gateway, engine, sinks, sessions, resume, clock } = await boot(store, backAt, given)
    prepare(gateway, engine)
    await resume()
    const lines = sinks.flatMap((sink) => sink.lines)
    expect(lines.slice(0, 2)).toEqual(['Ada: one', 'Bert: two three'])
    expect(lines.at(-1)).toMatch(/^I was away from 21:04:\d\d UTC on and do not go on with this transcript: /)
    expect(lines.at(-1)).toMatch(reason)
    expect(lines.filter((line) => line.startsWith('I was away'))).toHaveLength(1)
    expect(await store.unended()).toEqual([])
    expect([sessions.count, clock.pending, sinks.every(({ closed }) => closed)]).toEqual([0, 0, true])
  })

  test('refuses another start while it takes it up', async () => {
    const store = await crash()
    const { sessions, start, gateway, clock } = await boot(store, backAt)
    const ready = Promise.withResolvers<void>()
    gateway.ready = ready.promise
    const resumed = sessions.resume()
    await clock.run(100)
    await expect(start()).rejects.toThrow('A transcription is just being started in this server.')
    ready.resolve()
    await resumed
    expect(sessions.status(guild)).toMatchObject({ state: 'listening', startedAt: BEGAN_AT })
  })

  test('makes up for its own absence alone when it dies right after', async () => {
    const store = await crash()
    const dying = await boot(store, backAt)
    const resumed = dying.sessions.resume()
    await dying.clock.run(500)
    await resumed
    const { sinks, resume } = await boot(store, backAt + 10_000)
    await resume()
    // Bert's unfinished turn was made up for before.
    const gaps = sinks[0]?.lines.filter((line) => line.startsWith('Bert: ['))
    expect(gaps?.at(-1)).toMatch(/^Bert: \[10\d{3} ms: I was not running\]$/)
  })

  test('makes up for the time once when it dies while it takes it up', async () => {
    const store = await crash()
    const dying = await boot(store, backAt)
    dying.gateway.ready = new Promise(() => {})
    void dying.sessions.resume()
    await dying.clock.run(100)
    const { sinks, resume } = await boot(store, backAt + 10_000)
    await resume()
    expect(sinks[0]?.lines.filter((line) => line.startsWith('Bert: [3'))).toHaveLength(1)
    expect(sinks[0]?.lines.filter((line) => line === 'Bert: two three')).toHaveLength(1)
  })
})

test('leaves the room again when what was left cannot be read or kept, and says so in the log', async () => {
  const store = await crash()
  const full = async () => {
    throw new StoreError(verbatim('The disk is full: make room.'), 'full')
  }
  const { gateway, sessions, sinks, resume, clock } = await boot({ ...store, addGap: full }, backAt)
  await resume()
  expect(gateway.rooms.map(({ gone }) => gone)).toEqual([true])
  expect([sessions.count, clock.pending, sinks.every(({ closed }) => closed)]).toEqual([0, 0, true])
})

describe('a process that finds a session which another one left in order', () => {
  async function suspended() {
    const store = await memory()
    const { clock, sessions, start, speak } = await boot(store, BEGAN_AT)
    await start()
    const stream = await speak(ada)
    stream.say('one', 100)
    await clock.run(9_900, 50)
    await sessions.drain(verbatim('I am shutting down.'))
    return store
  }

  test('goes on, with a gap for the time away from its end on', async () => {
    const store = await suspended()
    const { sinks, sessions, gateway, resume } = await boot(store, BEGAN_AT + 25_000)
    gateway.present = [ada]
    await resume()
    expect(sinks[0]?.lines).toEqual([
      'Ada: one',
      expect.stringMatching(/^Ada: \[15\d{3} ms: I was being restarted\]$/),
      expect.stringMatching(/^I was away for 15 s, from 21:04:10 to 21:04:25 UTC, and go on now\.$/),
    ])
    expect(await sessions.stop(guild, verbatim('Stopped.'))).toMatchObject({ turns: 1, speakers: 1 })
  })

  test('ends it once it is too late, and then never again', async () => {
    const store = await suspended()
    const late = await boot(store, BEGAN_AT + 700_000)
    await late.resume()
    expect(late.sinks[0]?.lines.at(-1)).toMatch(/too long ago/)
    const later = await boot(store, BEGAN_AT + 800_000)
    await later.resume()
    expect([later.sinks.length, await store.unended()]).toEqual([0, []])
  })

  test('ends it when another one has begun since', async () => {
    const store = await suspended()
    const { start, sinks, sessions, resume } = await boot(store, BEGAN_AT + 20_000)
    await start()
    await resume()
    expect(
      sinks.flatMap(({ lines }) => lines).some((line) => line.includes('Another one has begun since.')),
    ).toBe(true)
    expect(sessions.count).toBe(1)
  })
})

test('posts what a process did not come to post of a session that was stopped', async () => {
  const store = await memory()
  const { clock, sinks, sessions, start, speak } = await boot(store, BEGAN_AT)
  await start()
  const stream = await speak(ada)
  stream.say('one', 100)
  await clock.run(1_000, 50)
  const [sink] = sinks
  // Discord takes nothing any more, and then the process dies.
  if (sink) sink.flush = () => new Promise(() => {})
  void sessions.stop(guild, verbatim('Stopped.'))
  await clock.run(1_000, 50)
  const next = await boot(store, BEGAN_AT + 60_000)
  await next.resume()
  expect(next.sinks.map(({ lines }) => lines)).toEqual([['Ada: one']])
  expect([next.gateway.rooms.length, next.sinks[0]?.closed]).toEqual([0, true])
})
