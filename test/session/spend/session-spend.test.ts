import { describe, expect, test } from '@jest/globals'
import { SimulatedService } from '../../../bench/cost/simulated-service.ts'
import { channelId, guildId, roomId, speakerId } from '../../../src/base/ids.ts'
import { createLog } from '../../../src/base/log.ts'
import { Sessions } from '../../../src/session/sessions.ts'
import { Spend } from '../../../src/session/spend/spend.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import type { Speaker } from '../../../src/transcript/turn.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { encode, microphone, Sender, tone } from '../../support/opus-packets.ts'
import { PaperSink, ScriptedGateway } from '../../support/scripted-room.ts'
import { sessionParts } from '../../support/session-parts.ts'

const guild = guildId('100')
const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const FRAME_MS = 60
const SPEECH = encode(microphone(60_000, tone(300)), { frameMs: FRAME_MS, bitrate: 6_000 })
/** At 0.36 an hour, 20 s of a session. */
const TWENTY_SECONDS = 0.002

/** A bot's sessions with the real engine on a simulated service, on simulated time. */
async function setup(guildDay: number | null) {
  const clock = new ManualClock(Date.UTC(2026, 10, 22, 12))
  const log = createLog('silent')
  const service = new SimulatedService(clock)
  const engine = createAssemblyAiEngine(
    { ...assemblyAiSettings, formatTurns: false, pricePerHour: 0.36 },
    { clock, log, random: () => 0.5, connect: service.connect },
  )
  const store = await openSqliteStore({ folder: ':memory:', clock, log })
  const caps = { guildDay, guildMonth: null, totalDay: null, totalMonth: null }
  const spend = new Spend({ store, clock, log, caps, currency: 'USD', orphanMs: 120_000 })
  await spend.load()
  const sink = new PaperSink()
  const gateway = new ScriptedGateway()
  const sessions = new Sessions(
    await sessionParts({
      gateway,
      engines: [engine],
      clock,
      store,
      spend,
      openSink: async () => sink,
    }),
  )
  const start = async () => {
    const started = sessions.start({
      ref: { guild, room: roomId('11') },
      roomName: 'The Table',
      channel: channelId('12'),
      starter: ada,
    })
    const settled = started.then(
      () => 'started',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    await clock.run(3_000)
    return settled
  }
  /** Somebody talks for so long, without a pause. */
  const talk = async (ms: number) => {
    const inlet = gateway.rooms.at(-1)?.listener.meet(ada)
    const packets = new Sender({ frameMs: FRAME_MS }).talk(clock.now(), SPEECH.slice(0, ms / FRAME_MS), 0)
    for (const packet of packets) {
      if (packet.arrivedMs > clock.now()) await clock.run(packet.arrivedMs - clock.now(), FRAME_MS)
      inlet?.(packet)
    }
  }
  const stop = async () => {
    const stopping = sessions.stop(guild, verbatim('Stopped.'))
    await clock.run(3_000)
    return stopping
  }
  const close = async () => {
    await spend.close()
    await engine.close()
    await store.close()
  }
  return { clock, service, spend, store, sink, sessions, start, talk, stop, close }
}

describe('what a session spends', () => {
  test('is shown in its status and told at its end, and is what the service bills', async () => {
    const { clock, service, store, sessions, start, talk, stop, close } = await setup(1)
    expect(await start()).toBe('started')
    // The engine has proved that it works in a session of its own, which is paid for too.
    expect(service.billedMs).toBeGreaterThan(1_000)
    await talk(12_000)
    await clock.run(30_000)
    const status = sessions.status(guild)
    if (status === null || status === 'starting') throw new Error('no session')
    const { billedMs, spokenMs, cost, caps } = status.spend
    expect(spokenMs).toBe(12_000)
    // The hold of 5 s is over: nothing is open, and nothing grows.
    expect(billedMs).toBeGreaterThan(17_000)
    expect(billedMs).toBeLessThan(20_000)
    expect(Math.abs(service.billedMs - billedMs)).toBeLessThan(1)
    expect(cost).toBeCloseTo((billedMs * 0.36) / 3_600_000, 9)
    expect(caps).toEqual([{ period: 'day', spent: cost, cap: 1 }])
    const summary = await stop()
    expect(summary.spend).toMatchObject({ billedMs, spokenMs, cost })
    expect(await store.spent({ from: '2026-11-22', to: '2026-11-22', guild })).toEqual({
      billedMs,
      spokenMs,
      cost,
    })
    await close()
  })

  test('ends it in order when a cap is used up, after a warning, and no other begins', async () => {
    const { clock, service, spend, sink, sessions, start, talk, close } = await setup(TWENTY_SECONDS)
    await start()
    await talk(30_000)
    await clock.run(10_000)
    const told = sink.lines.filter((line) => line.includes('may spend'))
    expect(told).toEqual([
      expect.stringMatching(/8\d % of what this server may spend on speech recognition today is used/),
      expect.stringMatching(/All of what this server may spend .* is used up.* after midnight UTC.*listened/),
    ])
    expect(sink.lines.at(-1)).toBe(told[1])
    expect(sessions.count).toBe(0)
    // What was said until then was told, and the session with the service was ended, not dropped.
    expect(sink.lines.some((line) => line.startsWith('Ada: '))).toBe(true)
    expect(service.billedMs).toBeGreaterThanOrEqual(20_000)
    expect(service.billedMs).toBeLessThan(22_500)
    expect(spend.guildSpent(guild).day.billedMs).toBe(service.billedMs)
    expect(await start()).toMatch(/^All of what this server may spend/)
    await close()
  })

  test('does not begin at all where nothing may be spent', async () => {
    const { start, close } = await setup(0)
    expect(await start()).toMatch(/costs money is not allowed in this server/)
    await close()
  })
})
