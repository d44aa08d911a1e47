import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../../src/base/errors.ts'
import { channelId, type GuildId, guildId, roomId, speakerId } from '../../../src/base/ids.ts'
import type { CaptionStyle } from '../../../src/session/ports.ts'
import { Sessions } from '../../../src/session/sessions.ts'
import type { Speaker } from '../../../src/transcript/turn.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { speech } from '../../support/opus-packets.ts'
import { ScriptedEngine } from '../../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../../support/scripted-room.ts'
import { type PartsOptions, sessionParts } from '../../support/session-parts.ts'

const [ours, theirs] = [guildId('100'), guildId('200')]
const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const robot: Speaker = { id: speakerId('9'), name: 'Robot', avatarUrl: null, bot: true }

class StyledSink extends PaperSink {
  style: CaptionStyle | undefined
  live: boolean[] = []

  showLive(live: boolean): void {
    this.live.push(live)
  }
}

async function setup(given: Partial<PartsOptions> = {}) {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  const engines = [new ScriptedEngine({ name: 'first' }), new ScriptedEngine({ name: 'second' })]
  const sinks: StyledSink[] = []
  const parts = await sessionParts({
    gateway,
    engines,
    clock,
    openSink: async ({ shut, style }) => {
      const sink = new StyledSink(shut)
      sink.style = style
      sinks.push(sink)
      return sink
    },
    ...given,
  })
  const sessions = new Sessions(parts)
  const start = (guild: GuildId = ours) =>
    sessions.start({
      ref: { guild, room: roomId(`${guild}1`) },
      roomName: 'The Table',
      channel: channelId(`${guild}2`),
      starter: ada,
    })
  const room = (at = 0) => {
    const found = gateway.rooms[at]
    if (!found) throw new Error('no room was joined')
    return found.listener
  }
  const speak = (at = 0) => {
    const inlet = room(at).meet(ada)
    for (const packet of speech({ ssrc: 1, arrivedMs: clock.now(), lastsMs: 500 })) inlet?.(packet)
    clock.advance(100)
    const stream = engines.flatMap(({ streams }) => streams).at(-1)
    if (!stream) throw new Error('nothing was sent to an engine')
    return stream
  }
  const set = (name: string, text: string, guild = ours) => parts.settings.change(guild, name, text)
  return { clock, gateway, engines, sinks, sessions, parts, start, room, speak, set }
}

describe('a session has what its guild has chosen', () => {
  test('engine, model, languages, filter, preset, key terms and looks', async () => {
    const { start, speak, set, sinks } = await setup()
    await set('engine', 'second')
    await set('model', 'universal-streaming-multilingual')
    await set('language', 'de,en')
    await set('profanity-filter', 'on')
    await set('preset', 'notes')
    await set('key-terms', 'Tiamat')
    await set('posting', 'plain')
    await set('live-captions', 'on')
    expect((await start()).engine.name).toBe('second')
    expect(speak().options.tuning).toEqual({
      keyTerms: ['Tiamat'],
      preset: 'notes',
      model: 'universal-streaming-multilingual',
      languageCodes: ['de', 'en'],
      filterProfanity: true,
    })
    expect(sinks[0]?.style).toEqual({ posting: 'plain', live: true })
  })

  test('a thread where it wants one, and none where it does not', async () => {
    const openThread = async () => channelId('77')
    const { start, set, sessions } = await setup({ openThread, host: { thread: false } })
    await set('thread', 'on', theirs)
    expect([(await start(ours)).channel, (await start(theirs)).channel]).toEqual(['1002', '77'])
    expect(sessions.count).toBe(2)
  })

  test('and nothing of what another guild has chosen', async () => {
    const { start, speak, set, sinks } = await setup()
    await set('engine', 'second', theirs)
    await set('preset', 'quick', theirs)
    await set('key-terms', 'Mordenkainen', theirs)
    await set('posting', 'plain', theirs)
    await start(theirs)
    expect((await start(ours)).engine.name).toBe('first')
    expect(speak(1).options.tuning).toMatchObject({ keyTerms: [], preset: 'balanced' })
    expect(sinks.map(({ style }) => style?.posting)).toEqual(['plain', 'personas'])
  })

  test('also when another process takes it up', async () => {
    const before = await setup()
    await before.set('engine', 'second')
    await before.set('posting', 'plain')
    await before.start()
    await before.sessions.drain(verbatim('Restart.'))
    const { store } = before.parts
    const gateway = new ScriptedGateway()
    gateway.present = [ada]
    const after = await setup({ store, gateway })
    await after.sessions.resume()
    expect(after.sessions.status(ours)).toMatchObject({ engine: 'second' })
    expect(after.sinks[0]?.style).toEqual({ posting: 'plain', live: false })
  })

  test('does not begin where nobody can tell what was chosen', async () => {
    const { start, parts, gateway } = await setup()
    parts.store.guildSettings = async () => {
      throw new UserError(verbatim('The disk cannot be read.'))
    }
    await expect(start()).rejects.toThrow('The disk cannot be read.')
    expect(gateway.rooms).toEqual([])
  })
})

describe('a change while a session runs', () => {
  test('of preset and key terms reaches the streams that are open', async () => {
    const { clock, start, speak, set } = await setup()
    await start()
    const stream = speak()
    await set('preset', 'quick')
    await set('key-terms', 'Tiamat')
    await set('model', 'universal-streaming-multilingual')
    await clock.run(3_000, 50)
    expect(stream.tunings.at(-1)).toMatchObject({
      preset: 'quick',
      keyTerms: ['Tiamat'],
      model: 'universal-streaming-english',
    })
  })

  test('of another guild reaches nobody here', async () => {
    const { clock, start, speak, set, sinks } = await setup()
    await start()
    const stream = speak()
    await clock.run(3_000, 50)
    const tuned = stream.tunings.length
    await set('preset', 'quick', theirs)
    await set('live-captions', 'on', theirs)
    await clock.run(3_000, 50)
    expect([stream.tunings.length, sinks[0]?.live]).toEqual([tuned, []])
  })

  test('of consent holds at once: who did not agree is heard no more', async () => {
    const { start, set, room, speak } = await setup()
    await start()
    speak()
    expect(room().meet(ada)).not.toBeNull()
    await set('consent', 'ask')
    await new Promise((resolve) => setImmediate(resolve))
    expect(room().meet(ada)).toBeNull()
  })

  test('of live captions shows them, or no more', async () => {
    const { start, set, sinks } = await setup()
    await start()
    await set('live-captions', 'on')
    await set('live-captions', 'off')
    await Promise.resolve()
    expect(sinks[0]?.live).toEqual([true, false])
  })

  test('of the rules of stopping counts from the last look on', async () => {
    const { clock, start, set, sessions, sinks } = await setup()
    await start()
    await clock.run(90_000, 1_000)
    expect(sessions.count).toBe(1)
    await set('stop-empty', '120')
    await clock.run(29_000, 1_000)
    expect(sessions.count).toBe(1)
    await clock.run(3_000, 50)
    expect(sessions.count).toBe(0)
    expect(sinks[0]?.lines.at(-1)).toMatch(
      /^Transcription ended: Nobody was in the voice channel for 120 seconds\. I listened for/,
    )
  })
})

describe('a session stops by itself', () => {
  test('a minute after the last person left, whatever bots are still there', async () => {
    const { clock, start, set, sessions, room, gateway } = await setup()
    await set('stop-empty', '60')
    await start()
    room().joined(ada)
    room().joined(robot)
    await clock.run(120_000, 1_000)
    expect(sessions.count).toBe(1)
    room().left(ada.id)
    await clock.run(58_000, 1_000)
    expect(sessions.count).toBe(1)
    await clock.run(4_000, 50)
    expect([sessions.count, gateway.rooms[0]?.gone]).toEqual([0, true])
  })

  test('when nobody spoke for half an hour', async () => {
    const { clock, start, set, sessions, sinks, room, speak } = await setup()
    await set('stop-quiet', '30')
    await start()
    room().joined(ada)
    await clock.run(20 * 60_000, 60_000)
    speak()
    await clock.run(29 * 60_000, 60_000)
    expect(sessions.count).toBe(1)
    await clock.run(2 * 60_000, 1_000)
    expect(sessions.count).toBe(0)
    expect(sinks[0]?.lines.at(-1)).toMatch(/^Transcription ended: Nobody spoke for 30 minutes\./)
  })
})
