import { describe, expect, test } from '@jest/globals'
import { EngineError } from '../../src/base/errors.ts'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { Sessions } from '../../src/session/sessions.ts'
import type { SessionStatus, StatusBoard } from '../../src/session/status.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { english } from '../../src/wording/english/english.ts'
import { verbatim } from '../../src/wording/words.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { CALM, ScriptedGateway } from '../support/scripted-room.ts'
import { sessionParts } from '../support/session-parts.ts'

const guild = guildId('100')
const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const bert: Speaker = { id: speakerId('2'), name: 'Bert', avatarUrl: null, bot: false }

class PaperBoard implements StatusBoard {
  readonly shown: SessionStatus[] = []
  last: SessionStatus | null = null

  show(status: SessionStatus): void {
    this.shown.push(status)
  }

  /** Closing takes as long as this. */
  closed: Promise<void> = Promise.resolve()

  close(status: SessionStatus): Promise<void> {
    this.last = status
    return this.closed
  }
}

async function setup() {
  const clock = new ManualClock(1_000_000)
  const gateway = new ScriptedGateway()
  const engine = new ScriptedEngine()
  const board = new PaperBoard()
  const sessions = new Sessions(
    await sessionParts({ gateway, engines: [engine], clock, openBoard: () => board }),
  )
  const start = () =>
    sessions.start({
      ref: { guild, room: roomId('1001') },
      roomName: 'The Table',
      channel: channelId('1002'),
      starter: ada,
    })
  return { clock, gateway, engine, board, sessions, start }
}

async function listening() {
  const { clock, gateway, engine, board, sessions, start } = await setup()
  await start()
  const room = gateway.rooms[0]
  if (!room) throw new Error('no room')
  /** A person speaks for some time, and time passes with it. Answers their stream. */
  const speak = (speaker: Speaker, lastsMs = 500) => {
    const inlet = room.listener.meet(speaker)
    for (const packet of speech({ ssrc: Number(speaker.id), arrivedMs: clock.now(), lastsMs })) {
      clock.advance(Math.max(0, packet.arrivedMs - clock.now()))
      inlet?.(packet)
    }
    clock.advance(100)
    const stream = engine.streams.findLast(({ options }) => options.label.startsWith(`${speaker.id}/`))
    if (!stream) throw new Error('nothing was sent to the engine')
    return stream
  }
  const status = (): SessionStatus => {
    const found = sessions.status(guild)
    if (found === null || found === 'starting') throw new Error('no session')
    return found
  }
  const states = () => status().speakers.map(({ speaker, state }) => `${speaker.name} ${state}`)
  const events = () =>
    status().events.map(({ speaker, what }) => `${speaker?.name ?? 'all'}: ${what(english)}`)
  return { clock, sessions, room, board, speak, status, states, events }
}

describe('the status of a session', () => {
  test('says where it listens, with what and since when', async () => {
    const { clock, status } = await listening()
    clock.advance(5_000)
    expect(status()).toMatchObject({
      state: 'listening',
      sinceMs: 0,
      startedAt: 1_000_000,
      room: { room: '1001' },
      channel: '1002',
      engine: 'scripted',
      speakers: [],
      unnamed: 0,
      listenedMs: 5_000,
    })
  })

  test('says which engine told what was said so far', async () => {
    const { speak, status } = await listening()
    expect(status().toldBy).toEqual([])
    speak(ada).say('hello', 0)
    expect(status().toldBy).toEqual(['scripted'])
  })

  test('is nothing where nothing runs, and “starting” until the room is joined', async () => {
    const { gateway, sessions, start } = await setup()
    const joined = Promise.withResolvers<void>()
    gateway.ready = joined.promise
    expect(sessions.status(guild)).toBeNull()
    const starting = start()
    expect(sessions.status(guild)).toBe('starting')
    joined.resolve()
    await starting
    expect(sessions.status(guild)).toMatchObject({ state: 'listening' })
    expect(sessions.status(guildId('999'))).toBeNull()
  })

  test('shows who is heard, and who has been silent for ten seconds, since when', async () => {
    const { clock, speak, states, status } = await listening()
    speak(ada)
    expect(states()).toEqual(['Ada hearing'])
    clock.advance(9_000)
    expect(states()).toEqual(['Ada hearing'])
    clock.advance(2_000)
    speak(bert)
    expect(states()).toEqual(['Ada silent', 'Bert hearing'])
    // Heard for half a second from the start on, padded to a chunk.
    expect(status().speakers[0]?.sinceMs).toBeLessThan(700)
    expect(status().speakers[1]?.sinceMs).toBeGreaterThan(11_000)
  })

  test('shows whose sound is sealed, and who is said to speak and is not heard, since when', async () => {
    const { clock, room, speak, states, status } = await listening()
    speak(ada)
    speak(bert)
    room.ear = {
      unnamed: 2,
      troubles: new Map([
        [ada.id, { kind: 'encrypted', sinceMs: 400 }],
        [bert.id, { kind: 'lost', sinceMs: 900 }],
      ]),
    }
    clock.advance(1_000)
    expect(states()).toEqual(['Ada encrypted', 'Bert lost'])
    expect(status()).toMatchObject({ unnamed: 2, speakers: [{ sinceMs: 400 }, { sinceMs: 900 }] })
    room.ear = {}
    clock.advance(1_000)
    expect(states()).toEqual(['Ada hearing', 'Bert hearing'])
  })

  test('shows also who was never heard at all, though they should be', async () => {
    const { room, status } = await listening()
    room.ear = { troubles: new Map([[bert.id, { kind: 'lost', sinceMs: 0 }]]) }
    expect(status().speakers).toMatchObject([
      { speaker: { id: bert.id, name: '' }, state: 'lost', sinceMs: 0 },
    ])
  })

  test('shows that recognition is away while speech waits for it, how long, and that it is back', async () => {
    const { clock, speak, states, status, events } = await listening()
    const stream = speak(ada)
    stream.options.emit({ kind: 'health', state: 'waiting' })
    expect(states()).toEqual(['Ada hearing'])
    clock.advance(4_000)
    expect(states()).toEqual(['Ada behind'])
    expect(status().speakers[0]?.lagMs).toBeGreaterThan(4_000)
    stream.options.emit({ kind: 'health', state: 'connecting' })
    expect(states()).toEqual(['Ada behind'])
    stream.options.emit({ kind: 'health', state: 'live' })
    expect(states()).toEqual(['Ada hearing'])
    expect(events().slice(1)).toEqual([
      'Ada: speech recognition is away; what is said waits for it',
      'Ada: speech recognition is back',
    ])
  })

  test('shows how late the text is while what waited is told', async () => {
    const { clock, speak, states, status } = await listening()
    const stream = speak(ada)
    stream.options.emit({ kind: 'health', state: 'waiting' })
    clock.advance(12_000)
    speak(ada)
    stream.options.emit({ kind: 'health', state: 'live' })
    expect(states()).toEqual(['Ada behind'])
    expect(status().speakers[0]?.lagMs).toBeGreaterThan(11_000)
    stream.say('at last', 11_500)
    expect(states()).toEqual(['Ada hearing'])
  })

  test('does not call the opening of a stream trouble, unless it takes long', async () => {
    const { speak, states, events } = await listening()
    const stream = speak(ada)
    stream.options.emit({ kind: 'health', state: 'connecting' })
    speak(ada, 2_000)
    expect(states()).toEqual(['Ada hearing'])
    speak(ada, 2_000)
    expect(states()).toEqual(['Ada behind'])
    stream.options.emit({ kind: 'health', state: 'live' })
    expect(states()).toEqual(['Ada hearing'])
    expect(events()).toHaveLength(1)
  })

  test('nothing waits any more once it was given up as a gap', async () => {
    const { clock, speak, states, events } = await listening()
    const stream = speak(ada)
    stream.options.emit({ kind: 'health', state: 'waiting' })
    clock.advance(4_000)
    stream.options.emit({ kind: 'gap', fromMs: 0, toMs: 3_000, cause: 'engine-unavailable' })
    clock.advance(50)
    expect(states()).toEqual(['Ada hearing'])
    clock.advance(2_000)
    expect(events().at(-1)).toBe('Ada: not heard for 3 s: speech recognition could not be reached')
  })

  test('shows that recognition does not keep up', async () => {
    const { clock, speak, states, status } = await listening()
    const stream = speak(ada, 2_000)
    stream.say('late', 0)
    expect(states()).toEqual(['Ada hearing'])
    expect(status().speakers[0]?.lagMs).toBe(1_850)
    clock.advance(5_000)
    stream.say('later', 500)
    expect(states()).toEqual(['Ada behind'])
    clock.advance(20_000)
    expect(states()).toEqual(['Ada silent'])
  })

  test('shows a broken stream as recognition that is away, until another one works', async () => {
    const { clock, speak, states } = await listening()
    speak(ada).options.emit({ kind: 'ended', error: new EngineError(verbatim('Gone.'), { retryable: true }) })
    clock.advance(4_000)
    expect(states()).toEqual(['Ada behind'])
    clock.advance(12_000)
    speak(ada).options.emit({ kind: 'health', state: 'live' })
    expect(states()).toEqual(['Ada hearing'])
  })

  test('leaves out who left, until they are heard again', async () => {
    const { clock, room, speak, states } = await listening()
    speak(ada)
    speak(bert)
    room.listener.left(ada.id)
    expect(states()).toEqual(['Bert hearing'])
    clock.advance(2_000)
    speak(ada)
    expect(states()).toEqual(['Ada hearing', 'Bert hearing'])
  })

  test('shows that the room is being joined again, since when', async () => {
    const { clock, room, status } = await listening()
    clock.advance(3_000)
    room.ear = { state: 'rejoining', sinceMs: 2_500 }
    expect(status()).toMatchObject({ state: 'rejoining', sinceMs: 2_500 })
    room.ear = { sinceMs: 3_000 }
    expect(status()).toMatchObject({ state: 'listening', sinceMs: 3_000 })
  })

  test('keeps the last twenty events, those of the room among them', async () => {
    const { room, speak, events } = await listening()
    speak(ada)
    for (let n = 1; n <= 25; n += 1) room.listener.event(verbatim(`rejoined ${n}`))
    expect(events()).toHaveLength(20)
    expect(events()[0]).toBe('all: rejoined 6')
    expect(events().at(-1)).toBe('all: rejoined 25')
  })

  test('is handed to the board every second, and at the end as stopped', async () => {
    const { clock, board, sessions, speak } = await listening()
    expect(board.shown).toHaveLength(1)
    clock.advance(3_000)
    expect(board.shown).toHaveLength(4)
    speak(ada)
    await sessions.stop(guild, verbatim('Stopped.'))
    await sessions.drain(verbatim('No more.'))
    expect(board.last).toMatchObject({ state: 'stopped', listenedMs: 3_580 })
    const shown = board.shown.length
    clock.advance(3_000)
    expect(board.shown).toHaveLength(shown)
    expect(clock.pending).toBe(0)
  })
})

test('neither a stop nor the end of the program waits for ever for a board', async () => {
  const { clock, board, sessions } = await listening()
  board.closed = new Promise(() => {})
  await sessions.stop(guild, verbatim('Stopped.'))
  let drained = false
  const draining = sessions.drain(verbatim('No more.')).then(() => {
    drained = true
  })
  await clock.run(8_000, 1_000)
  expect(drained).toBe(false)
  await clock.run(2_000, 1_000)
  await draining
  expect(clock.pending).toBe(0)
})

describe('what sessions count', () => {
  test('adds up over rooms and speakers, and is kept when a session is over', async () => {
    const { room, sessions, speak } = await listening()
    room.ear = {
      counters: {
        ...CALM.counters,
        received: 60,
        sealed: 2,
        heals: { resubscribe: 1, decoder: 0, rejoin: 3 },
      },
    }
    speak(ada, 2_000).say('one two', 0)
    speak(bert, 2_000)
    const names = [
      'received',
      'sealed',
      'heal-resubscribe',
      'heal-rejoin',
      'words',
      'connections',
      'timedDecodes',
    ] as const
    await sessions.stop(guild, verbatim('Stopped.'))
    const counts = Object.fromEntries(names.map((name) => [name, sessions.meters().of(name)]))
    expect(counts).toEqual({
      received: 60,
      sealed: 2,
      'heal-resubscribe': 1,
      'heal-rejoin': 3,
      words: 2,
      connections: 2,
      timedDecodes: 2,
    })
    expect(sessions.live).toHaveLength(0)
  })
})
