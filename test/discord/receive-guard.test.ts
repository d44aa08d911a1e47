import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { Certificate } from '../../sandbox/discord/voice/certificate.ts'
import { VoiceServer } from '../../sandbox/discord/voice/voice-server.ts'
import { systemClock } from '../../src/base/clock.ts'
import { ConfigError } from '../../src/base/errors.ts'
import {
  checkVoiceLibrary,
  looksSealed,
  ReceivedPacket,
  ReceiveGuard,
} from '../../src/discord/receive-guard.ts'
import { ListeningBot, trustedCertificate } from '../sandbox/discord/voice/listening-bot.ts'
import { tonePackets } from '../sandbox/discord/voice/opus-tone.ts'

const guildId = '100000000000000001'
const channelId = '200000000000000001'
const bot = { guildId, channelId, userId: '900000000000000001' }
const ann = { guildId, channelId, userId: '300000000000000001' }
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe])

let certificate: Certificate
const closing: (() => unknown)[] = []

beforeAll(async () => {
  certificate = await trustedCertificate()
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** The real @discordjs/voice on the sandbox's voice server, with the guard in between. */
async function guarded(options: { readonly dave?: boolean } = {}) {
  const voice = await VoiceServer.start({ certificate, ...options })
  closing.push(() => voice.close())
  const listening = ListeningBot.ask(voice, bot)
  closing.push(() => listening.leave())
  const { connection } = listening
  const guard = new ReceiveGuard(connection, systemClock)
  const packets: ReceivedPacket[] = []
  const broken: Error[] = []
  connection.receiver
    .subscribe(ann.userId)
    .on('error', (error) => broken.push(error))
    .on('data', (packet: unknown) => {
      if (packet instanceof ReceivedPacket) packets.push(packet)
      else broken.push(new Error('a bare buffer came through'))
    })
  await listening.until('ready', () => connection.state.status === 'ready')
  const spoken = () => packets.filter(({ payload }) => !payload.equals(SILENCE))
  const until = (count: number) => listening.until(`${count} packets`, () => spoken().length >= count)
  return { voice, listening, connection, guard, packets, spoken, until, broken }
}

describe('the version check', () => {
  test('passes with the installed library', () => {
    expect(() => checkVoiceLibrary()).not.toThrow()
  })

  test.each(['0.19.1', '0.19.3', '0.20.0'])('refuses %s in words for an admin', (version) => {
    expect(() => checkVoiceLibrary(version)).toThrow(ConfigError)
    expect(() => checkVoiceLibrary(version)).toThrow(/exactly 0\.19\.2: run npm ci/)
  })
})

describe('the mark of a sealed frame', () => {
  const frame = (length: number, ...end: number[]) =>
    Buffer.concat([Buffer.alloc(length - end.length, 1), Buffer.from(end)])
  test.each([
    ['a DAVE frame', frame(90, 12, 0xfa, 0xfa), true],
    ['with a longer nonce', frame(90, 14, 0xfa, 0xfa), true],
    ['plain Opus', frame(90, 1, 2, 3), false],
    ['the marker alone', frame(90, 3, 0xfa, 0xfa), false],
    ['a supplement longer than the frame', frame(20, 21, 0xfa, 0xfa), false],
    ['half a marker', frame(90, 12, 0xfa, 0xfb), false],
    ['the silence frame', SILENCE, false],
    ['nothing', Buffer.alloc(0), false],
  ])('%s', (_, packet, expected) => {
    expect(looksSealed(packet)).toBe(expected)
  })
})

describe('between the socket and the subscription', () => {
  test.each([{ dave: true }, { dave: false }])(
    'each packet comes with its RTP place (DAVE: $dave)',
    async ({ dave }) => {
      const { voice, listening, spoken, until, broken, packets } = await guarded({ dave })
      const person = await voice.connectPerson(ann)
      if (dave) await listening.untilInGroupWith(person)
      const said = tonePackets(25, 300)
      await person.talk(said)
      await until(said.length)
      expect(spoken().map(({ payload }) => payload)).toEqual(said)
      const [first] = packets
      for (const [index, packet] of spoken().entries()) {
        expect(packet.sequence).toBe(((first?.sequence ?? 0) + index) % 65_536)
        expect(packet.timestamp).toBe(((first?.timestamp ?? 0) + index * 960) % 2 ** 32)
        expect(packet.ssrc).toBe(person.ssrc)
      }
      const arrivals = packets.map(({ arrivedMs }) => arrivedMs)
      expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b))
      expect(broken).toEqual([])
    },
  )

  test('a resumed voice socket loses nothing, and no sealed frame passes for sound', async () => {
    const { voice, listening, spoken, until, guard } = await guarded()
    const person = await voice.connectPerson(ann)
    await listening.untilInGroupWith(person)
    const said = tonePackets(60, 300)
    const talk = person.talk(said)
    await until(15)
    voice.cutVoiceSocket(bot.userId, 4015)
    await talk
    await until(said.length)
    expect(spoken().map(({ payload }) => payload)).toEqual(said)
    expect(guard.counters.sealed).toBe(0)
  })

  test('joining while somebody speaks gives no noise', async () => {
    const voice = await VoiceServer.start({ certificate, peopleAnswerAfterMs: 300 })
    closing.push(() => voice.close())
    const said = tonePackets(80, 300)
    const [person, bob] = [
      await voice.connectPerson(ann),
      await voice.connectPerson({ ...ann, userId: '300000000000000002' }),
    ]
    await person.whenEncrypted()
    const talk = person.talk(said)
    const listening = ListeningBot.ask(voice, bot)
    closing.push(() => listening.leave())
    const guard = new ReceiveGuard(listening.connection, systemClock)
    const heard: Buffer[] = []
    listening.connection.receiver.subscribe(ann.userId).on('data', (packet: unknown) => {
      if (packet instanceof ReceivedPacket) heard.push(packet.payload)
    })
    await talk
    await listening.untilInGroupWith(bob)
    await person.talk(tonePackets(3, 900))
    const known = new Set([...said, ...tonePackets(3, 900), SILENCE].map((packet) => packet.toString('hex')))
    expect(heard.filter((payload) => !known.has(payload.toString('hex')))).toEqual([])
    expect(guard.counters.sealed + guard.counters.unopened).toBeGreaterThan(0)
    expect(heard.length).toBeGreaterThan(0)
  })

  test('packets with a wrong transport tag cost themselves only', async () => {
    const { voice, listening, spoken, until, guard, broken } = await guarded()
    const person = await voice.connectPerson(ann)
    await listening.untilInGroupWith(person)
    const said = tonePackets(30, 300)
    voice.setWireRule(({ index }) => (index % 10 === 3 ? 'broken' : 'pass'))
    await person.talk(said)
    const whole = said.filter((_, index) => index % 10 !== 3)
    await until(whole.length)
    expect(spoken().map(({ payload }) => payload)).toEqual(whole)
    expect(guard.counters.unopened).toBeGreaterThanOrEqual(3)
    expect(broken).toEqual([])
  })

  test.each([{ dave: true }, { dave: false }])(
    'packets with nothing but padding are dropped, and leave the keys alone (DAVE: $dave)',
    async ({ dave }) => {
      const { voice, listening, connection, guard, packets, spoken, until } = await guarded({ dave })
      const person = await voice.connectPerson(ann)
      if (dave) await listening.untilInGroupWith(person)
      await person.talk(tonePackets(2, 300))
      await until(2)
      const code = connection.voicePrivacyCode
      person.sendPadding(60)
      await person.talk(tonePackets(2, 600))
      await until(4)
      expect(spoken().map(({ payload }) => payload)).toEqual([...tonePackets(2, 300), ...tonePackets(2, 600)])
      expect(packets.every(({ payload }) => payload.length > 0)).toBe(true)
      expect(guard.counters.empty + guard.counters.unopened).toBe(60)
      expect(connection.voicePrivacyCode).toBe(code)
    },
  )

  test('datagrams too short for an RTP header do not throw out of the socket', async () => {
    const { connection, guard } = await guarded()
    for (let length = 0; length < 12; length += 1)
      connection.receiver.onUdpMessage(Buffer.alloc(length, 0x90))
    expect(guard.counters.runts).toBe(12)
  })

  test('a new voice session begins without the SSRCs of the one before', async () => {
    const { voice, listening, connection, until } = await guarded()
    const person = await voice.connectPerson(ann)
    await listening.untilInGroupWith(person)
    await person.talk(tonePackets(2, 300))
    await until(2)
    expect(connection.receiver.ssrcMap.get(person.ssrc)?.userId).toBe(ann.userId)
    const networks: unknown[] = []
    connection.once('connecting', () => networks.push(connection.receiver.ssrcMap.get(person.ssrc)))
    voice.cutVoiceSocket(bot.userId, 4006)
    await listening.until('a new voice session', () => networks.length > 0)
    expect(networks).toEqual([undefined])
  })
})
