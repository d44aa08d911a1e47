import type { VoiceConnection } from '@discordjs/voice'
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Certificate } from '../../../sandbox/discord/voice/certificate.ts'
import type { VoicePerson } from '../../../sandbox/discord/voice/voice-person.ts'
import { VoiceServer, type VoiceServerOptions } from '../../../sandbox/discord/voice/voice-server.ts'
import type { OpusPacket } from '../../../src/audio/packet.ts'
import { systemClock } from '../../../src/base/clock.ts'
import { ConfigError } from '../../../src/base/errors.ts'
import { ReceiveGuard } from '../../../src/discord/voice/receive-guard.ts'
import { checkVoiceLibrary } from '../../../src/discord/voice/voice-library.ts'
import type { PacketInlet } from '../../../src/session/ports.ts'
import { ListeningBot, trustedCertificate } from '../../sandbox/discord/voice/listening-bot.ts'
import { tonePackets } from '../../sandbox/discord/voice/opus-tone.ts'

// Real sockets take what the machine leaves them.
jest.setTimeout(60_000)

const guildId = '100000000000000001'
const channelId = '200000000000000001'
const bot = { guildId, channelId, userId: '900000000000000001' }
const bob = { guildId, channelId, userId: '300000000000000002' }
const ann = { guildId, channelId, userId: '300000000000000001' }
/** Opcodes of the voice gateway: Speaking, and DAVE's announcement of a commit. */
const SPEAKING = 5
const COMMIT = 29
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe])

let certificate: Certificate
const closing: (() => unknown)[] = []

beforeAll(async () => {
  certificate = await trustedCertificate()
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Options {
  readonly voice?: Partial<VoiceServerOptions>
  /** Happens before the bot asks to join. */
  readonly before?: (voice: VoiceServer) => Promise<void>
  readonly inlet?: (userId: string, packets: OpusPacket[]) => PacketInlet | null
}

/** The real @discordjs/voice on the sandbox's voice server, with the guard in the place of its receiver. */
async function guarded({ voice: voiceOptions, before, inlet }: Options = {}) {
  const voice = await VoiceServer.start({ certificate, ...voiceOptions })
  closing.push(() => voice.close())
  await before?.(voice)
  const listening = ListeningBot.ask(voice, bot)
  closing.push(() => listening.leave())
  const { connection } = listening
  const heard = new Map<string, OpusPacket[]>()
  const faults: unknown[] = []
  const guard = new ReceiveGuard({
    connection,
    clock: systemClock,
    meet(userId) {
      const packets: OpusPacket[] = []
      heard.set(userId, packets)
      return inlet ? inlet(userId, packets) : (packet) => packets.push(packet)
    },
    onFault: (error) => faults.push(error),
  })
  closing.push(() => guard.close())
  const ticking = setInterval(() => guard.tick(systemClock.now()), 50)
  closing.push(() => clearInterval(ticking))
  await listening.until('ready', () => connection.state.status === 'ready')
  const spoken = (userId = ann.userId) =>
    (heard.get(userId) ?? []).filter(({ payload }) => !payload.equals(SILENCE))
  const until = (count: number, userId = ann.userId) =>
    listening.until(`${count} packets`, () => spoken(userId).length >= count)
  return { voice, listening, connection, guard, heard, spoken, until, faults }
}

/** The same with a person who can be heard. */
async function conversing(options: Options = {}) {
  const here = await guarded(options)
  const person = await here.voice.connectPerson(ann)
  if (options.voice?.dave !== false) await here.listening.untilInGroupWith(person)
  return { ...here, person }
}

/**
 * Keeps back what the voice gateway sends from now on of this opcode, as JSON or in binary; what it answers hands that on
 * and lets all else pass.
 */
function holdBack(connection: VoiceConnection, op: number): () => void {
  const networking = connection.state.status === 'ready' ? connection.state.networking.state : undefined
  if (!networking || !('ws' in networking)) throw new Error('not connected')
  const { ws } = networking
  const emit = ws.emit.bind(ws)
  const held: (() => unknown)[] = []
  ws.emit = (event: string, ...values: unknown[]) => {
    const pass = () => Reflect.apply(emit, ws, [event, ...values])
    const [message] = values
    const isOf = typeof message === 'object' && message !== null && 'op' in message && message.op === op
    if (!isOf) return pass()
    held.push(pass)
    return true
  }
  return () => {
    ws.emit = emit
    for (const pass of held.splice(0)) pass()
  }
}

const payloads = (packets: readonly OpusPacket[]): Buffer[] => packets.map(({ payload }) => payload)

describe('the version check', () => {
  test('passes with the installed library', () => {
    expect(() => checkVoiceLibrary()).not.toThrow()
  })

  test.each(['0.19.1', '0.19.3', '0.20.0'])('refuses %s in words for an admin', (version) => {
    expect(() => checkVoiceLibrary(version)).toThrow(ConfigError)
    expect(() => checkVoiceLibrary(version)).toThrow(/exactly 0\.19\.2: run npm ci/)
  })
})

describe('out of the socket', () => {
  test.each([{ dave: true }, { dave: false }])(
    'each packet comes with its RTP place (DAVE: $dave)',
    async ({ dave }) => {
      const { person, spoken, until, faults } = await conversing({ voice: { dave } })
      const said = tonePackets(25, 300)
      await person.talk(said)
      await until(said.length)
      expect(payloads(spoken())).toEqual(said)
      const [first] = spoken()
      for (const [index, packet] of spoken().entries()) {
        expect(packet.sequence).toBe(((first?.sequence ?? 0) + index) % 65_536)
        expect(packet.timestamp).toBe(((first?.timestamp ?? 0) + index * 960) % 2 ** 32)
        expect(packet.ssrc).toBe(person.ssrc)
      }
      const arrivals = spoken().map(({ arrivedMs }) => arrivedMs)
      expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b))
      expect(faults).toEqual([])
    },
  )

  test('a resumed voice socket loses nothing, and no sealed frame passes for sound', async () => {
    const { voice, person, spoken, until, guard } = await conversing()
    const said = tonePackets(60, 300)
    const talk = person.talk(said)
    await until(15)
    voice.cutVoiceSocket(bot.userId, 4015)
    await talk
    await until(said.length)
    expect(payloads(spoken())).toEqual(said)
    expect(guard.counters).toMatchObject({ sealed: 0, unopened: 0 })
  })

  test('joining while somebody speaks gives no noise', async () => {
    const said = tonePackets(80, 300)
    const people: VoicePerson[] = []
    let joined = false
    let talk: Promise<unknown> = Promise.resolve()
    const { listening, heard, guard, spoken } = await guarded({
      voice: { peopleAnswerAfterMs: 300 },
      async before(voice) {
        people.push(await voice.connectPerson(ann), await voice.connectPerson(bob))
        await people[0]?.whenEncrypted()
        talk = (async () => {
          while (!joined) await people[0]?.talk(said)
        })()
      },
    })
    const [person, other] = people
    if (!person || !other) throw new Error('nobody is there')
    await listening.untilInGroupWith(other)
    joined = true
    await talk
    await person.talk(tonePackets(3, 900))
    await listening.until('the last words', () => spoken().length >= 3)
    guard.close()
    const known = new Set([...said, ...tonePackets(3, 900), SILENCE].map((packet) => packet.toString('hex')))
    expect(
      payloads([...heard.values()].flat()).filter((payload) => !known.has(payload.toString('hex'))),
    ).toEqual([])
    expect(guard.counters.sealed + guard.counters.unopened).toBeGreaterThan(0)
  })

  test('packets with a wrong transport tag cost themselves only', async () => {
    const { voice, person, spoken, until, guard } = await conversing()
    const said = tonePackets(30, 300)
    voice.setWireRule(({ index }) => (index % 10 === 3 ? 'broken' : 'pass'))
    await person.talk(said)
    const whole = said.filter((_, index) => index % 10 !== 3)
    await until(whole.length)
    expect(payloads(spoken())).toEqual(whole)
    expect(guard.counters.unopened).toBeGreaterThanOrEqual(3)
  })

  test.each([{ dave: true }, { dave: false }])(
    'packets with nothing but padding are handed on as such, for they count, and leave the keys alone (DAVE: $dave)',
    async ({ dave }) => {
      const { person, connection, guard, spoken, until } = await conversing({ voice: { dave } })
      await person.talk(tonePackets(2, 300))
      await until(2)
      const code = connection.voicePrivacyCode
      person.sendPadding(60)
      await person.talk(tonePackets(2, 600))
      await until(4 + 60)
      const [empty, sound] = [true, false].map((isEmpty) =>
        spoken().filter(({ payload }) => (payload.length === 0) === isEmpty),
      )
      expect(payloads(sound ?? [])).toEqual([...tonePackets(2, 300), ...tonePackets(2, 600)])
      expect(empty).toHaveLength(60)
      expect(guard.counters).toMatchObject({ empty: 60, unopened: 0, sealed: 0 })
      expect(connection.voicePrivacyCode).toBe(code)
    },
  )

  test('what is no Opus packet is counted, and throws nothing', async () => {
    const { connection, guard } = await guarded()
    // The answer to IP discovery came this way too.
    const before = { ...guard.counters }
    for (let length = 0; length < 36; length += 1)
      connection.receiver.onUdpMessage(Buffer.alloc(length, 0x90))
    expect(guard.counters).toEqual({
      ...before,
      received: before.received + 36,
      runts: before.runts + 12,
      foreign: before.foreign + 24,
    })
  })

  test('nothing of a person who is not to be heard is opened', async () => {
    const { voice, person, guard, until } = await conversing({
      inlet: (userId, packets) => (userId === ann.userId ? null : (packet) => packets.push(packet)),
    })
    const other = await voice.connectPerson(bob)
    await other.whenEncrypted()
    await person.talk(tonePackets(10, 300))
    expect(guard.counters.opened).toBe(0)
    await other.talk(tonePackets(5, 700))
    await until(5, bob.userId)
    expect(guard.counters.opened).toBeLessThanOrEqual(10)
    expect(guard.counters.unopened).toBe(0)
  })

  test('an inlet that throws costs one packet', async () => {
    const { person, until, spoken, faults } = await conversing({
      inlet: (_, packets) => {
        let count = 0
        return (packet) => {
          count += 1
          if (count === 5) throw new TypeError('a bug')
          packets.push(packet)
        }
      },
    })
    const said = tonePackets(10, 300)
    await person.talk(said)
    await until(9)
    expect(payloads(spoken())).toEqual(said.filter((_, index) => index !== 4))
    expect(faults).toEqual([new TypeError('a bug')])
  })
})

describe('a stream that Discord has not named', () => {
  test.each([{ dave: true }, { dave: false }])(
    'loses nothing when the name comes within two seconds (DAVE: $dave)',
    async ({ dave }) => {
      const { listening, connection, person, guard, spoken, until } = await conversing({ voice: { dave } })
      const name = holdBack(connection, SPEAKING)
      const said = tonePackets(25, 300)
      await person.talk(said)
      await listening.until(
        'it to wait',
        () => guard.counters.unnamedHeld > 0 && guard.counters.received >= said.length,
      )
      const namedMs = systemClock.now()
      name()
      await until(said.length)
      expect(payloads(spoken())).toEqual(said)
      const arrivals = spoken().map(({ arrivedMs }) => arrivedMs)
      expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b))
      // Each counts from when it came, not from when its speaker was known.
      expect(arrivals[0]).toBeLessThan(namedMs)
      expect(guard.counters.unnamedReleased).toBeGreaterThan(0)
      expect(guard.counters.unnamedDropped).toBe(0)
    },
  )

  test.each([{ dave: true }, { dave: false }])(
    'is not taken for silent when its name comes after its last packet (DAVE: $dave)',
    async ({ dave }) => {
      const { listening, connection, person, guard, until } = await conversing({ voice: { dave } })
      const later = systemClock.now() + 2_100
      await listening.until('the roll call to be over', () => systemClock.now() > later)
      const name = holdBack(connection, SPEAKING)
      await person.talk(tonePackets(5, 300))
      await listening.until('its last packet', () => guard.counters.received >= 10)
      name()
      await until(5)
      expect(guard.counters.unnamedReleased).toBeGreaterThan(0)
      expect(connection.receiver.ssrcMap.get(person.ssrc)?.userId).toBe(ann.userId)
      expect(guard.voices.get(ann.userId)?.calledMs).toBe(Number.NEGATIVE_INFINITY)
    },
  )

  test('is known by the key that opens it, each person by their own', async () => {
    const { voice, listening, person, guard, spoken, until } = await conversing()
    const other = await voice.connectPerson(bob)
    await listening.untilInGroupWith(other)
    voice.delaySpeaking(60_000)
    const [said, alsoSaid] = [tonePackets(40, 300), tonePackets(40, 700)]
    await Promise.all([person.talk(said), other.talk(alsoSaid)])
    await Promise.all([until(40), until(40, bob.userId)])
    expect(payloads(spoken())).toEqual(said)
    expect(payloads(spoken(bob.userId))).toEqual(alsoSaid)
    expect(guard.counters).toMatchObject({ unnamedDropped: 0, unopened: 0 })
  })

  test('without a key keeps two seconds and no more, and says so', async () => {
    const { voice, listening, person, guard, heard } = await conversing({ voice: { dave: false } })
    voice.delaySpeaking(60_000)
    const talk = person.talk(tonePackets(140, 300))
    await listening.until('the stream to wait', () => guard.unnamed(systemClock.now()) === 1)
    await talk
    await listening.until('the stream to be forgotten', () => {
      const { unnamedHeld, unnamedDropped } = guard.counters
      return unnamedHeld === 145 && unnamedDropped === 145
    })
    expect(guard.unnamed(systemClock.now())).toBe(0)
    expect(heard.size).toBe(0)
  })
})

describe('a new voice session', () => {
  test('begins without the SSRCs of the one before', async () => {
    const { voice, listening, person, connection, until } = await conversing()
    await person.talk(tonePackets(2, 300))
    await until(2)
    expect(connection.receiver.ssrcMap.get(person.ssrc)?.userId).toBe(ann.userId)
    const networks: unknown[] = []
    connection.once('connecting', () => networks.push(connection.receiver.ssrcMap.get(person.ssrc)))
    voice.cutVoiceSocket(bot.userId, 4006)
    await listening.until('a new voice session', () => networks.length > 0)
    expect(networks).toEqual([undefined])
  })

  test.each([{ dave: true }, { dave: false }])(
    'that gives a number to somebody else credits nothing to the one who had it (DAVE: $dave)',
    async ({ dave }) => {
      const { voice, listening, person, connection, spoken, until } = await conversing({ voice: { dave } })
      await person.talk(tonePackets(3, 300))
      await until(3)
      let begun = false
      connection.once('connecting', () => {
        begun = true
      })
      voice.cutVoiceSocket(bot.userId, 4006)
      await person.leave()
      const other = await voice.connectPerson({ ...bob, ssrc: person.ssrc })
      await listening.until('the new session', () => begun && connection.state.status === 'ready')
      if (dave) await listening.untilInGroupWith(other)
      voice.delaySpeaking(300)
      const said = tonePackets(30, 700)
      await other.talk(said)
      await until(30, bob.userId)
      expect(payloads(spoken(bob.userId))).toEqual(said)
      expect(payloads(spoken())).toEqual(tonePackets(3, 300))
    },
  )
})

describe('frames that come before their keys', () => {
  test('wait for them, and are heard in order', async () => {
    const { voice, listening, connection, person, spoken, until, guard } = await conversing()
    const before = tonePackets(10, 300)
    await person.talk(before)
    await until(before.length)
    // The commit reaches the bot only after the others have waited for it in vain, and gone on.
    const commit = holdBack(connection, COMMIT)
    const other = await voice.connectPerson(bob)
    await other.whenEncrypted()
    await listening.until('both in one group', () => person.voicePrivacyCode === other.voicePrivacyCode)
    const said = tonePackets(25, 700)
    await person.talk(said)
    const waiting = () => guard.voices.get(ann.userId)?.sealed.length
    await listening.until('all of it to wait', () => waiting() === said.length)
    expect(payloads(spoken())).toEqual(before)
    commit()
    await until(before.length + said.length)
    expect(payloads(spoken())).toEqual([...before, ...said])
    expect(guard.counters.openedLate).toBe(said.length)
    expect(guard.counters.unopened).toBe(0)
  })
})

test('what waited for its speaker’s name when they decided to be heard is not handed on, and what follows is', async () => {
  const { connection, person, guard, spoken, until, listening } = await conversing({ voice: { dave: false } })
  const name = holdBack(connection, SPEAKING)
  const [before, after] = [tonePackets(10, 300), tonePackets(20, 400)]
  await person.talk(before)
  await listening.until('it to wait', () => guard.counters.unnamedHeld >= before.length)
  guard.reconsider(ann.userId)
  await person.talk(after)
  await listening.until('more to wait', () => guard.counters.unnamedHeld >= before.length + after.length)
  name()
  await until(after.length)
  expect(payloads(spoken())).toEqual(after)
  expect(guard.counters.unnamedReleased).toBeGreaterThan(before.length)
  expect(guard.counters.refused).toBeGreaterThanOrEqual(before.length)
})
