import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/base/errors.ts'
import { type ChannelId, channelId, guildId, roomId } from '../../src/base/ids.ts'
import { Sessions } from '../../src/session/sessions.ts'
import type { LineId } from '../../src/session/store.ts'
import { verbatim } from '../../src/wording/words.ts'
import { person } from '../storage/samples.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../support/scripted-room.ts'
import { type PartsOptions, sessionParts } from '../support/session-parts.ts'

const guild = guildId('500')
const ref = { guild, room: roomId('501') }
const chat = channelId('501')
const text = channelId('502')
const ada = person('1', 'Ada')
const MOVED = 'People who cannot see this voice channel can read the text channel now: I go on here.'

async function setup(given: Partial<PartsOptions> = {}) {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  gateway.present = [ada]
  const engine = new ScriptedEngine()
  /** What is read in each channel. */
  const read = new Map<ChannelId, string[]>()
  const boards: string[] = []
  const files: ChannelId[] = []
  const noticed: ChannelId[] = []
  /** Channels that others read; that the bot may not post in. */
  const [leaking, shut] = [new Set<ChannelId>(), new Set<ChannelId>()]
  /** A look waits for this. */
  let looked: Promise<void> = Promise.resolve()
  const parts = await sessionParts({
    gateway,
    engines: [engine],
    clock,
    openSink: async ({ channel, shut: shutOut, outbox }) => {
      if (shut.has(channel)) throw new UserError(verbatim('I may not write there.'))
      const sink = new PaperSink(shutOut)
      const lines = read.get(channel) ?? []
      read.set(channel, lines)
      const waiting: { readonly said: string; readonly line: LineId | null }[] = []
      let held = false
      const show = () => {
        if (held || sink.closed) return
        for (const { said, line } of waiting.splice(0)) {
          lines.push(said)
          const parts = line === null ? [] : [{ line, from: 0, to: Number.MAX_SAFE_INTEGER }]
          void outbox.begin({ channel, nonce: said, persona: null, content: said, parts }, 0)
        }
      }
      const take = (said: string, line: LineId | null) => {
        waiting.push({ said, line })
        show()
      }
      sink.notice = (said) => take(said, null)
      sink.final = ({ speaker, text: said }, line) => take(`${speaker.name}: ${said}`, line)
      sink.recover = async () => {
        for (const left of await outbox.unposted()) if (left.kind === 'turn') sink.final(left.turn, left.line)
      }
      const hold = (is: boolean) => {
        held = is
        show()
      }
      Object.assign(sink, { hold })
      return sink
    },
    openBoard: (channel) => ({
      show: () => boards.push(`${channel} shown`),
      close: async () => void boards.push(`${channel} closed`),
      abandon: async () => void boards.push(`${channel} abandoned`),
    }),
    postNotice: async ({ channel }) => {
      noticed.push(channel)
      return [{ channel, message: '601' }]
    },
    shareFiles: async (channel) => void files.push(channel),
    leaks: async ({ channel }) => {
      await looked
      return leaking.has(channel)
    },
    ...given,
  })
  const sessions = new Sessions(parts)
  const start = async (readers: 'room' | 'everybody' = 'room') => {
    await sessions.start({ ref, roomName: 'Table', channel: text, starter: ada, readers })
    await clock.run(100, 50)
  }
  /** Ada says this, and it is recognised. */
  const say = async (words: string) => {
    const inlet = gateway.rooms.at(-1)?.listener.meet(ada)
    for (const packet of speech({ ssrc: 1, arrivedMs: clock.now(), lastsMs: 500 })) inlet?.(packet)
    clock.advance(100)
    engine.streams.at(-1)?.say(words, clock.now())
    await clock.run(2_000, 50)
  }
  const change = async () => {
    sessions.readersChanged(guild)
    await clock.run(200, 50)
  }
  const lookUntil = (until: Promise<void>) => {
    looked = until
  }
  return {
    clock,
    parts,
    sessions,
    start,
    say,
    change,
    lookUntil,
    read,
    boards,
    files,
    noticed,
    leaking,
    shut,
    gateway,
  }
}

describe('a session whose text channel comes to be read by people who cannot see the room', () => {
  test('goes on in the room’s own chat, with the status and the files, and posts not a line more there', async () => {
    const { start, say, change, read, leaking, boards, sessions, parts } = await setup()
    await start()
    await say('one')
    leaking.add(text)
    await change()
    await say('two')
    expect(sessions.status(guild)).toMatchObject({ channel: chat })
    expect(boards).toContain('502 abandoned')
    expect(boards.at(-1)).toBe('501 shown')
    const { session } = await sessions.stop(guild, verbatim('Stopped.'))
    expect(read.get(text)).toEqual(['Ada: one'])
    expect(read.get(chat)).toEqual([MOVED, 'Ada: two', expect.stringMatching(/^Stopped\./)])
    expect((await parts.store.session(session))?.channel).toBe(chat)
  })

  test('posts nothing while it is looked who reads, and tells nobody who comes of it there', async () => {
    const { clock, start, say, change, lookUntil, read, boards, noticed, gateway } = await setup()
    await start()
    const look = Promise.withResolvers<void>()
    lookUntil(look.promise)
    boards.length = 0
    await change()
    await say('one')
    gateway.rooms.at(-1)?.listener.joined(person('2', 'Bert'))
    await clock.run(1_100, 50)
    expect([read.get(text), boards, noticed]).toEqual([[], [], [text, chat]])
    look.resolve()
    await clock.run(1_100, 50)
    expect([read.get(text), boards.at(-1)]).toEqual([['Ada: one'], '502 shown'])
  })

  test('ends where it may not write in that chat, and gives nothing to those who read along', async () => {
    const { clock, start, say, change, read, leaking, shut, sessions, files } = await setup()
    await start()
    await say('one')
    leaking.add(text)
    shut.add(chat)
    await change()
    await clock.run(20_000, 500)
    expect(sessions.count).toBe(0)
    expect([read.get(text), read.get(chat)]).toEqual([['Ada: one'], undefined])
    expect(files).toEqual([chat])
  })

  test('stays where somebody who may says that everybody may read it, after a restart too', async () => {
    const first = await setup()
    await first.start('everybody')
    first.leaking.add(text)
    await first.change()
    await first.say('one')
    expect(first.read.get(text)).toEqual(['Ada: one'])
    expect((await first.parts.store.unended())[0]?.readers).toBe('everybody')
    const second = await setup({ store: first.parts.store })
    second.leaking.add(text)
    await second.sessions.resume()
    expect(second.sessions.status(guild)).toMatchObject({ channel: text })
  })

  test('is taken up in the room’s own chat where that happened while nobody was there to see it', async () => {
    const first = await setup()
    await first.start()
    const second = await setup({ store: first.parts.store })
    second.leaking.add(text)
    await second.sessions.resume()
    await second.clock.run(200, 50)
    expect(second.sessions.status(guild)).toMatchObject({ channel: chat })
    expect(second.read.get(text)).toBeUndefined()
    expect(second.read.get(chat)).toContain(MOVED)
  })

  test('is looked at once more when it has begun: what changed meanwhile was told to nobody', async () => {
    const { start, leaking, sessions } = await setup()
    leaking.add(text)
    await start()
    expect(sessions.status(guild)).toMatchObject({ channel: chat })
  })

  test('whose lines a dead process left has them posted in that chat, with its end', async () => {
    const first = await setup()
    await first.start()
    first.lookUntil(new Promise(() => {}))
    await first.change()
    await first.say('one')
    expect(first.read.get(text)).toEqual([])
    const second = await setup({ store: first.parts.store, resumeMs: 0 })
    second.clock.advance(60_000)
    second.leaking.add(text)
    const resumed = second.sessions.resume()
    await second.clock.run(20_000, 500)
    await resumed
    expect(second.read.get(text)).toBeUndefined()
    expect(second.read.get(chat)).toEqual(['Ada: one', expect.stringMatching(/^I was away/)])
    expect(second.files).toEqual([chat])
  })
})
