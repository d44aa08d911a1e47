import { describe, expect, test } from '@jest/globals'
import { EngineError, UserError } from '../../src/base/errors.ts'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { Sessions } from '../../src/session/sessions.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { finalEvent, ScriptedEngine } from '../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../support/scripted-room.ts'

const guild = guildId('100')
const other = guildId('200')
const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const bert: Speaker = { id: speakerId('2'), name: 'Bert', avatarUrl: null, bot: false }

function setup() {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  const engine = new ScriptedEngine()
  const sinks: PaperSink[] = []
  const sessions = new Sessions({
    gateway,
    engines: [engine],
    clock,
    log: createLog('silent'),
    keyTerms: ['Tiamat'],
    longTurnMs: 20_000,
    drainMs: 10_000,
    openSink: async (_, shut) => {
      const sink = new PaperSink(shut)
      sinks.push(sink)
      return sink
    },
  })
  const start = (where = guild) =>
    sessions.start({
      ref: { guild: where, room: roomId(`${where}1`) },
      roomName: 'The Table',
      channel: channelId(`${where}2`),
      starterName: 'Ada',
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
  return { clock, gateway, engine, sinks, sessions, start, speak }
}

const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'not refused',
    (error: unknown) => (error instanceof UserError ? error.message : `not a UserError: ${error}`),
  )

describe('a session', () => {
  test('says who started it and what happens to speech', async () => {
    const { sinks, start } = setup()
    await start()
    expect(sinks[0]?.lines).toEqual([
      expect.stringMatching(/^Ada started transcription of The Table.*a script/),
    ])
  })

  test('tells turns under the name of whoever spoke, in order of their beginning', async () => {
    const { clock, sinks, start, speak } = setup()
    await start()
    const adas = speak(ada)
    clock.advance(1_000)
    const berts = speak(bert)
    adas.options.emit({ kind: 'open', turn: { key: 1, text: 'good', words: [], startMs: 0, endMs: 200 } })
    berts.say('indeed', 1_100)
    clock.advance(500)
    adas.say('good morning', 0, 1)
    clock.advance(100)
    expect(sinks[0]?.lines.slice(1)).toEqual(['Ada: good morning', 'Bert: indeed'])
  })

  test('holds a turn back for somebody who began to speak before it and has no words yet', async () => {
    const { clock, sinks, start, speak } = setup()
    await start()
    const adas = speak(ada)
    const berts = speak(bert)
    berts.say('indeed', 300)
    clock.advance(500)
    expect(sinks[0]?.lines.slice(1)).toEqual([])
    adas.say('good morning', 0)
    clock.advance(100)
    expect(sinks[0]?.lines.slice(1)).toEqual(['Ada: good morning', 'Bert: indeed'])
  })

  test('ends with the last words, the room left, and a summary', async () => {
    const { clock, gateway, engine, sinks, sessions, start, speak } = setup()
    await start()
    clock.advance(65_000)
    speak(ada).lastWords = [finalEvent('that is all', 65_000)]
    const summary = await sessions.stop(guild, 'Bert stopped transcription.')
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
      'Bert stopped transcription. I listened for 1 min 5 s: 1 turn by 1 speaker.',
    ])
    expect([gateway.rooms[0]?.gone, sinks[0]?.closed, engine.streams[0]?.state]).toEqual([
      true,
      true,
      'finished',
    ])
    expect([sessions.count, clock.pending]).toEqual([0, 0])
  })

  test('hears nobody any more once it was stopped', async () => {
    const { gateway, engine, sessions, start, speak } = setup()
    await start()
    const stream = speak(ada)
    const listener = gateway.rooms[0]?.listener
    const inlet = listener?.meet(ada)
    await sessions.stop(guild, 'Stopped.')
    const heard = stream.chunks.length
    for (const packet of speech({ ssrc: 1, arrivedMs: 5_000, lastsMs: 500 })) inlet?.(packet)
    expect([engine.streams.length, stream.chunks.length]).toEqual([1, heard])
    expect(listener?.meet(bert)).toBeNull()
  })

  test('does not hear bots', async () => {
    const { gateway, start } = setup()
    await start()
    expect(gateway.rooms[0]?.listener.meet({ ...bert, bot: true })).toBeNull()
  })

  test('finishes the turn of someone who leaves, and hears them again when they return', async () => {
    const { gateway, engine, sinks, sessions, start, speak } = setup()
    await start()
    speak(ada).lastWords = [finalEvent('back soon', 0)]
    gateway.rooms[0]?.listener.left(ada.id)
    speak(ada).lastWords = [finalEvent('here again', 600)]
    expect(engine.streams.map(({ state }) => state)).toEqual(['finished', 'open'])
    await sessions.stop(guild, 'Stopped.')
    expect(sinks[0]?.lines.slice(1, 3)).toEqual(['Ada: back soon', 'Ada: here again'])
  })

  test('shows what could not be recognised as a gap, and goes on with a new stream later', async () => {
    const { clock, engine, sinks, sessions, start, speak } = setup()
    await start()
    speak(ada).options.emit({ kind: 'ended', error: new EngineError('Gone.', { retryable: true }) })
    speak(ada)
    expect(engine.streams).toHaveLength(1)
    clock.advance(20_000)
    speak(ada)
    expect(engine.streams).toHaveLength(2)
    await sessions.stop(guild, 'Stopped.')
    expect(sinks[0]?.lines[1]).toMatch(/^Ada: \[\d{3,4} ms: speech recognition could not be reached\]$/)
  })

  test('ends with the reason when the engine refuses for good', async () => {
    const { clock, gateway, sinks, sessions, start, speak } = setup()
    await start()
    speak(ada).options.emit({
      kind: 'ended',
      error: new EngineError('The account has no credit left.', { retryable: false }),
    })
    await clock.run(100)
    expect(sinks[0]?.lines.at(-1)).toMatch(/^Transcription ended: The account has no credit left\./)
    expect([gateway.rooms[0]?.gone, sessions.count]).toEqual([true, 0])
  })

  test('ends with the reason when the room is lost', async () => {
    const { clock, gateway, sinks, sessions, start } = setup()
    await start()
    gateway.rooms[0]?.listener.lost('I was disconnected from the voice channel.')
    await clock.run(100)
    expect(sinks[0]?.lines.at(-1)).toMatch(/^Transcription ended: I was disconnected/)
    expect([sinks[0]?.closed, sessions.count]).toEqual([true, 0])
  })
})

describe('a session whose text channel', () => {
  test('is closed to the bot ends: nobody could read it', async () => {
    const { clock, gateway, engine, sinks, sessions, start, speak } = setup()
    await start()
    speak(ada)
    sinks[0]?.shut('The text channel is gone.')
    await clock.run(100)
    expect(sinks[1]?.lines).toEqual(['Transcription ended: The text channel is gone.'])
    expect(sinks.map(({ closed }) => closed)).toEqual([true, true])
    expect([gateway.rooms[0]?.gone, engine.streams[0]?.state, sessions.count]).toEqual([true, 'finished', 0])
  })

  test('takes no more messages still ends in time', async () => {
    const { clock, sinks, sessions, start } = setup()
    await start()
    const [sink] = sinks
    if (sink) sink.flush = () => new Promise(() => {})
    const stopped = sessions.stop(guild, 'Stopped.')
    await clock.run(11_000)
    expect(await stopped).toMatchObject({ turns: 0 })
    expect([sink?.closed, clock.pending]).toEqual([true, 0])
  })
})

describe('starting and stopping', () => {
  test('keeps guilds apart', async () => {
    const { clock, sinks, sessions, start, speak } = setup()
    await start(guild)
    await start(other)
    speak(ada, 0).say('one', 0)
    speak(bert, 1).say('two', 100)
    clock.advance(2_000)
    await sessions.stop(guild, 'Stopped.')
    expect(sinks[0]?.lines.slice(1, 2)).toEqual(['Ada: one'])
    expect(sinks[1]?.lines.slice(1)).toEqual(['Bert: two'])
    expect(sessions.count).toBe(1)
  })

  test('refuses a second start in the same guild, and says where it is', async () => {
    const { gateway, start } = setup()
    await start()
    expect(await refusal(start())).toMatch(/already transcribing <#1001> into <#1002>/)
    expect(gateway.rooms).toHaveLength(1)
  })

  test('refuses a second start while the first still joins', async () => {
    const { gateway, start } = setup()
    const ready = Promise.withResolvers<void>()
    gateway.ready = ready.promise
    const first = start()
    expect(await refusal(start())).toMatch(/just being started/)
    ready.resolve()
    await first
  })

  test('stops a session that is still being started, once it is', async () => {
    const { gateway, sessions, start } = setup()
    const ready = Promise.withResolvers<void>()
    gateway.ready = ready.promise
    const first = start()
    const stop = sessions.stop(guild, 'Stopped.')
    ready.resolve()
    await first
    expect(await stop).toMatchObject({ turns: 0 })
    expect(gateway.rooms[0]?.gone).toBe(true)
  })

  test('refuses a stop where nothing runs', async () => {
    expect(await refusal(setup().sessions.stop(guild, 'Stopped.'))).toMatch(/Nothing is being transcribed/)
  })

  test('joins nothing when no engine works, and says why', async () => {
    const { clock, gateway, engine, sinks, sessions, start } = setup()
    engine.refuse('AssemblyAI refused the key.')
    expect(await refusal(start())).toBe('I cannot transcribe now. AssemblyAI refused the key.')
    expect([gateway.rooms.length, sinks[0]?.closed, sessions.count, clock.pending]).toEqual([0, true, 0, 0])
  })

  test('leaves nothing behind when the room cannot be joined', async () => {
    const { clock, gateway, sinks, sessions, start } = setup()
    gateway.refusal = 'I may not connect to The Table.'
    expect(await refusal(start())).toBe('I may not connect to The Table.')
    expect([sinks[0]?.closed, sessions.count, clock.pending]).toEqual([true, 0, 0])
    gateway.refusal = null
    await start()
  })

  test('drains: stops everything and refuses what comes then', async () => {
    const { gateway, sinks, sessions, start } = setup()
    await start(guild)
    await start(other)
    await sessions.drain('I am shutting down.', 'I am being shut down.')
    expect(gateway.rooms.map(({ gone }) => gone)).toEqual([true, true])
    expect(sinks.map(({ lines }) => lines.at(-1))).toEqual([
      expect.stringMatching(/^I am being shut down/),
      expect.stringMatching(/^I am being shut down/),
    ])
    expect(await refusal(start())).toBe('I am shutting down.')
  })
})
