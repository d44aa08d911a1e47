import { afterEach, describe, expect, test } from '@jest/globals'
import type { StoreTrouble } from '../../src/base/errors.ts'
import { Histogram } from '../../src/base/histogram.ts'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { Sessions } from '../../src/session/sessions.ts'
import { WatchPost } from '../../src/web/watch-post.ts'
import { verbatim } from '../../src/wording/words.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { speech } from '../support/opus-packets.ts'
import { ScriptedEngine } from '../support/scripted-engine.ts'
import { CALM, ScriptedGateway } from '../support/scripted-room.ts'
import { type PartsOptions, sessionParts } from '../support/session-parts.ts'
import { until } from '../support/until.ts'

const open: WatchPost[] = []
afterEach(async () => {
  for (const post of open.splice(0)) await post.close()
})

const guild = guildId('100')
const ada = { id: speakerId('1'), name: 'Annabel', avatarUrl: null, bot: false }

const SPEND = {
  costs: () => [
    { engine: 'assemblyai', billedMs: 90_000, cost: 0.00375 },
    { engine: 'sherpa', billedMs: 0, cost: 0 },
  ],
  total: () => ({
    day: { billedMs: 0, spokenMs: 0, cost: 0.5 },
    month: { billedMs: 0, spokenMs: 0, cost: 7 },
  }),
  reached: () => ({ guilds: 2, total: true }),
}

async function watch(given: Partial<PartsOptions> = {}) {
  const clock = new ManualClock()
  const gateway = new ScriptedGateway()
  const engine = new ScriptedEngine()
  const times = new Histogram([0.05, 1])
  for (const seconds of [0.04, 0.9, 20]) times.add(seconds)
  const discord = {
    ready: true,
    posts: { captions: 3, panels: 1, retries: 4, limited: 5, refused: 6, lost: 7, unkept: 8, times },
    pending: { posts: 0, answers: 0 },
    isIn: () => present,
  }
  const store = {
    failures: new Map<StoreTrouble, number>([['full', 9]]),
    trouble: null as StoreTrouble | null,
    looks: 0,
    look: async () => {
      store.looks += 1
    },
  }
  let present = true
  const parts = await sessionParts({ gateway, engines: [engine], clock, drainMs: 1_000, ...given })
  const sessions = new Sessions(parts)
  const post = new WatchPost({
    host: '127.0.0.1',
    port: 0,
    sessions,
    spend: SPEND,
    roster: parts.roster,
    store,
    discord,
    clock,
    log: createLog('silent'),
  })
  open.push(post)
  const url = `http://127.0.0.1:${await post.start()}`
  const ask = async (path: string) => {
    const response = await fetch(url + path)
    return { status: response.status, text: await response.text() }
  }
  const metrics = async () => parse((await ask('/metrics')).text)
  const start = async () => {
    await sessions.start({
      ref: { guild, room: roomId('11') },
      roomName: 'The Table',
      channel: channelId('12'),
      starter: ada,
    })
    const room = gateway.rooms.at(-1)
    if (!room) throw new Error('no room')
    return room
  }
  const expel = () => {
    present = false
  }
  return { clock, discord, store, engine, sessions, post, ask, metrics, start, expel }
}

/** Prometheus' text format: each sample by its name and labels; throws for a line that is none. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# ')) continue
    const [, name, value] = /^([a-z][a-z0-9_]*(?:\{[^}]*\})?) (-?[\d.e+-]+|Nan|\+Inf)$/i.exec(line) ?? []
    if (name === undefined) throw new Error(`not a sample: ${line}`)
    samples.set(name, Number(value))
  }
  return samples
}

describe('/healthz', () => {
  test('is green without sessions, and while all is well', async () => {
    const { clock, ask, start } = await watch()
    expect(await ask('/healthz')).toEqual({
      status: 200,
      text: '{"healthy":true,"sessions":0,"problems":[]}\n',
    })
    await start()
    clock.advance(60_000)
    expect((await ask('/healthz')).status).toBe(200)
  })

  test('turns red while people speak and nothing is heard, names the session, and is green again after', async () => {
    const { clock, ask, start, sessions } = await watch()
    const room = await start()
    for (let second = 1; second <= 12; second += 1) {
      room.ear = { lastSpeakingMs: clock.now(), lastPacketMs: null }
      clock.advance(1_000)
    }
    const red = await ask('/healthz')
    expect(red.status).toBe(503)
    expect(JSON.parse(red.text)).toEqual({
      healthy: false,
      sessions: 1,
      problems: [{ session: sessions.live[0]?.id, kind: 'deaf', seconds: 12 }],
    })
    room.ear = { lastSpeakingMs: clock.now(), lastPacketMs: clock.now() }
    clock.advance(1_000)
    expect((await ask('/healthz')).status).toBe(200)
  })

  test.each(['by its own connection', "by Discord's word"])(
    'turns red when the bot is out of its room %s',
    async (how) => {
      const { clock, ask, start, expel } = await watch()
      const room = await start()
      clock.advance(1_000)
      if (how === "by Discord's word") expel()
      else room.ear = { state: 'rejoining', sinceMs: 1_000 }
      clock.advance(9_000)
      expect((await ask('/healthz')).status).toBe(200)
      clock.advance(5_000)
      const red = await ask('/healthz')
      expect(red.status).toBe(503)
      expect(red.text).toContain('"absent"')
    },
  )

  test('a session that was stopped need not be in its room', async () => {
    const { clock, ask, start, sessions, expel } = await watch()
    await start()
    await sessions.stop(guild, verbatim('Stopped.'))
    expel()
    clock.advance(30_000)
    expect((await ask('/healthz')).status).toBe(200)
  })
})

describe('/readyz', () => {
  test("is what Discord's adapter says", async () => {
    const { discord, ask } = await watch()
    expect(await ask('/readyz')).toEqual({
      status: 200,
      text: '{"ready":true,"discord":true,"store":"well"}\n',
    })
    discord.ready = false
    expect(await ask('/readyz')).toEqual({
      status: 503,
      text: '{"ready":false,"discord":false,"store":"well"}\n',
    })
  })

  test('says no while what is said may not be kept, and the store is asked now and then', async () => {
    const { clock, store, ask } = await watch()
    store.trouble = 'full'
    const { status, text } = await ask('/readyz')
    expect([status, JSON.parse(text)]).toEqual([503, { ready: false, discord: true, store: 'full' }])
    // It hears and posts all the same: a restart would mend nothing.
    expect((await ask('/healthz')).status).toBe(200)
    clock.advance(30_000)
    expect(store.looks).toBe(3)
  })
})

describe('/busy', () => {
  const busy = async (ask: (path: string) => Promise<{ status: number; text: string }>) => {
    const { status, text } = await ask('/busy')
    return [status, JSON.parse(text)]
  }
  const idle = { busy: false, sessions: 0, closing: 0, posts: 0, answers: 0 }

  test('says no where nothing goes on, and 503 with the counts as long as a session is there', async () => {
    const { sessions, start, ask } = await watch()
    expect(await busy(ask)).toEqual([200, idle])
    const starting = start()
    expect(await busy(ask)).toEqual([503, { ...idle, busy: true, sessions: 1 }])
    await starting
    expect(await busy(ask)).toEqual([503, { ...idle, busy: true, sessions: 1 }])
    await sessions.stop(guild, verbatim('Stopped.'))
    expect(await busy(ask)).toEqual([200, idle])
  })

  test('is busy while a session that was stopped is still being closed', async () => {
    const closed = Promise.withResolvers<void>()
    const { sessions, start, ask } = await watch({
      openBoard: () => ({ show: () => {}, close: () => closed.promise }),
    })
    await start()
    await sessions.stop(guild, verbatim('Stopped.'))
    expect(await busy(ask)).toEqual([503, { ...idle, busy: true, closing: 1 }])
    closed.resolve()
    await until('the last edit', () => sessions.closing === 0)
    expect(await busy(ask)).toEqual([200, idle])
  })

  test.each(['posts', 'answers'] as const)('is busy while there are %s', async (what) => {
    const { discord, ask } = await watch()
    discord.pending[what] = 2
    expect(await busy(ask)).toEqual([503, { ...idle, busy: true, [what]: 2 }])
  })
})

describe('/metrics', () => {
  test('has everything that was counted, and the figures of the process', async () => {
    const { clock, start, metrics, engine } = await watch()
    const room = await start()
    room.ear = {
      counters: {
        ...CALM.counters,
        received: 70,
        sealed: 5,
        unopened: 4,
        unnamedHeld: 3,
        heals: { resubscribe: 1, decoder: 2, rejoin: 3 },
      },
    }
    const inlet = room.listener.meet(ada)
    const packets = speech({ ssrc: 7, arrivedMs: 0, lastsMs: 2_000 })
    for (const [index, packet] of packets.entries()) {
      if (index === 10) continue
      inlet?.(packet)
      if (index === 20) inlet?.(packet)
    }
    clock.advance(3_000)
    engine.streams[0]?.say('one two three', 0)
    clock.advance(2_000)
    const samples = await metrics()
    const expected: Readonly<Record<string, number>> = {
      hansard_packets_received_total: 70,
      hansard_packets_lost_total: 1,
      hansard_packets_late_total: 0,
      hansard_packets_duplicated_total: 1,
      hansard_packets_sealed_total: 5,
      hansard_packets_unopened_total: 4,
      hansard_packets_undecodable_total: 0,
      hansard_packets_unknown_ssrc_total: 3,
      'hansard_heals_total{step="resubscribe"}': 1,
      'hansard_heals_total{step="decoder"}': 2,
      'hansard_heals_total{step="rejoin"}': 3,
      hansard_timed_decodes_total: 1,
      hansard_turns_total: 1,
      hansard_words_total: 3,
      hansard_speech_connections_total: 1,
      'hansard_speech_billed_seconds_total{engine="assemblyai"}': 90,
      'hansard_speech_billed_seconds_total{engine="sherpa"}': 0,
      'hansard_speech_cost_total{engine="assemblyai"}': 0.00375,
      'hansard_spent{period="day"}': 0.5,
      'hansard_spent{period="month"}': 7,
      hansard_spoken_seconds_total: 1.98,
      'hansard_lost_seconds_total{cause="network"}': 0,
      'hansard_lost_seconds_total{cause="voice"}': 0,
      hansard_release_hold_seconds_count: 1,
      'hansard_release_hold_seconds_bucket{le="+Inf"}': 1,
      hansard_turns_late_total: 0,
      hansard_lines_unkept_total: 0,
      'hansard_release_to_accepted_seconds_bucket{le="0.05"}': 1,
      'hansard_release_to_accepted_seconds_bucket{le="1"}': 2,
      'hansard_release_to_accepted_seconds_bucket{le="+Inf"}': 3,
      hansard_release_to_accepted_seconds_sum: 20.94,
      hansard_release_to_accepted_seconds_count: 3,
      'hansard_engine_down{engine="scripted"}': 0,
      'hansard_engine_refused{engine="scripted"}': 0,
      'hansard_speech_losses_total{reason="closed-3007"}': 0,
      'hansard_caps_reached{scope="server"}': 2,
      'hansard_caps_reached{scope="total"}': 1,
      'hansard_store_errors_total{trouble="full"}': 9,
      'hansard_store_trouble{trouble="full"}': 0,
      hansard_deaf_speakers: 0,
      hansard_ready: 1,
      hansard_post_retries_total: 4,
      hansard_posts_rate_limited_total: 5,
      hansard_posts_refused_total: 6,
      hansard_posts_in_doubt_total: 7,
      hansard_posts_unkept_total: 8,
      hansard_posts_waiting: 0,
      hansard_posts_total: 3,
      hansard_panel_requests_total: 1,
      hansard_sessions: 1,
      hansard_speech_streams_open: 1,
      'hansard_speakers{state="hearing"}': 1,
      'hansard_speakers{state="lost"}': 0,
      hansard_health_problems: 0,
    }
    const found = Object.fromEntries(Object.keys(expected).map((name) => [name, samples.get(name)]))
    expect(found).toEqual(expected)
    // One chunk in 8 that a packet filled.
    expect(samples.get('hansard_packet_to_wire_seconds_count')).toBeGreaterThan(2)
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e6)
  })

  test('counters do not fall when a session ends, and none counts twice', async () => {
    const { start, metrics, sessions } = await watch()
    const received = async () => (await metrics()).get('hansard_packets_received_total')
    const first = await start()
    first.ear = { counters: { ...CALM.counters, received: 10 } }
    expect(await received()).toBe(10)
    await sessions.stop(guild, verbatim('Stopped.'))
    expect(await received()).toBe(10)
    const second = await start()
    second.ear = { counters: { ...CALM.counters, received: 5 } }
    expect([await received(), await received()]).toEqual([15, 15])
  })
})

test('nothing that is served holds a name, a word, or an id of a person, a server or a channel', async () => {
  const { clock, ask, start, engine, expel } = await watch()
  const room = await start()
  const inlet = room.listener.meet({ ...ada, id: speakerId('777000111') })
  for (const packet of speech({ ssrc: 9, arrivedMs: 0, lastsMs: 500 })) inlet?.(packet)
  engine.streams[0]?.say('confidential', 0)
  room.listener.event(verbatim('rejoined'))
  expel()
  clock.advance(20_000)
  for (const path of ['/healthz', '/readyz', '/busy', '/metrics', '/']) {
    const { text } = await ask(path)
    expect(text).not.toMatch(/Annabel|confidential|777000111|The Table/)
  }
  expect((await ask('/healthz')).text).toContain('absent')
})

test('closing leaves neither a timer nor a socket', async () => {
  const { clock, post, ask } = await watch()
  await Promise.all([post.close(), post.close()])
  expect(clock.pending).toBe(0)
  await expect(ask('/healthz')).rejects.toThrow()
})
