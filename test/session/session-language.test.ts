import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/base/errors.ts'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { AutoStart } from '../../src/session/auto-start.ts'
import { Sessions } from '../../src/session/sessions.ts'
import type { Store } from '../../src/session/store.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { allWords } from '../../src/wording/catalogue.ts'
import type { Words } from '../../src/wording/words.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../support/scripted-room.ts'
import { sessionParts } from '../support/session-parts.ts'
import { until } from '../support/until.ts'

const guild = guildId('100000000000000000')
const room = roomId('100000000000000001')
const channel = channelId('100000000000000002')
const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const bert: Speaker = { ...ada, id: speakerId('2'), name: 'Bert' }
const GONE = (words: Words) => words.session.target.deleted

/** A guild that is written to in this language, and a process that serves it. */
async function setup(words: Words, kept?: Store) {
  const clock = new ManualClock()
  const log = new RecordingLog()
  const store = kept ?? (await openSqliteStore({ folder: ':memory:', clock, log }))
  const gateway = new ScriptedGateway()
  gateway.present = [ada, bert]
  const sinks: PaperSink[] = []
  /** The languages that others are asked to write in. */
  const asked: string[] = []
  const told: string[] = []
  const handed: string[] = []
  const engine = new ScriptedEngine()
  const closed = new Set<string>()
  const parts = await sessionParts({
    gateway,
    clock,
    log,
    store,
    engines: [engine],
    // The guild's own choice counts.
    localeOf: () => 'ko',
    openSink: async (request) => {
      if (closed.has(request.channel)) throw new UserError(GONE)
      asked.push(request.words.locale)
      const sink = new PaperSink(request.shut)
      sinks.push(sink)
      return sink
    },
    postNotice: async (request) => {
      asked.push(request.words.locale)
      return []
    },
    openBoard: (_, { words: shown }) => {
      asked.push(shown.locale)
      return { show() {}, async close() {} }
    },
    tellPerson: (_, text) => told.push(text),
    shareFiles: async (_, { text, files }) => {
      const [txt] = await files(1_000_000)
      handed.push(text, Buffer.from(txt?.bytes ?? []).toString())
    },
  })
  await parts.settings.change(guild, 'wording', words.locale)
  const sessions = new Sessions(parts)
  const start = () => sessions.start({ ref: { guild, room }, roomName: 'The Table', channel, starter: ada })
  return { clock, log, store, gateway, sinks, asked, told, handed, engine, closed, parts, sessions, start }
}

/** What is in the record of the one session that has ended. */
async function reasonKept(store: Store): Promise<string | null> {
  const [session] = await store.sessions(guild, 1)
  return session?.state.kind === 'ended' ? session.state.reason : null
}

describe.each(allWords.map((words) => ({ locale: words.locale, words })))('in $locale', ({ words }) => {
  test('a session writes, asks others to write, ends, is kept and handed out', async () => {
    const { store, gateway, sinks, asked, handed, sessions, start } = await setup(words)
    await start()
    expect(asked).toEqual([words.locale, words.locale, words.locale])
    gateway.rooms[0]?.listener.lost(GONE)
    await until('the end', () => sessions.count === 0)
    const ended = words.session.ended(words.session.target.deleted)
    expect(sinks[0]?.lines.at(-1)).toBe(`${ended} ${words.session.summary(words.measures.duration(0), 0, 0)}`)
    expect([await reasonKept(store), handed]).toEqual([ended, []])
  })

  test('a transcript is handed out', async () => {
    const { clock, store, gateway, handed, sessions, start } = await setup(words)
    await start()
    const [session] = await store.unended()
    if (session === undefined) throw new Error('no session')
    await store.addTurn(session.id, {
      id: '1',
      speaker: ada,
      startMs: 0,
      endMs: 500,
      text: 'Hello.',
      words: [],
    })
    gateway.rooms[0]?.listener.lost(GONE)
    await clock.run(1_000)
    await until('the files', () => handed.length > 0)
    await until('the end', () => sessions.count === 0)
    expect(handed).toEqual([
      words.posts.handout,
      expect.stringContaining(words.exports.head.title('The Table')),
    ])
  })

  test('who started it is told that its channel is closed, and the readers that it goes on elsewhere', async () => {
    const { clock, sinks, told, closed, start } = await setup(words)
    await start()
    closed.add(channel)
    sinks[0]?.shut({ kind: 'closed', reason: GONE })
    expect(told).toEqual([words.session.target.closed(`<#${channel}>`, words.session.target.deleted)])
    closed.clear()
    await clock.run(10_000, 1_000)
    sinks[1]?.shut({ kind: 'gone', reason: GONE })
    await clock.run(100)
    expect(sinks[2]?.lines).toEqual([words.session.target.goOnHere])
  })

  test('one that was left is taken up, and one that is not is ended', async () => {
    const before = await setup(words)
    await before.start()
    await before.sessions.drain((to) => to.answers.general.shuttingDown)
    expect(before.sinks[0]?.lines.at(-1)).toBe(words.session.restart)
    const next = await setup(words, before.store)
    await next.sessions.resume()
    expect(next.sinks[0]?.lines.at(-1)).toBe(
      words.session.back(words.measures.duration(1_000), '00:00:00', '00:00:00'),
    )
    await next.sessions.drain((to) => to.answers.general.shuttingDown)
    const last = await setup(words, before.store)
    last.gateway.present = []
    await last.sessions.resume()
    const { nobody } = words.session.whyNotResumed
    expect(last.sinks[0]?.lines.at(-1)).toBe(words.session.notResumed('00:00:00', nobody))
    expect(await reasonKept(before.store)).toBe(nobody)
  })

  test('auto-start begins, under a name in that language, and says why it cannot', async () => {
    const { clock, log, gateway, store, parts, sessions } = await setup(words)
    const tellings: string[] = []
    const autoStart = new AutoStart({
      sessions,
      settings: parts.settings,
      gateway,
      localeOf: parts.localeOf,
      store: parts.store,
      roomName: () => 'The Table',
      tellChannel: (_, __, text) => tellings.push(text),
      clock,
      log,
    })
    const join = gateway.join.bind(gateway)
    gateway.join = async () => {
      throw new UserError(GONE)
    }
    await autoStart.begin([])
    await parts.settings.change(guild, 'auto-start', `${room} ${channel}`)
    await until('why it could not', () => tellings.length > 0)
    expect(tellings).toEqual([words.session.autoStart.refused(words.session.target.deleted)])
    gateway.join = join
    await autoStart.look(guild)
    expect((await store.unended())[0]?.starter.name).toBe(words.session.autoStart.name)
  })
})
