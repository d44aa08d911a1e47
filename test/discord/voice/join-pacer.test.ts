import type { DiscordGatewayAdapterLibraryMethods } from '@discordjs/voice'
import { describe, expect, test } from '@jest/globals'
import { JoinPacer } from '../../../src/discord/voice/join-pacer.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const JOIN = { op: 4, d: { guild_id: '1', channel_id: '2' } }
const LEAVE = { op: 4, d: { guild_id: '1', channel_id: null } }

const methods: DiscordGatewayAdapterLibraryMethods = {
  destroy: () => {},
  onVoiceServerUpdate: () => {},
  onVoiceStateUpdate: () => {},
}

function paced(gateway: { up: boolean } = { up: true }) {
  const clock = new ManualClock()
  const sent: [number, unknown][] = []
  let exhausted = 0
  const pacer = new JoinPacer({
    clock,
    onWait: () => {},
    onSent: () => {},
    onExhausted: () => {
      exhausted += 1
    },
  })
  const adapter = pacer.adapter(() => ({
    destroy: () => {},
    sendPayload: (payload) => {
      if (gateway.up) sent.push([clock.now(), payload])
      return gateway.up
    },
  }))(methods)
  return { clock, sent, pacer, adapter, exhausted: () => exhausted }
}

describe('requests to join', () => {
  test('go out at once the first time, and ever later after that, until there are no more', () => {
    const { clock, sent, adapter, exhausted } = paced()
    for (let attempt = 0; attempt < 6; attempt += 1) {
      expect(adapter.sendPayload(JOIN)).toBe(true)
      clock.advance(20_000)
    }
    expect(sent.map(([at]) => at % 20_000)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 15_000])
    adapter.sendPayload(JOIN)
    expect(exhausted()).toBe(0)
    clock.advance(1)
    expect(exhausted()).toBe(1)
    expect(sent.length).toBe(6)
    expect(clock.pending).toBe(0)
  })

  test('begin from the first pause again after a connection that held', () => {
    const { clock, sent, adapter, pacer } = paced()
    adapter.sendPayload(JOIN)
    pacer.ready()
    clock.advance(31_000)
    pacer.unready()
    adapter.sendPayload(JOIN)
    expect(sent.map(([at]) => at)).toEqual([0, 31_000])
  })

  test('do not begin again after a connection that broke at once', () => {
    const { clock, sent, adapter, pacer } = paced()
    adapter.sendPayload(JOIN)
    pacer.ready()
    clock.advance(2_000)
    pacer.unready()
    clock.advance(60_000)
    adapter.sendPayload(JOIN)
    clock.advance(1_000)
    expect(sent.map(([at]) => at)).toEqual([0, 63_000])
  })

  test('to leave pass at once, and drop a join that waits', () => {
    const { clock, sent, adapter } = paced()
    adapter.sendPayload(JOIN)
    adapter.sendPayload(JOIN)
    adapter.sendPayload(LEAVE)
    clock.advance(60_000)
    expect(sent.map(([, payload]) => payload)).toEqual([JOIN, LEAVE])
    expect(clock.pending).toBe(0)
  })

  test('fail at once only when the very first finds no gateway; later ones wait for it', () => {
    expect(paced({ up: false }).adapter.sendPayload(JOIN)).toBe(false)
    const gateway = { up: true }
    const { clock, sent, adapter } = paced(gateway)
    adapter.sendPayload(JOIN)
    gateway.up = false
    expect(adapter.sendPayload(JOIN)).toBe(true)
    clock.advance(1_000)
    gateway.up = true
    clock.advance(2_000)
    expect(sent.map(([at]) => at)).toEqual([0, 3_000])
  })
})
