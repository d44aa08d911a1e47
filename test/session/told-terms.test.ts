import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/base/errors.ts'
import { channelId, guildId, roomId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { noticeText } from '../../src/discord/consent/notice-text.ts'
import { Sessions } from '../../src/session/sessions.ts'
import type { Store } from '../../src/session/store.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { english } from '../../src/wording/english/english.ts'
import { verbatim } from '../../src/wording/words.ts'
import { person } from '../storage/samples.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../support/scripted-room.ts'
import { type PartsOptions, sessionParts } from '../support/session-parts.ts'

const guild = guildId('500')
const [room, text] = [roomId('501'), channelId('502')]
const [ada, bert, cleo] = [person('1', 'Ada'), person('2', 'Bert'), person('3', 'Cleo')]
const BEGAN_AT = Date.UTC(2026, 10, 22)

const local = () => new ScriptedEngine({ name: 'sherpa', description: 'sherpa (here)', place: 'here' })
const cloud = () => new ScriptedEngine({ name: 'assemblyai', description: 'AssemblyAI', place: 'cloud' })

interface Process {
  readonly store?: Store
  readonly wallAt?: number
  readonly engines?: readonly ScriptedEngine[]
  readonly host?: PartsOptions['host']
}

/** A process of the bot, with all that it told the people in the room. */
async function boot({ store, wallAt = BEGAN_AT, engines = [local(), cloud()], host = {} }: Process = {}) {
  const clock = new ManualClock(wallAt)
  const gateway = new ScriptedGateway()
  gateway.present = [ada, bert]
  const notices: string[] = []
  /** Notices wait for this, and are refused with this. */
  const post: { ready: Promise<void>; refusal: string | null } = { ready: Promise.resolve(), refusal: null }
  /** The channels in which nothing can be posted. */
  const shut = new Set<string>()
  const sink = new PaperSink()
  const parts = await sessionParts({
    gateway,
    engines,
    clock,
    host,
    store: store ?? (await openSqliteStore({ folder: ':memory:', clock, log: createLog('silent') })),
    openSink: async ({ channel }) => {
      if (shut.has(channel)) throw new UserError(verbatim('I cannot see this channel.'))
      return sink
    },
    postNotice: async ({ notice, channel }) => {
      await post.ready
      if (post.refusal !== null) throw new UserError(verbatim(post.refusal))
      notices.push(`${notice.occasion.kind} in ${channel}: ${noticeText(notice, null, english)}`)
      return [{ channel, message: `${600 + notices.length}` }]
    },
  })
  const sessions = new Sessions(parts)
  const set = (name: string, value: string) => parts.settings.change(guild, name, value)
  const start = () => sessions.start({ ref: { guild, room }, roomName: 'Table', channel: text, starter: ada })
  const listener = () => {
    const found = gateway.rooms.at(-1)?.listener
    if (!found) throw new Error('no room was joined')
    return found
  }
  const hears = (speaker: Speaker) => listener().meet(speaker) !== null
  /** Half a second of somebody's speech; answers which engine got it. */
  const speak = async (speaker: Speaker) => {
    const inlet = listener().meet(speaker)
    for (const packet of speech({ ssrc: Number(speaker.id), arrivedMs: clock.now(), lastsMs: 500 }))
      inlet?.(packet)
    await clock.run(200, 50)
    return engines.filter(({ streams }) => streams.length > 0).map(({ name }) => name)
  }
  const drain = async () => {
    const drained = sessions.drain(verbatim('Bye.'))
    await clock.run(20_000, 500)
    await drained
  }
  return {
    clock,
    gateway,
    notices,
    post,
    shut,
    sink,
    sessions,
    store: parts.store,
    set,
    start,
    hears,
    speak,
    drain,
    listener,
  }
}
type Booted = Awaited<ReturnType<typeof boot>>

/** A session of a process that was ended in order, and the next process, which has not taken it up yet. */
async function restart(between: {
  readonly before?: (booted: Booted) => Promise<unknown>
  readonly first?: Process
  readonly during?: (booted: Booted) => Promise<unknown>
  readonly next?: Process
}) {
  const first = await boot(between.first)
  await between.before?.(first)
  await first.start()
  for (const each of [ada, bert]) first.listener().joined(each)
  await first.clock.run(1_000, 50)
  await between.during?.(first)
  await first.drain()
  return boot({ ...between.first, ...between.next, store: first.store, wallAt: BEGAN_AT + 60_000 })
}

async function resume({ sessions, clock }: Booted) {
  const resumed = sessions.resume()
  await clock.run(1_000, 50)
  await resumed
}

describe('a session that is taken up again', () => {
  test('keeps the engine that its people were told of, whatever the guild has chosen for the next one', async () => {
    const next = await restart({
      before: ({ set }) => set('engine', 'sherpa'),
      during: ({ set }) => set('engine', 'assemblyai'),
    })
    await resume(next)
    expect(next.notices).toEqual([])
    expect(await next.speak(bert)).toEqual(['sherpa'])
  })

  test('hears nobody before they were told of another engine, where theirs is not to be had any more', async () => {
    const next = await restart({
      first: { engines: [local()] },
      next: { engines: [cloud()] },
    })
    const posted = Promise.withResolvers<void>()
    next.post.ready = posted.promise
    const resumed = next.sessions.resume()
    await next.clock.run(1_000, 50)
    expect([next.gateway.rooms.length, next.hears(ada), next.notices]).toEqual([1, false, []])
    posted.resolve()
    await resumed
    expect(next.notices).toEqual([
      expect.stringMatching(
        /^changed in 502: Something has changed\. From now on, .* by AssemblyAI and posted/,
      ),
    ])
    expect(await next.speak(bert)).toEqual(['assemblyai'])
  })

  test('tells it once, however often it is taken up', async () => {
    const next = await restart({ first: { engines: [local()] }, next: { engines: [cloud()] } })
    await resume(next)
    await next.drain()
    const third = await boot({ store: next.store, wallAt: BEGAN_AT + 120_000, engines: [cloud()] })
    await resume(third)
    expect(third.notices).toEqual([])
    expect(await third.speak(ada)).toEqual(['assemblyai'])
    await third.drain()
    // The first one is there again.
    const fourth = await boot({ store: next.store, wallAt: BEGAN_AT + 180_000 })
    await resume(fourth)
    expect(fourth.notices).toEqual([expect.stringMatching(/^changed .* by sherpa \(here\)/)])
    expect(await fourth.speak(ada)).toEqual(['sherpa'])
  })

  test('tells that sound goes to the first engine again, where another had taken over before', async () => {
    const engines = [cloud(), local()]
    const next = await restart({
      first: { engines },
      during: async ({ speak, clock, notices }) => {
        await speak(ada)
        engines[0]?.streams[0]?.fail('The key was refused.')
        await clock.run(1_000, 50)
        expect(await speak(ada)).toEqual(['assemblyai', 'sherpa'])
        engines[1]?.streams[0]?.say('told here', 1_500)
        await clock.run(1_000, 50)
        expect(notices).toHaveLength(1)
      },
      next: { engines: [cloud(), local()] },
    })
    await resume(next)
    expect(next.notices).toEqual([expect.stringMatching(/^changed .* by AssemblyAI/)])
    expect(await next.speak(ada)).toEqual(['assemblyai'])
  })

  test('ends where its people cannot be told of what is otherwise now', async () => {
    const next = await restart({ first: { engines: [local()] }, next: { engines: [cloud()] } })
    next.post.refusal = 'I may not write there.'
    await resume(next)
    expect([next.sessions.count, next.gateway.rooms[0]?.gone, next.hears(ada)]).toEqual([0, true, false])
    expect(next.sink.lines.at(-1)).toMatch(/do not go on with this transcript: I may not write there\. /)
    expect(await next.store.unended()).toEqual([])
  })

  test('does not send sound away since the engine on this machine fails, unless the guild has chosen that', async () => {
    const broken = () => {
      const engine = local()
      engine.refuse('The model is gone.')
      return engine
    }
    const kept = await restart({ next: { engines: [broken(), cloud()] } })
    await resume(kept)
    expect([kept.sessions.count, kept.notices]).toEqual([0, []])
    const chosen = await restart({
      during: ({ set }) => set('engine', 'assemblyai'),
      next: { engines: [broken(), cloud()] },
    })
    await resume(chosen)
    expect(chosen.notices).toEqual([expect.stringMatching(/^changed .* by AssemblyAI/)])
    expect(await chosen.speak(ada)).toEqual(['assemblyai'])
  })

  test.each<[string, number | null, number | null, RegExp[]]>([
    ['as long', 7, 7, []],
    ['for ever, as before', null, null, []],
    ['shorter', 7, 3, []],
    ['not for ever any more', null, 30, []],
    ['longer', 7, 30, [/^changed .*\nThe text is kept for 30 days\./]],
    ['for ever from now on', 7, null, [/^changed .*\nThe text is kept until an admin deletes it\./]],
  ])('where the host keeps text %s tells what people have to know', async (_, before, after, told) => {
    const next = await restart({
      first: { host: { retentionDays: before } },
      next: { host: { retentionDays: after } },
    })
    await resume(next)
    expect(next.notices).toEqual(told.map((each) => expect.stringMatching(each)))
    expect(next.hears(ada)).toBe(true)
  })

  test('tells where the text goes when that is elsewhere by now', async () => {
    const next = await restart({})
    next.shut.add(text)
    await resume(next)
    expect(next.notices).toEqual([expect.stringMatching(/^changed in 501: /)])
  })

  test('tells that others are heard than before, where that was set before it was taken up', async () => {
    const next = await restart({})
    await next.set('consent', 'ask')
    await resume(next)
    expect(next.notices).toEqual([
      expect.stringMatching(/^changed .*\n.* Only those are heard who press Agree\./),
    ])
    expect(next.hears(ada)).toBe(false)
  })

  test('tells those who came when nobody listened as any who come late', async () => {
    const next = await restart({})
    next.gateway.present = [ada, bert, cleo]
    await resume(next)
    next.listener().joined(cleo)
    await next.clock.run(1_100, 50)
    expect(next.notices).toEqual([expect.stringMatching(/^late in 502: Cleo came in: /)])
  })
})

describe('a session whose guild keeps text', () => {
  const setup = async (days: string) => {
    const booted = await boot()
    await booted.set('retention', days)
    await booted.start()
    for (const each of [ada, bert]) booted.listener().joined(each)
    await booted.clock.run(1_000, 50)
    booted.notices.splice(0)
    return booted
  }

  test('for longer from now on tells those who are there, and tells it those who come late', async () => {
    const { clock, notices, set, listener } = await setup('7')
    await set('retention', '365')
    await clock.run(1_000, 50)
    expect(notices.splice(0)).toEqual([expect.stringMatching(/^changed .*\nThe text is kept for 365 days\./)])
    listener().joined(cleo)
    await clock.run(1_100, 50)
    expect(notices).toEqual([expect.stringMatching(/^late .*\nThe text is kept for 365 days\./)])
  })

  test('not for as long as before tells only those who come late', async () => {
    const { clock, notices, set, listener } = await setup('7')
    await set('retention', '3')
    await set('preset', 'quick')
    await clock.run(1_000, 50)
    listener().joined(cleo)
    await clock.run(1_100, 50)
    expect(notices).toEqual([expect.stringMatching(/^late .*\nThe text is kept for 3 days\./)])
  })

  test('hears nobody who could not be told that it is kept for longer', async () => {
    const { clock, post, set, hears } = await setup('7')
    post.refusal = 'I may not write there.'
    expect(hears(ada)).toBe(true)
    await set('retention', '365')
    await clock.run(1_000, 50)
    expect(hears(ada)).toBe(false)
    post.refusal = null
    await clock.run(11_000, 50)
    expect(hears(ada)).toBe(true)
  })
})
