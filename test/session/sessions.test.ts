import { describe, expect, test } from '@jest/globals'
import { EngineError, StoreError, UserError } from '../../src/base/errors.ts'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { noticeText } from '../../src/discord/consent/notice-text.ts'
import type { CaptionSink } from '../../src/session/ports.ts'
import { Sessions } from '../../src/session/sessions.ts'
import { Spend } from '../../src/session/spend/spend.ts'
import { EngineRoster } from '../../src/speech/roster.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { verbatim } from '../../src/wording/words.ts'
import { inEnglish } from '../support/in-english.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { finalEvent, ScriptedEngine } from '../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../support/scripted-room.ts'
import { type PartsOptions, sessionParts } from '../support/session-parts.ts'
import { until } from '../support/until.ts'

const guild = guildId('100')
const other = guildId('200')
const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const bert: Speaker = { id: speakerId('2'), name: 'Bert', avatarUrl: null, bot: false }

async function setup(given: Partial<PartsOptions> = {}, engine = new ScriptedEngine()) {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  const sinks: PaperSink[] = []
  const parts = await sessionParts({
    gateway,
    engines: [engine],
    clock,
    openSink: async ({ shut }) => {
      const sink = new PaperSink(shut)
      sinks.push(sink)
      return sink
    },
    postNotice: async ({ notice, channel, words }) => {
      if (notice.occasion.kind === 'start') sinks.at(-1)?.lines.push(noticeText(notice, null, words))
      return [{ channel, message: '1' }]
    },
    ...given,
  })
  const sessions = new Sessions(parts)
  const start = (where = guild) =>
    sessions.start({
      ref: { guild: where, room: roomId(`${where}1`) },
      roomName: 'The Table',
      channel: channelId(`${where}2`),
      starter: ada,
    })
  /** A person speaks for half a second; their stream is the newest one then. */
  const speak = (speaker: Speaker, room = 0) => {
    const inlet = gateway.rooms[room]?.listener.meet(speaker)
    for (const packet of speech({ ssrc: Number(speaker.id), arrivedMs: clock.now(), lastsMs: 500 }))
      inlet?.(packet)
    clock.advance(100)
    const stream = engine.streams.at(-1)
    if (!stream) throw new Error('nothing was sent to the engine')
    return stream
  }
  return { clock, gateway, engine, sinks, sessions, store: parts.store, start, speak }
}

const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'not refused',
    (error: unknown) => (error instanceof UserError ? error.message : `not a UserError: ${error}`),
  )

describe('a session', () => {
  test('says who started it and what happens to speech', async () => {
    const { sinks, start } = await setup()
    await start()
    expect(sinks[0]?.lines).toEqual([
      expect.stringMatching(/^Ada started transcription of The Table.*a script/),
    ])
  })

  test('tells, in its record too, when nobody was heard, for however short a time', async () => {
    const { clock, gateway, sinks, sessions, store, start } = await setup()
    await start()
    clock.advance(30_000)
    const room = gateway.rooms[0]?.listener
    const now = clock.now()
    room?.unheard(null, now - 21_000, now - 20_800, 'disconnected')
    room?.unheard(null, now - 9_000, now - 4_000, 'not-arrived')
    clock.advance(2_000)
    const { session } = await sessions.stop(guild, verbatim('Stopped.'))
    expect(sinks[0]?.lines.slice(1, -1)).toEqual([
      'all: [200 ms: the connection to Discord’s voice server was gone]',
      'all: [5000 ms: the sound did not come over the network]',
    ])
    expect((await store.transcript(session))?.gaps).toEqual([
      { speaker: null, startMs: 9_000, endMs: 9_200, cause: 'disconnected' },
      { speaker: null, startMs: 21_000, endMs: 26_000, cause: 'not-arrived' },
    ])
  })

  test('tells turns under the name of whoever spoke, in order of their beginning', async () => {
    const { clock, sinks, start, speak } = await setup()
    await start()
    const adas = speak(ada)
    clock.advance(1_000)
    const berts = speak(bert)
    adas.options.emit({ kind: 'open', turn: { key: 1, text: 'good', words: [], startMs: 0, endMs: 200 } })
    berts.say('indeed', 1_100)
    clock.advance(500)
    adas.say('good morning', 0, 1)
    await clock.run(100)
    expect(sinks[0]?.lines.slice(1)).toEqual(['Ada: good morning', 'Bert: indeed'])
  })

  test('holds a turn back for somebody who began to speak before it and has no words yet', async () => {
    const { clock, sinks, start, speak } = await setup()
    await start()
    const adas = speak(ada)
    const berts = speak(bert)
    berts.say('indeed', 300)
    clock.advance(500)
    expect(sinks[0]?.lines.slice(1)).toEqual([])
    adas.say('good morning', 0)
    await clock.run(100)
    expect(sinks[0]?.lines.slice(1)).toEqual(['Ada: good morning', 'Bert: indeed'])
  })

  test('ends with the last words, the room left, and a summary', async () => {
    const { clock, gateway, engine, sinks, sessions, start, speak } = await setup()
    await start()
    clock.advance(65_000)
    speak(ada).lastWords = [finalEvent('that is all', 65_000)]
    const summary = await sessions.stop(guild, verbatim('Bert stopped transcription.'))
    expect(summary).toMatchObject({
      listenedMs: 65_100,
      turns: 1,
      speakers: 1,
      words: 3,
      billedMs: 1_000,
      spokenMs: 500,
    })
    expect(sinks[0]?.lines.slice(1)).toEqual([
      'Ada: that is all',
      'Bert stopped transcription. I listened for 1 min 5 s: 1 turn by 1 speaker. Billed 1 s for 1 s of speech.',
    ])
    expect([gateway.rooms[0]?.gone, sinks[0]?.closed, engine.streams[0]?.state]).toEqual([
      true,
      true,
      'finished',
    ])
    expect([sessions.count, clock.pending]).toEqual([0, 0])
  })

  test('hears nobody any more once it was stopped', async () => {
    const { gateway, engine, sessions, start, speak } = await setup()
    await start()
    const stream = speak(ada)
    const listener = gateway.rooms[0]?.listener
    const inlet = listener?.meet(ada)
    await sessions.stop(guild, verbatim('Stopped.'))
    const heard = stream.chunks.length
    for (const packet of speech({ ssrc: 1, arrivedMs: 5_000, lastsMs: 500 })) inlet?.(packet)
    expect([engine.streams.length, stream.chunks.length]).toEqual([1, heard])
    expect(listener?.meet(bert)).toBeNull()
  })

  test('does not hear bots', async () => {
    const { gateway, start } = await setup()
    await start()
    expect(gateway.rooms[0]?.listener.meet({ ...bert, bot: true })).toBeNull()
  })

  test('finishes the turn of someone who leaves, and hears them again when they return', async () => {
    const { gateway, engine, sinks, sessions, start, speak } = await setup()
    await start()
    speak(ada).lastWords = [finalEvent('back soon', 0)]
    gateway.rooms[0]?.listener.left(ada.id)
    speak(ada).lastWords = [finalEvent('here again', 600)]
    expect(engine.streams.map(({ state }) => state)).toEqual(['finished', 'open'])
    await sessions.stop(guild, verbatim('Stopped.'))
    expect(sinks[0]?.lines.slice(1, 3)).toEqual(['Ada: back soon', 'Ada: here again'])
  })

  test('shows what could not be recognised as a gap, and goes on with a new stream later', async () => {
    const { clock, engine, sinks, sessions, start, speak } = await setup()
    await start()
    speak(ada).options.emit({ kind: 'ended', error: new EngineError(verbatim('Gone.'), { retryable: true }) })
    speak(ada)
    expect(engine.streams).toHaveLength(1)
    clock.advance(20_000)
    speak(ada)
    expect(engine.streams).toHaveLength(2)
    await sessions.stop(guild, verbatim('Stopped.'))
    expect(sinks[0]?.lines[1]).toMatch(/^Ada: \[\d{3,4} ms: speech recognition could not be reached\]$/)
  })

  test('ends with the reason when the engine refuses for good', async () => {
    const { clock, gateway, sinks, sessions, start, speak } = await setup()
    await start()
    speak(ada).options.emit({
      kind: 'ended',
      error: new EngineError(verbatim('The account has no credit left.'), { retryable: false }),
    })
    await clock.run(100)
    expect(sinks[0]?.lines.at(-1)).toMatch(/^Transcription ended: The account has no credit left\./)
    expect([gateway.rooms[0]?.gone, sessions.count]).toEqual([true, 0])
  })

  test('hands out its transcript when it ends by itself, and not when somebody stops it', async () => {
    const handed: (readonly [string, readonly string[]])[] = []
    const { gateway, sessions, start, speak, clock } = await setup({
      shareFiles: async (channel, { files }) => {
        handed.push([channel, (await files(1_000_000)).map(({ name }) => name.replace(/^.*\./, ''))])
      },
    })
    await start()
    speak(ada).say('kept', 0)
    clock.advance(2_000)
    await sessions.stop(guild, verbatim('Stopped.'))
    await start()
    speak(ada, 1).say('kept', 2_000)
    clock.advance(2_000)
    gateway.rooms[1]?.listener.lost(verbatim('I was kicked.'))
    await clock.run(1_000)
    await until('the files', () => handed.length > 0)
    expect(handed).toEqual([['1002', ['txt', 'md', 'srt', 'vtt', 'json', 'csv']]])
    await start()
    gateway.rooms[2]?.listener.lost(verbatim('I was kicked.'))
    await until('the end', () => sessions.count === 0)
    expect(handed).toHaveLength(1)
  })

  test('ends with the reason when the room is lost', async () => {
    const { clock, gateway, sinks, sessions, start } = await setup()
    await start()
    gateway.rooms[0]?.listener.lost(verbatim('I was disconnected from the voice channel.'))
    await clock.run(100)
    expect(sinks[0]?.lines.at(-1)).toMatch(/^Transcription ended: I was disconnected/)
    expect([sinks[0]?.closed, sessions.count]).toEqual([true, 0])
  })
})

describe('a session whose text channel', () => {
  test('is closed to the bot for 5 minutes ends: nobody could read it', async () => {
    const told: string[] = []
    const closed = { kind: 'closed', reason: verbatim('The text channel is closed.') } as const
    const { clock, gateway, engine, sinks, sessions, start, speak } = await setup({
      tellPerson: (person, text) => told.push(`${person}: ${text}`),
      openSink: async ({ channel, shut }) => {
        if (channel === `${guild}2` && sinks.length > 0) throw new UserError(verbatim('No.'))
        const sink = new PaperSink(shut)
        sinks.push(sink)
        return sink
      },
    })
    await start()
    speak(ada)
    sinks[0]?.shut(closed)
    await clock.run(299_000, 1_000)
    expect([sessions.count, told]).toEqual([1, [expect.stringMatching(/^1: I cannot write in <#1002>/)]])
    await clock.run(3_000)
    expect(sinks[1]?.lines).toEqual([
      expect.stringMatching(/^Transcription ended: The text channel is closed\. I listened/),
    ])
    expect(sinks.map((sink) => sink.closed)).toEqual([true, true])
    expect([gateway.rooms[0]?.gone, engine.streams[0]?.state, sessions.count]).toEqual([true, 'finished', 0])
    expect(clock.pending).toBe(0)
  })

  test('takes no more messages still ends in time', async () => {
    const { clock, sinks, sessions, start } = await setup()
    await start()
    const [sink] = sinks
    if (sink) sink.flush = () => new Promise(() => {})
    const stopped = sessions.stop(guild, verbatim('Stopped.'))
    await clock.run(11_000)
    expect(await stopped).toMatchObject({ turns: 0 })
    expect([sink?.closed, clock.pending]).toEqual([true, 0])
  })
})

describe('a session and what it is made of', () => {
  test('tells engines the names of those who are heard, as soon as that has settled, and forgets who left', async () => {
    const { clock, gateway, start, speak } = await setup({
      host: { keyTerms: ['Tiamat'] },
      tuning: { names: 'auto' },
    })
    await start()
    const stream = speak(ada)
    expect(stream.options.tuning.keyTerms).toEqual(['Tiamat'])
    const berts = speak(bert)
    await clock.run(3_000, 50)
    expect(stream.tunings.at(-1)?.keyTerms).toEqual(['Tiamat', 'Ada', 'Bert'])
    gateway.rooms[0]?.listener.left(ada.id)
    await clock.run(3_000, 50)
    expect(berts.tunings.at(-1)?.keyTerms).toEqual(['Tiamat', 'Bert'])
  })

  test('says in the channel when sound goes to another engine', async () => {
    const clock = new ManualClock()
    const [first, second] = [new ScriptedEngine({ name: 'first' }), new ScriptedEngine({ name: 'second' })]
    const roster = new EngineRoster({
      engines: [first, second],
      clock,
      log: createLog('silent'),
      downAfterMs: 15_000,
      toCloud: false,
    })
    const { sinks, start, gateway } = await setup({ roster })
    await start()
    const inlet = gateway.rooms[0]?.listener.meet(ada)
    expect(inlet).not.toBeNull()
    first.refuse('The key was refused.')
    const chain = roster.chain()
    await chain.choose()
    expect(sinks[0]?.lines.at(-1)).toMatch(
      /^The key was refused\. For now, what is said is turned into text by/,
    )
    roster.close()
  })

  test('warns at 80 % of a cap, ends at 100 %, and refuses another start', async () => {
    const clock = new ManualClock()
    const log = createLog('silent')
    const store = await openSqliteStore({ folder: ':memory:', clock, log })
    const paid = new ScriptedEngine({ billing: { by: 'socket', pricePerHour: 0.1 } })
    const caps = { guildDay: 0.01, guildMonth: null, totalDay: null, totalMonth: null }
    const spend = new Spend({ store, clock, log, caps, currency: 'USD', orphanMs: 120_000 })
    const { sinks, sessions, start, speak, clock: time } = await setup({ store, spend }, paid)
    await start()
    const stream = speak(ada)
    const bill = async (billedMs: number) => {
      stream.usage = () => ({ billedMs, connections: 1, billing: true })
      await time.run(1_000, 50)
    }
    await bill(300_000)
    expect(sinks[0]?.lines.at(-1)).toMatch(/^83 % of what this server may spend/)
    await bill(370_000)
    await time.run(100)
    expect(sinks[0]?.lines.at(-1)).toMatch(/^Transcription ended: .*0\.01 USD/)
    expect([sessions.count, (await store.unended()).length]).toEqual([0, 0])
    const { checks } = paid
    expect(await refusal(start())).toMatch(/0\.01 USD/)
    // To find out whether it works would cost money too.
    expect(paid.checks).toBe(checks)
  })

  test('posts in a thread of its own where that is wanted, and in the channel where it cannot be', async () => {
    const threads: string[] = []
    let closed = false
    const { sinks, sessions, store, start } = await setup({
      openThread: async (channel, name) => {
        if (closed) throw new UserError(verbatim('To open threads I need Create Public Threads.'))
        threads.push(`${channel} ${name}`)
        return channelId('77')
      },
    })
    expect(await start()).toMatchObject({ channel: '77' })
    expect(threads).toEqual([expect.stringMatching(/^1002 The Table, 2026-01-01 00:00 UTC$/)])
    // The notice stands where the thread was opened.
    expect(sinks.map((sink) => [sink.closed, sink.lines.length])).toEqual([
      [true, 1],
      [false, 0],
    ])
    const { session } = await sessions.stop(guild, verbatim('Stopped.'))
    expect(await store.session(session)).toMatchObject({ channel: '77', starter: { name: 'Ada' } })
    closed = true
    expect(await start()).toMatchObject({ channel: '1002' })
  })

  test('opens no thread where people cannot be told, or the room cannot be joined', async () => {
    let threads = 0
    const { gateway, start, sinks } = await setup({
      openThread: async () => {
        threads += 1
        return channelId('77')
      },
      postNotice: async () => {
        throw new UserError(verbatim('Not everybody can read it.'))
      },
    })
    await expect(start()).rejects.toThrow('Not everybody can read it.')
    gateway.refusal = 'I may not connect.'
    await expect(start()).rejects.toThrow('I may not connect.')
    expect([threads, sinks.every(({ closed }) => closed)]).toEqual([0, true])
  })

  test('keeps who came, who left and every turn, before it is shown', async () => {
    const shown: number[] = []
    const { clock, gateway, sessions, store, start, speak, sinks } = await setup()
    await start()
    const listener = gateway.rooms[0]?.listener
    listener?.joined(ada)
    listener?.joined(ada)
    listener?.joined(bert)
    const [sink] = sinks
    if (sink)
      sink.final = (...[, line]: Parameters<CaptionSink['final']>) => {
        shown.push(line)
      }
    speak(ada).say('one two', 0)
    await clock.run(1_000, 50)
    listener?.left(bert.id)
    const { session } = await sessions.stop(guild, verbatim('Bert stopped transcription.'))
    const transcript = await store.transcript(session)
    expect(transcript?.presence.map(({ speaker, kind }) => `${speaker.name} ${kind}`)).toEqual([
      'Ada joined',
      'Bert joined',
      'Bert left',
    ])
    expect(transcript?.turns).toMatchObject([{ text: 'one two', speaker: { name: 'Ada' } }])
    expect(shown).toEqual([expect.any(Number)])
    expect(transcript?.session.state).toMatchObject({ kind: 'ended', reason: 'Bert stopped transcription.' })
  })

  test('shows turns, and says that they are not kept, while the store cannot keep them', async () => {
    const clock = new ManualClock()
    const store = await openSqliteStore({ folder: ':memory:', clock, log: createLog('silent') })
    const full = async () => {
      throw new StoreError(verbatim('The disk is full: make room.'), 'full')
    }
    const {
      clock: time,
      sinks,
      sessions,
      start,
      speak,
    } = await setup({
      store: { ...store, begin: full, addTurn: full },
    })
    await start()
    speak(ada).say('one', 0)
    await time.run(1_000, 50)
    expect(sinks[0]?.lines.slice(-2)).toEqual([
      'Ada: one',
      'What is said now will be missing in the transcript. The disk is full: make room.',
    ])
    const status = sessions.status(guild)
    const warnings = status === null || status === 'starting' ? [] : status.warnings?.map(inEnglish)
    expect(warnings).toEqual([
      expect.stringMatching(/missing in the transcript\. The disk is full: make room\./),
    ])
  })
})

describe('starting and stopping', () => {
  test('keeps guilds apart', async () => {
    const { clock, sinks, sessions, start, speak } = await setup()
    await start(guild)
    await start(other)
    speak(ada, 0).say('one', 0)
    speak(bert, 1).say('two', 100)
    clock.advance(2_000)
    await sessions.stop(guild, verbatim('Stopped.'))
    expect(sinks[0]?.lines.slice(1, 2)).toEqual(['Ada: one'])
    expect(sinks[1]?.lines.slice(1)).toEqual(['Bert: two'])
    expect(sessions.count).toBe(1)
  })

  test('refuses a second start in the same guild, and says where it is', async () => {
    const { gateway, start } = await setup()
    await start()
    expect(await refusal(start())).toMatch(/already transcribing <#1001> into <#1002>/)
    expect(gateway.rooms).toHaveLength(1)
  })

  test('refuses a second start while the first still joins', async () => {
    const { gateway, start } = await setup()
    const ready = Promise.withResolvers<void>()
    gateway.ready = ready.promise
    const first = start()
    expect(await refusal(start())).toMatch(/just being started/)
    ready.resolve()
    await first
  })

  test('stops a session that is still being started, once it is', async () => {
    const { gateway, sessions, start } = await setup()
    const ready = Promise.withResolvers<void>()
    gateway.ready = ready.promise
    const first = start()
    const stop = sessions.stop(guild, verbatim('Stopped.'))
    ready.resolve()
    await first
    expect(await stop).toMatchObject({ turns: 0 })
    expect(gateway.rooms[0]?.gone).toBe(true)
  })

  test('refuses a stop where nothing runs', async () => {
    expect(await refusal((await setup()).sessions.stop(guild, verbatim('Stopped.')))).toMatch(
      /Nothing is being transcribed/,
    )
  })

  test('joins nothing when no engine works, and says why', async () => {
    const { clock, gateway, engine, sinks, sessions, start } = await setup()
    engine.refuse('AssemblyAI refused the key.')
    expect(await refusal(start())).toBe('I cannot transcribe now. AssemblyAI refused the key.')
    expect([gateway.rooms.length, sinks[0]?.closed, sessions.count, clock.pending]).toEqual([0, true, 0, 0])
  })

  test('leaves nothing behind when the room cannot be joined', async () => {
    const { clock, gateway, sinks, sessions, start } = await setup()
    gateway.refusal = 'I may not connect to The Table.'
    expect(await refusal(start())).toBe('I may not connect to The Table.')
    expect([sinks[0]?.closed, sessions.count, clock.pending]).toEqual([true, 0, 0])
    gateway.refusal = null
    await start()
  })

  test('drains: leaves everything to the next process, and refuses what comes then', async () => {
    const { gateway, sinks, sessions, store, start } = await setup({ resumeMs: 600_000 })
    await start(guild)
    await start(other)
    await sessions.drain(verbatim('I am shutting down.'))
    expect(gateway.rooms.map(({ gone }) => gone)).toEqual([true, true])
    expect(sinks.map(({ lines }) => lines.at(-1))).toEqual([
      'I am being restarted; I go on in this transcript when I am back.',
      'I am being restarted; I go on in this transcript when I am back.',
    ])
    expect(await store.unended()).toMatchObject([
      { state: { kind: 'suspended' } },
      { state: { kind: 'suspended' } },
    ])
    expect(await refusal(start())).toBe('I am shutting down.')
  })

  test('drains: ends everything where nothing is to be resumed', async () => {
    const { sinks, sessions, store, start } = await setup({ resumeMs: 0 })
    await start()
    await sessions.drain(verbatim('I am shutting down.'))
    expect(sinks[0]?.lines.at(-1)).toMatch(/^I am being shut down\. I listened for/)
    expect(await store.unended()).toEqual([])
  })
})
