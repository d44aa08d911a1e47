import opus from '@discordjs/opus'
import { VoiceConnectionStatus } from '@discordjs/voice'
import { describe, expect, test } from '@jest/globals'
import { botSeat, callFixture, channelId, seatOf } from './call-fixture.ts'
import { tonePackets } from './opus-tone.ts'

const SEALED = Buffer.from([0xfa, 0xfa])
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe])
const isSealed = (packet: Buffer) => packet.subarray(-2).equals(SEALED)
const fixture = callFixture()

describe.each([
  { mode: 'aead_aes256_gcm_rtpsize', dave: true },
  { mode: 'aead_aes256_gcm_rtpsize', dave: false },
  { mode: 'aead_xchacha20_poly1305_rtpsize', dave: true },
  { mode: 'aead_xchacha20_poly1305_rtpsize', dave: false },
] as const)('with $mode, end-to-end encryption: $dave', ({ mode, dave }) => {
  test('the real library hears exactly the packets a person said, in order', async () => {
    const voice = await fixture.server({ modes: [mode], dave, paddedShare: 0.3 })
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    if (dave) await bot.untilInGroupWith(ann)
    const said = tonePackets(30, 300)
    await ann.talk(said)
    await bot.untilHeard(ann.userId, said.length)
    expect(bot.heard(ann.userId)).toEqual(said)
  })
})

describe('a call', () => {
  test('carries three people who talk at once, each under their own name', async () => {
    const voice = await fixture.server()
    const people = await Promise.all([1, 2, 3].map((n) => voice.connectPerson(seatOf(n))))
    const bot = await fixture.join(voice)
    bot.listenTo(...people.map(({ userId }) => userId))
    for (const person of people) await bot.untilInGroupWith(person)
    const said = people.map((_, i) => tonePackets(40, 200 + i * 400))
    await Promise.all(people.map((person, i) => person.talk(said[i] ?? [])))
    for (const [i, person] of people.entries()) {
      await bot.untilHeard(person.userId, 40)
      expect(bot.heard(person.userId)).toEqual(said[i])
    }
  })

  test('does not mix with another call of the same bot', async () => {
    const voice = await fixture.server()
    const other = { guildId: '100000000000000002', channelId: '200000000000000002' }
    const ann = await voice.connectPerson(seatOf(1))
    const bea = await voice.connectPerson({ ...other, userId: seatOf(2).userId })
    const here = await fixture.join(voice)
    const there = await fixture.join(voice, { ...other, userId: botSeat.userId })
    for (const bot of [here, there]) bot.listenTo(ann.userId, bea.userId)
    await Promise.all([here.untilInGroupWith(ann), there.untilInGroupWith(bea)])
    expect(ann.voicePrivacyCode).not.toBe(bea.voicePrivacyCode)
    const [annSaid, beaSaid] = [tonePackets(20, 300), tonePackets(20, 900)]
    await Promise.all([ann.talk(annSaid), bea.talk(beaSaid)])
    await Promise.all([here.untilHeard(ann.userId, 20), there.untilHeard(bea.userId, 20)])
    expect([here.heard(ann.userId), here.heard(bea.userId)]).toEqual([annSaid, []])
    expect([there.heard(ann.userId), there.heard(bea.userId)]).toEqual([[], beaSaid])
  })

  test('gives an ear without the group’s keys no frame of speech', async () => {
    const voice = await fixture.server({ paddedShare: 0 })
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    await bot.untilInGroupWith(ann)
    const onTheWire: Buffer[] = []
    const { receiver } = bot.connection
    const open = Reflect.get(receiver, 'decrypt').bind(receiver)
    // What the transport carried, without the extension's word: all that one without the MLS keys can get at.
    Reflect.set(receiver, 'decrypt', (...packet: unknown[]) => {
      const opened: Buffer = open(...packet)
      onTheWire.push(opened.subarray(4))
      return opened
    })
    const said = tonePackets(30, 300)
    await ann.talk(said)
    await bot.until('the silence at the end', () => onTheWire.length >= said.length + 5)
    const frames = onTheWire.slice(0, said.length)
    expect(onTheWire.slice(said.length)).toEqual(Array(5).fill(SILENCE))
    expect(frames.every(isSealed)).toBe(true)
    const plain = said.map((packet) => packet.toString('hex'))
    expect(frames.filter((frame) => plain.some((hex) => frame.toString('hex').includes(hex)))).toEqual([])
    expect(likeness(said, frames)).toBeLessThan(0.5)
    expect(likeness(said, bot.heard(ann.userId))).toBe(1)
  })

  test('lets a bot that comes in mid-speech hear from its keys on, and nothing but sealed frames before', async () => {
    const voice = await fixture.server()
    const [ann, bea] = [await voice.connectPerson(seatOf(1)), await voice.connectPerson(seatOf(2))]
    await Promise.all([ann.whenEncrypted(), bea.whenEncrypted()])
    const said: Buffer[] = []
    // She talks until the bot has come in, however long that takes.
    const talk = async () => {
      do {
        const more = tonePackets(100, 300 + said.length)
        said.push(...more)
        await ann.talk(more)
      } while (clear().length <= 10)
    }
    const talking = talk()
    const bot = fixture.ask(voice, {})
    const clear = () => bot.heard(ann.userId).filter((packet) => !isSealed(packet))
    await bot.untilStatus(VoiceConnectionStatus.Ready)
    bot.listenTo(ann.userId)
    await bot.untilInGroupWith(ann)
    await talking
    const last = said.at(-1) ?? SEALED
    await bot.until('the last packet', () => bot.heard(ann.userId).at(-1)?.equals(last) ?? false)
    expect(clear().length).toBeGreaterThan(10)
    expect(clear()).toEqual(said.slice(-clear().length))
    expect(bot.heard(ann.userId).slice(-clear().length)).toEqual(clear())
  })

  test('keeps the time between two talks in the RTP clock, and marks the first packet', async () => {
    const voice = await fixture.server({ dave: false })
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    const raw: Buffer[] = []
    const { state } = bot.connection
    if (state.status !== 'ready' || state.networking.state.code !== 4) throw new Error('not ready')
    state.networking.state.udp.on('message', (message: Buffer) => raw.push(message))
    const firstAskedAt = Date.now()
    const first = await ann.talk(tonePackets(3, 300))
    await bot.until('silence', () => raw.length === 8)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const secondAskedAt = Date.now()
    const second = await ann.talk(tonePackets(3, 300))
    await bot.until('both talks', () => raw.length === 16)
    const sequence = raw.map((packet) => packet.readUInt16BE(2))
    const timestamp = raw.map((packet) => packet.readUInt32BE(4))
    const step = (values: number[], i: number, modulus: number) =>
      ((values[i] ?? 0) - (values[i - 1] ?? 0) + modulus) % modulus
    expect(raw.slice(1).map((_, i) => step(sequence, i + 1, 2 ** 16))).toEqual(Array(15).fill(1))
    expect([1, 2, 3, 4, 5, 6, 7].map((i) => step(timestamp, i, 2 ** 32))).toEqual(Array(7).fill(960))
    const pauseMs = step(timestamp, 8, 2 ** 32) / 48
    expect(pauseMs).toBeGreaterThanOrEqual(300)
    // From the first packet of one talk to that of the other. Each was due after it was asked for, and before it went.
    expect(pauseMs + 140).toBeGreaterThan(secondAskedAt - first.startedAt - 20)
    expect(pauseMs + 140).toBeLessThan(second.startedAt - firstAskedAt + 20)
    const marked = raw.flatMap((packet, i) => (packet.readUInt8(1) & 0x80 ? [i] : []))
    expect(marked).toEqual([0, 8])
  })

  test('tells a person’s SSRC after the first word when asked to, and the words before are lost', async () => {
    const voice = await fixture.server({ dave: false })
    voice.delaySpeaking(500)
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    // A process that stands still sends what it owes in one go: half a second is left to both sides of the news.
    const said = tonePackets(60, 300)
    await ann.talk(said)
    const last = said.at(-1) ?? SEALED
    await bot.until('the last packet', () => bot.heard(ann.userId).at(-1)?.equals(last) ?? false)
    const heard = bot.heard(ann.userId)
    expect(heard.length).toBeLessThan(55)
    expect(heard).toEqual(said.slice(-heard.length))
  })

  test('goes on after a person has left it in mid-word', async () => {
    const voice = await fixture.server()
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    await bot.untilInGroupWith(ann)
    const talking = ann.talk(tonePackets(500, 300))
    await bot.untilHeard(ann.userId, 5)
    await ann.leave()
    const { startedAt, endedAt } = await talking
    // It would have taken ten seconds.
    expect(endedAt - startedAt).toBeLessThan(9_000)
    await expect(ann.talk([])).rejects.toThrow('has left')
    const back = await voice.connectPerson(seatOf(1))
    expect(back.ssrc).not.toBe(ann.ssrc)
    await bot.untilInGroupWith(back)
    const said = tonePackets(10, 700)
    const before = bot.heard(ann.userId).length
    await back.talk(said)
    await bot.untilHeard(ann.userId, before + 10)
    expect(bot.heard(ann.userId).slice(-10)).toEqual(said)
  })
})

describe('a voice server that closes', () => {
  test('leaves no socket open and lets nobody in', async () => {
    const voice = await fixture.server()
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice, botSeat, { rejoins: false })
    const talking = ann.talk(tonePackets(200, 300))
    await voice.close()
    await voice.close()
    await talking
    expect(voice.sockets).toBe(0)
    const { promise: refused, resolve } = Promise.withResolvers<Error>()
    bot.connection.on('error', resolve)
    bot.connection.configureNetworking()
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' })
    expect(channelId).toBe(bot.connection.joinConfig.channelId)
  })
})

/** How alike two runs of packets sound: the correlation of their decoded sound, 0 to 1. Packets that do not decode are left out. */
function likeness(said: readonly Buffer[], heard: readonly Buffer[]): number {
  const [a, b] = [decode(said), decode(heard)]
  const length = Math.min(a.length, b.length)
  let [product, aa, bb] = [0, 0, 0]
  for (let i = 0; i < length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0]
    product += x * y
    aa += x * x
    bb += y * y
  }
  return Math.abs(product) / Math.sqrt(aa * bb)
}

function decode(packets: readonly Buffer[]): Int16Array {
  const decoder = new opus.OpusEncoder(48_000, 1)
  const pcm = packets.flatMap((packet) => {
    try {
      return [decoder.decode(packet)]
    } catch {
      return []
    }
  })
  const bytes = Buffer.concat(pcm)
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
}
