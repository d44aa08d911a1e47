import { describe, expect, test } from '@jest/globals'
import { UserError } from '../../../src/base/errors.ts'
import { channelId, guildId, roomId } from '../../../src/base/ids.ts'
import type { Occasion } from '../../../src/session/consent/consent-notice.ts'
import type { PostNotice, SinkRequest } from '../../../src/session/ports.ts'
import { Sessions } from '../../../src/session/sessions.ts'
import type { Decision } from '../../../src/transcript/consent-record.ts'
import type { Speaker } from '../../../src/transcript/turn.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { person } from '../../storage/samples.ts'
import { inEnglish } from '../../support/in-english.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { speech } from '../../support/opus-packets.ts'
import { PLAIN_HOST } from '../../support/plain-host.ts'
import { ScriptedEngine } from '../../support/scripted-engine.ts'
import { PaperSink, ScriptedGateway } from '../../support/scripted-room.ts'
import { type PartsOptions, sessionParts } from '../../support/session-parts.ts'

const guild = guildId('500')
const ref = { guild, room: roomId('501') }
const [ada, bert, cleo] = [person('1', 'Ada'), person('2', 'Bert'), person('3', 'Cleo')]

async function setup(given: Partial<PartsOptions> = {}) {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  gateway.present = [ada, bert]
  const engine = new ScriptedEngine()
  const sink = new PaperSink()
  const occasions: Occasion[] = []
  const parts = await sessionParts({
    gateway,
    engines: [engine],
    clock,
    host: PLAIN_HOST,
    tuning: { names: 'on' },
    openSink: async () => sink,
    postNotice: async ({ notice: { occasion }, channel }) => {
      occasions.push(occasion)
      return [{ channel, message: `${600 + occasions.length}` }]
    },
    ...given,
  })
  const sessions = new Sessions(parts)
  const { consents, settings, store } = parts
  const start = async () => {
    await sessions.start({ ref, roomName: 'Table', channel: channelId('502'), starter: ada })
    for (const speaker of gateway.present ?? []) room().listener.joined(speaker)
  }
  const room = () => {
    const found = gateway.rooms.at(-1)
    if (!found) throw new Error('no room was joined')
    return found
  }
  /** Half a second of somebody's speech, as the room hands it on; null: nobody takes it. */
  const speak = (speaker: Speaker) => {
    const inlet = room().listener.meet(speaker)
    if (inlet === null) return null
    for (const packet of speech({ ssrc: Number(speaker.id), arrivedMs: clock.now(), lastsMs: 500 }))
      inlet(packet)
    clock.advance(100)
    const stream = engine.streams.at(-1)
    if (!stream) throw new Error('nothing was sent to the engine')
    return stream
  }
  const decide = (speaker: Speaker, decision: Decision) =>
    consents.decide({ guild, person: speaker.id, decision, through: 'notice' })
  const states = () => {
    const status = sessions.status(guild)
    if (status === null || status === 'starting') throw new Error('no session')
    return status.speakers.map(({ speaker, state }) => [speaker.name, state])
  }
  return {
    clock,
    gateway,
    engine,
    sink,
    occasions,
    sessions,
    settings,
    store,
    start,
    room,
    speak,
    decide,
    states,
  }
}

const openTurn = (text: string, key = 1) =>
  ({ kind: 'open', turn: { key, text, words: [], startMs: 0, endMs: 400 } }) as const

/** What happened lately, as English readers of the status get it. */
function eventsOf(sessions: Sessions): (string | null)[] {
  const status = sessions.status(guild)
  return status === null || status === 'starting' ? [] : status.events.map(({ what }) => inEnglish(what))
}

describe('a session', () => {
  test('hears nobody before everybody was told', async () => {
    const posted = Promise.withResolvers<void>()
    const post: PostNotice = async ({ people, channel }) => {
      expect(people).toEqual([ada, bert])
      await posted.promise
      return [{ channel, message: '601' }]
    }
    const { clock, gateway, start, speak, room } = await setup({ postNotice: post })
    const starting = start()
    await clock.run(100)
    expect([gateway.rooms.length, speak(ada)]).toEqual([1, null])
    posted.resolve()
    await starting
    expect(room().reconsidered).toEqual([null])
    expect(speak(ada)).not.toBeNull()
  })

  test('does not begin where they cannot be told, and leaves the room', async () => {
    const { gateway, engine, sessions, start } = await setup({
      postNotice: async () => {
        throw new UserError(verbatim('I may not write there.'))
      },
    })
    await expect(start()).rejects.toThrow('I may not write there.')
    expect([gateway.rooms[0]?.gone, engine.streams, sessions.count]).toEqual([true, [], 0])
  })

  test('hears whom it was asked not to hear neither from the start nor later, and says so', async () => {
    const { start, speak, decide, states } = await setup()
    await decide(bert, 'opted-out')
    await start()
    expect(speak(bert)).toBeNull()
    expect(speak(ada)).not.toBeNull()
    expect(states()).toEqual([
      ['Ada', 'hearing'],
      ['Bert', 'opted-out'],
    ])
  })

  test('drops what somebody is saying when they opt out: open, waiting, and late', async () => {
    const { clock, engine, sink, sessions, store, start, speak, decide, room, states } = await setup()
    await start()
    const adas = speak(ada)
    const berts = speak(bert)
    // A turn that is over, but waits for Ada, who began before it; and one that goes on.
    adas?.options.emit(openTurn('well'))
    berts?.say('the first', 300)
    berts?.options.emit(openTurn('the second', 2))
    await clock.run(600, 50)
    await decide(bert, 'opted-out')
    expect(room().reconsidered.at(-1)).toBe(bert.id)
    expect([berts?.state, adas?.state]).toEqual(['aborted', 'open'])
    expect([sink.dropped, speak(bert)]).toEqual([[bert.id], null])
    berts?.say('the second turn', 700, 2)
    adas?.say('well then', 0)
    await clock.run(5_000, 50)
    expect(sink.lines).toEqual(['Ada: well then'])
    expect(states()).toEqual([
      ['Ada', 'hearing'],
      ['Bert', 'opted-out'],
    ])
    // The names of those who are heard are words to expect.
    expect(adas?.tunings.at(-1)?.keyTerms).toEqual(['Ada'])
    expect(engine.streams).toHaveLength(2)
    const { session, turns } = await sessions.stop(guild, verbatim('Stopped.'))
    const transcript = await store.transcript(session)
    expect([turns, transcript?.turns.map(({ text }) => text), transcript?.gaps]).toEqual([
      1,
      ['well then'],
      [],
    ])
    expect((await store.leftovers(session)).openTurns).toEqual([])
    expect(transcript?.consent).toMatchObject({
      notices: [{ mode: 'notice', kind: 'start', channel: '502', message: '601' }],
      decisions: [{ person: bert.id, decision: 'opted-out', through: 'notice' }],
    })
  })

  test('keeps nothing of a message that was taken back from its way to the channel', async () => {
    const sink = new PaperSink()
    let request: SinkRequest | undefined
    const { clock, sessions, store, start, speak, decide } = await setup({
      openSink: async (asked) => {
        request = asked
        return sink
      },
    })
    await start()
    sink.final = (_, line) => {
      const parts = [{ line, from: 0, to: Number.MAX_SAFE_INTEGER }]
      void request?.outbox.begin(
        { channel: channelId('502'), nonce: 'n', persona: null, content: '', parts },
        0,
      )
    }
    speak(bert)?.say('on its way', 0)
    await clock.run(1_000, 50)
    const [post] = (await request?.outbox.pending()) ?? []
    await decide(bert, 'opted-out')
    await clock.run(1_000, 50)
    await request?.outbox.withdrawn(post?.id ?? 0)
    request?.recalled?.(bert.id)
    const { session } = await sessions.stop(guild, verbatim('Stopped.'))
    expect(post?.parts).toHaveLength(1)
    expect((await store.transcript(session))?.turns).toEqual([])
  })

  test('hears who opted out and agrees again from then on, as another turn', async () => {
    const { clock, engine, sink, start, speak, decide } = await setup()
    await start()
    speak(bert)?.say('before', 0)
    await clock.run(500, 50)
    await decide(bert, 'opted-out')
    await decide(bert, 'agreed')
    await clock.run(2_000, 50)
    const stream = speak(bert)
    stream?.say('after', 2_600, 0)
    await clock.run(500, 50)
    expect([sink.lines, engine.streams.length]).toEqual([['Bert: before', 'Bert: after'], 2])
  })

  test('that asks first hears only who agreed, and tells with which mode', async () => {
    const { start, speak, decide, settings, states, store, sessions } = await setup()
    await settingOf(settings, 'consent', 'ask')
    await start()
    expect([speak(ada), speak(bert)]).toEqual([null, null])
    expect(states()).toEqual([
      ['Ada', 'unasked'],
      ['Bert', 'unasked'],
    ])
    await decide(ada, 'agreed')
    expect(speak(ada)).not.toBeNull()
    expect(speak(bert)).toBeNull()
    const { session } = await sessions.stop(guild, verbatim('Stopped.'))
    expect((await store.transcript(session))?.consent.notices).toMatchObject([{ mode: 'ask', kind: 'start' }])
  })

  test('to which another rule is given holds to it at once, and tells everybody', async () => {
    const { clock, occasions, start, speak, decide, settings, sink } = await setup()
    await start()
    await decide(ada, 'agreed')
    const [adas, berts] = [speak(ada), speak(bert)]
    berts?.options.emit(openTurn('as I was'))
    await settingOf(settings, 'consent', 'ask')
    await clock.run(100)
    expect([adas?.state, berts?.state, speak(bert)]).toEqual(['open', 'aborted', null])
    expect(occasions.map(({ kind }) => kind)).toEqual(['start', 'changed'])
    await settingOf(settings, 'consent', 'notice')
    await clock.run(100)
    expect(speak(bert)).not.toBeNull()
    expect(sink.dropped).toEqual([bert.id])
  })

  test('leaves bots alone unless it is set to hear them', async () => {
    const { start, speak, settings, clock } = await setup()
    const music = { ...cleo, bot: true }
    await start()
    expect(speak(music)).toBeNull()
    await settingOf(settings, 'bots', 'on')
    await clock.run(100)
    expect(speak(music)).not.toBeNull()
  })

  test('tells those who come late, once in ten seconds at most, but for those who opted out before', async () => {
    const { clock, occasions, start, room, decide } = await setup()
    const [dora, emil] = [person('4', 'Dora'), person('5', 'Emil')]
    await decide(emil, 'opted-out')
    await start()
    room().listener.joined(cleo)
    await clock.run(1_000, 50)
    room().listener.joined(dora)
    room().listener.joined(emil)
    room().listener.joined({ ...person('6', 'Music'), bot: true })
    await clock.run(8_000, 50)
    expect(occasions.slice(1)).toEqual([{ kind: 'late', names: ['Cleo'], more: 0 }])
    await clock.run(3_000, 50)
    expect(occasions.slice(2)).toEqual([{ kind: 'late', names: ['Dora'], more: 0 }])
  })

  test('tells everybody who comes late within seconds, however many come and go, in few notices', async () => {
    const { clock, occasions, start, room } = await setup()
    await start()
    occasions.splice(0)
    const crowd = Array.from({ length: 30 }, (_, n) => person(`${100 + n}`, `P${n}`))
    const cameMs = new Map<string, number>()
    const waitedMs: number[] = []
    let notices = 0
    for (const [n, each] of crowd.entries()) {
      room().listener.joined(each)
      cameMs.set(each.name, clock.now())
      // Others leave, and come back.
      const [leaving, coming] = [crowd[n - 7], crowd[n - 9]]
      if (leaving) room().listener.left(leaving.id)
      if (coming) room().listener.joined(coming)
      for (let ms = 0; ms < 2_000; ms += 500) {
        await clock.run(500, 50)
        for (const occasion of occasions.splice(0)) {
          notices += 1
          const names = occasion.kind === 'late' ? occasion.names : []
          waitedMs.push(...names.map((name) => clock.now() - (cameMs.get(name) ?? 0)))
        }
      }
    }
    // All but the last few, who came in the last seconds; of a minute.
    expect(waitedMs.length).toBeGreaterThanOrEqual(25)
    expect(waitedMs.length).toBeLessThanOrEqual(30)
    expect(notices).toBeLessThanOrEqual(7)
    expect(Math.max(...waitedMs)).toBeLessThanOrEqual(11_500)
  })

  test('does not hear who comes late and cannot be told, says so, and hears them when they were told', async () => {
    let reach = false
    const { clock, occasions, start, room, speak, states, sessions } = await setup({
      reaches: ({ person: id }) => reach || id !== cleo.id,
    })
    await start()
    room().listener.joined(cleo)
    expect([speak(cleo), speak(ada)]).toEqual([null, expect.anything()])
    await clock.run(30_000, 50)
    expect([speak(cleo), occasions.length]).toEqual([null, 1])
    expect(states()).toContainEqual(['Cleo', 'untold'])
    expect(eventsOf(sessions)).toContain('not everybody could be told who is heard')
    reach = true
    await clock.run(1_100, 50)
    expect(occasions.slice(1)).toEqual([{ kind: 'late', names: ['Cleo'], more: 0 }])
    // When she could not be told, and when she was.
    expect(room().reconsidered.filter((id) => id === cleo.id)).toHaveLength(2)
    expect(speak(cleo)).not.toBeNull()
  })

  test('does not hear who came while the others were being told, where no notice reaches them', async () => {
    const posted = Promise.withResolvers<void>()
    const { clock, sessions, room, speak } = await setup({
      reaches: ({ person: id }) => id !== cleo.id,
      postNotice: async ({ channel }) => {
        await posted.promise
        return [{ channel, message: '601' }]
      },
    })
    const starting = sessions.start({ ref, roomName: 'Table', channel: channelId('502'), starter: ada })
    await clock.run(100)
    room().listener.joined(cleo)
    posted.resolve()
    await starting
    expect([speak(cleo), speak(ada)]).toEqual([null, expect.anything()])
  })

  test('does not hear who is met before they are said to be in the room, where no notice reaches them', async () => {
    const { start, speak } = await setup({ reaches: ({ person: id }) => id !== cleo.id })
    await start()
    expect(speak(cleo)).toBeNull()
  })

  test('drops what it heard of somebody whose notice could not be posted, and tries again', async () => {
    let posts = 0
    const { clock, start, room, speak, sink, states } = await setup({
      postNotice: async ({ channel }) => {
        posts += 1
        if (posts === 2) throw new UserError(verbatim('I may not write there.'))
        return [{ channel, message: `${600 + posts}` }]
      },
    })
    await start()
    room().listener.joined(cleo)
    const cleos = speak(cleo)
    await clock.run(100, 50)
    expect([cleos?.state, sink.dropped, speak(cleo)]).toEqual(['aborted', [cleo.id], null])
    expect(states()).toContainEqual(['Cleo', 'untold'])
    await clock.run(11_000, 50)
    expect(posts).toBe(3)
    expect(speak(cleo)).not.toBeNull()
    expect(states()).not.toContainEqual(['Cleo', 'untold'])
  })

  test('says once that somebody could not be told, however often it is tried', async () => {
    let posts = 0
    const { clock, start, room, sessions } = await setup({
      postNotice: async ({ channel }) => {
        posts += 1
        if (posts > 1) throw new UserError(verbatim('I may not write there.'))
        return [{ channel, message: '601' }]
      },
    })
    await start()
    room().listener.joined(cleo)
    await clock.run(35_000, 50)
    expect(posts).toBe(5)
    expect(
      eventsOf(sessions).filter((what) => what === 'not everybody could be told who is heard'),
    ).toHaveLength(1)
  })

  test('hears nobody who is not told that another rule holds', async () => {
    let posts = 0
    const kinds: string[] = []
    const { clock, start, room, speak, settings, decide } = await setup({
      postNotice: async ({ channel, notice: { occasion } }) => {
        posts += 1
        if (posts === 2) throw new UserError(verbatim('I may not write there.'))
        kinds.push(occasion.kind)
        return [{ channel, message: `${600 + posts}` }]
      },
    })
    await settingOf(settings, 'consent', 'ask')
    await start()
    await decide(ada, 'agreed')
    expect(speak(ada)).not.toBeNull()
    await settingOf(settings, 'consent', 'notice')
    await clock.run(100, 50)
    expect([speak(ada), speak(bert)]).toEqual([null, null])
    room().listener.left(bert.id)
    await clock.run(11_000, 50)
    expect(kinds).toEqual(['start', 'changed'])
    expect(speak(ada)).not.toBeNull()
  })

  test('says in its status that somebody who came late could not be told', async () => {
    let posts = 0
    const { clock, start, room, sessions } = await setup({
      postNotice: async ({ channel }) => {
        posts += 1
        if (posts > 1) throw new UserError(verbatim('I may not write there.'))
        return [{ channel, message: '601' }]
      },
    })
    await start()
    room().listener.joined(cleo)
    await clock.run(1_000, 50)
    const status = sessions.status(guild)
    const events = status === null || status === 'starting' ? [] : status.events
    expect(events.map(({ what }) => inEnglish(what))).toEqual(['not everybody could be told who is heard'])
  })

  test('that is taken up again neither tells nor hears words of who opted out in the last moment before', async () => {
    const first = await setup()
    await first.start()
    first.speak(bert)?.options.emit(openTurn('never'))
    first.speak(ada)?.options.emit(openTurn('some words'))
    await first.clock.run(2_000, 50)
    // The process dies just after this was kept, and before anything came of it.
    await first.store.keepConsent({
      guild,
      person: bert.id,
      decision: 'opted-out',
      at: first.clock.wall(),
      through: 'notice',
    })
    const second = await setup({ store: first.store })
    second.clock.advance(5_000)
    const resumed = second.sessions.resume()
    await second.clock.run(1_000)
    await resumed
    expect(second.speak(bert)).toBeNull()
    expect(second.speak(ada)).not.toBeNull()
    const { session } = await second.sessions.stop(guild, verbatim('Stopped.'))
    const transcript = await first.store.transcript(session)
    expect(transcript?.turns.map(({ speaker, text }) => [speaker.name, text])).toEqual([
      ['Ada', 'some words'],
    ])
    expect(transcript?.gaps.map(({ speaker }) => speaker?.name)).toEqual(['Ada'])
  })
})

const settingOf = (
  settings: Awaited<ReturnType<typeof setup>>['settings'],
  name: string,
  value: string,
): Promise<unknown> => settings.change(guild, name, value)
