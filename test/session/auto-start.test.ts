import { describe, expect, test } from '@jest/globals'
import { channelId, guildId, roomId, sessionId, speakerId } from '../../src/base/ids.ts'
import { AutoStart } from '../../src/session/auto-start.ts'
import { ReadersError } from '../../src/session/readers-error.ts'
import { Sessions } from '../../src/session/sessions.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { verbatim } from '../../src/wording/words.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../support/scripted-room.ts'
import { type PartsOptions, sessionParts } from '../support/session-parts.ts'
import { until } from '../support/until.ts'

const guild = guildId('100000000000000000')
const room = roomId('100000000000000001')
const channel = channelId('100000000000000002')
const person = (id: string, bot = false): Speaker => ({
  id: speakerId(id),
  name: `P${id}`,
  avatarUrl: null,
  bot,
})
const [ada, bert, cleo, robot] = [person('1'), person('2'), person('3'), person('9', true)]

async function setup(
  place: string | null = `${room} ${channel}`,
  isBegun = true,
  given: Pick<Partial<PartsOptions>, 'store' | 'checkPlaces'> = {},
) {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  const sinks: PaperSink[] = []
  const tellings: { readonly channels: readonly string[]; readonly text: string }[] = []
  const privately: string[] = []
  const starters: string[] = []
  const log = new RecordingLog()
  const engine = new ScriptedEngine()
  const parts = await sessionParts({
    gateway,
    engines: [engine],
    clock,
    log,
    openSink: async ({ shut }) => {
      const sink = new PaperSink(shut)
      sinks.push(sink)
      return sink
    },
    tellPerson: (_, text) => privately.push(text),
    postNotice: async ({ notice: { occasion } }) => {
      if (occasion.kind === 'start') starters.push(`${occasion.starter}, ${occasion.roomName}`)
      return []
    },
    ...given,
  })
  const sessions = new Sessions(parts)
  if (place !== null) await parts.settings.change(guild, 'auto-start', place)
  const autoStart = new AutoStart({
    sessions,
    settings: parts.settings,
    gateway,
    localeOf: parts.localeOf,
    store: parts.store,
    roomName: () => 'The Table',
    tellChannel: (_, channels, text) => tellings.push({ channels, text }),
    clock,
    log,
  })
  if (isBegun) await autoStart.begin([])
  /** These people are in the room from now on. */
  const present = async (...people: Speaker[]) => {
    gateway.present = people
    await autoStart.look(guild)
    await clock.run(100, 50)
  }
  const start = (where = room) =>
    sessions.start({ ref: { guild, room: where }, roomName: 'The Table', channel, starter: ada })
  const stop = async () => {
    await sessions.stop(guild, verbatim('Stopped.'))
    await clock.run(100, 50)
  }
  return {
    autoStart,
    clock,
    engine,
    gateway,
    starters,
    sinks,
    sessions,
    parts,
    tellings,
    privately,
    log,
    present,
    start,
    stop,
  }
}

describe('auto-start', () => {
  test('begins when two members are in the room, and says that it did by itself', async () => {
    const { present, sessions, sinks, starters, parts } = await setup()
    await present(ada)
    expect(sessions.count).toBe(0)
    await present(ada, bert)
    expect(sessions.status(guild)).toMatchObject({ room: { guild, room }, channel })
    await present(ada, bert, cleo)
    expect(sessions.count).toBe(1)
    expect(sinks).toHaveLength(1)
    expect(starters).toEqual(['Auto-start, The Table'])
    expect((await parts.store.unended())[0]?.starter.name).toBe('Auto-start')
  })

  test.each([
    ['for one person and a bot', [ada, robot], undefined],
    ['where the guild has chosen no room', [ada, bert], null],
  ])('does not begin %s', async (_, people, place) => {
    const { present, sessions } = await setup(place)
    await present(...people)
    expect(sessions.count).toBe(0)
  })

  test('begins as soon as the room is chosen in which they are', async () => {
    const { present, sessions, parts, clock } = await setup(null)
    await present(ada, bert)
    await parts.settings.change(guild, 'auto-start', `${room} ${channel}`)
    await clock.run(100, 50)
    expect(sessions.count).toBe(1)
  })

  test('leaves a session alone that somebody has started, and does not begin under those whom somebody stopped', async () => {
    const { gateway, present, start, stop, sessions } = await setup()
    gateway.present = [ada, bert]
    await start()
    await present(ada, bert, cleo)
    expect(sessions.count).toBe(1)
    await stop()
    await present(ada, bert)
    await present(ada, bert, cleo)
    expect(sessions.count).toBe(0)
    await present(ada)
    await present(ada, cleo)
    expect(sessions.count).toBe(1)
  })

  test('does not begin after a restart under those who stopped it, but when they had left', async () => {
    const { present, stop, parts, sessions } = await setup()
    await present(ada, bert)
    await stop()
    const second = await setup(undefined, false, { store: parts.store })
    second.gateway.present = [ada, bert]
    await second.autoStart.begin([guild])
    await second.present(ada, bert, cleo)
    expect([sessions.count, second.sessions.count]).toEqual([0, 0])
    await second.present(ada)
    const third = await setup(undefined, false, { store: parts.store })
    third.gateway.present = [ada, bert]
    await third.autoStart.begin([guild])
    expect(third.sessions.count).toBe(1)
  })

  test('begins after a restart that ended what nobody had stopped', async () => {
    const { autoStart, clock, present, parts, sessions } = await setup()
    await present(ada, bert)
    autoStart.close()
    const drained = sessions.drain(verbatim('I am shutting down.'))
    await clock.run(20_000, 500)
    await drained
    // Too long ago to be taken up again.
    await parts.store.end((await parts.store.unended())[0]?.id ?? sessionId(''), clock.wall(), 'x')
    const second = await setup(undefined, false, { store: parts.store })
    second.gateway.present = [ada, bert]
    await second.autoStart.begin([guild])
    expect(second.sessions.count).toBe(1)
  })

  test('tells only in the room’s own chat who would read along elsewhere', async () => {
    const { present, tellings } = await setup(undefined, true, {
      checkPlaces: async () => {
        throw new ReadersError(verbatim('Bob would read it.'))
      },
    })
    await present(ada, bert)
    expect(tellings).toEqual([{ channels: [room], text: expect.stringContaining('Bob would read it.') }])
  })

  test('begins when a session elsewhere is over', async () => {
    const { present, start, stop, sessions } = await setup()
    await start(roomId('100000000000000009'))
    await present(ada, bert)
    expect(sessions.status(guild)).toMatchObject({ room: { room: '100000000000000009' } })
    await stop()
    await until('a session here', () => sessions.live.length === 1)
    expect(sessions.status(guild)).toMatchObject({ room: { room } })
  })

  test('waits until what another process left was taken up, then looks; and begins nothing more at the end', async () => {
    const { autoStart, clock, present, sessions, stop } = await setup(undefined, false)
    await present(ada, bert)
    expect(sessions.count).toBe(0)
    await autoStart.begin([guild])
    expect(sessions.count).toBe(1)
    await stop()
    autoStart.close()
    await present(ada)
    await present(ada, bert)
    await clock.run(100, 50)
    expect(sessions.count).toBe(0)
  })

  test('tells in the channel why it could not, once an hour, and tries again', async () => {
    const { clock, gateway, present, sessions, tellings, privately } = await setup()
    gateway.refusal = 'To listen in <#1> I need Connect.'
    await present(ada, bert)
    await present(ada, bert, cleo)
    expect(tellings).toEqual([
      {
        channels: [channel, room],
        text: 'I could not begin by myself: To listen in <#1> I need Connect. Auto-start can be changed with /transcribe settings.',
      },
    ])
    await clock.run(59 * 60_000, 20_000)
    expect(tellings).toHaveLength(1)
    await clock.run(2 * 60_000, 20_000)
    expect([tellings.length, privately]).toEqual([2, []])
    gateway.refusal = null
    await present(ada, bert, cleo)
    expect(sessions.count).toBe(1)
  })

  test('begins within a minute when what kept it is over, with nobody coming or going', async () => {
    const { clock, present, sessions, engine, tellings } = await setup()
    engine.refuse('It is away.', true)
    await present(ada, bert)
    expect([sessions.count, tellings.length]).toEqual([0, 1])
    await clock.run(5.5 * 60_000, 1_000)
    // At once, then once for each minute, and no more.
    expect([engine.checks, tellings.length]).toEqual([6, 1])
    engine.refusal = null
    await clock.run(61_000, 1_000)
    expect(sessions.count).toBe(1)
  })

  test('tries no more when they have left, when it is switched off, or at the end', async () => {
    const { autoStart, clock, present, parts, engine } = await setup()
    const checksOf = async (what: () => Promise<unknown>) => {
      await present(ada, bert)
      await what()
      const { checks } = engine
      await clock.run(3 * 60_000, 10_000)
      return engine.checks - checks
    }
    engine.refuse('It is away.', true)
    expect(await checksOf(() => present(ada))).toBe(0)
    expect(await checksOf(() => parts.settings.change(guild, 'auto-start', 'off'))).toBe(0)
    await parts.settings.change(guild, 'auto-start', `${room} ${channel}`)
    const atTheEnd = async () => {
      autoStart.close()
      expect(clock.pending).toBe(0)
    }
    expect(await checksOf(atTheEnd)).toBe(0)
  })

  test('begins in another room that is chosen, whatever was stopped in the one before', async () => {
    const { clock, present, stop, sessions, parts } = await setup()
    await present(ada, bert)
    await stop()
    // Another setting says nothing of the room.
    await parts.settings.change(guild, 'preset', 'quick')
    await clock.run(100, 50)
    expect(sessions.count).toBe(0)
    const other = roomId('100000000000000003')
    await parts.settings.change(guild, 'auto-start', `${other} ${channel}`)
    await until('a session there', () => sessions.live.length === 1)
    expect(sessions.status(guild)).toMatchObject({ room: { room: other } })
  })

  test('logs what is a bug, and tells nobody', async () => {
    const { gateway, present, tellings, log } = await setup()
    gateway.join = async () => {
      throw new TypeError('a bug')
    }
    await present(ada, bert)
    expect([tellings.length, log.lines.filter(({ event }) => event === 'auto-start failed').length]).toEqual([
      0, 1,
    ])
  })
})
