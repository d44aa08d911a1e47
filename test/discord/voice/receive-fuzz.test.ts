import { createCipheriv } from 'node:crypto'
import { afterEach, expect, jest, test } from '@jest/globals'
import { RtpStream } from '../../../sandbox/discord/voice/rtp.ts'
import type { VoicePerson } from '../../../sandbox/discord/voice/voice-person.ts'
import { VoiceServer } from '../../../sandbox/discord/voice/voice-server.ts'
import { Intake } from '../../../src/audio/intake.ts'
import type { OpusPacket } from '../../../src/audio/packet.ts'
import { ReceiveGuard } from '../../../src/discord/voice/receive-guard.ts'
import { ListeningBot, trustedCertificate } from '../../sandbox/discord/voice/listening-bot.ts'
import { tonePackets } from '../../sandbox/discord/voice/opus-tone.ts'
import { longOr } from '../../support/durations.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { seeded } from '../../support/seeded.ts'

jest.setTimeout(60_000)

const seat = { guildId: '100000000000000001', channelId: '200000000000000001' }
const bot = { ...seat, userId: '900000000000000001' }
const ann = { ...seat, userId: '300000000000000001' }
const PACKETS = longOr(100_000, 9_000)
const MEGABYTE = 2 ** 20

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Random = () => number
const below = (random: Random, limit: number): number => Math.floor(random() * limit)

/** Some bytes changed, cut off or put on. */
function mutated(bytes: Buffer, random: Random): Buffer {
  switch (below(random, 5)) {
    case 0:
      return bytes.subarray(0, below(random, bytes.length + 1))
    case 1:
      return Buffer.concat([bytes, Buffer.alloc(1 + below(random, 40), below(random, 256))])
    case 2:
      return Buffer.from(Array.from({ length: below(random, 1_300) }, () => below(random, 256)))
    default: {
      const copy = Buffer.from(bytes)
      for (let count = 1 + below(random, 4); count > 0 && copy.length > 0; count -= 1)
        copy[below(random, copy.length)] = below(random, 256)
      return copy
    }
  }
}

/** From frame to datagram, as the voice server does it, with something wrong at each step. */
class Forger {
  readonly #random: Random
  readonly #person: VoicePerson
  readonly #rtp: RtpStream
  readonly #secretKey: Uint8Array
  #count = 0

  constructor(person: VoicePerson, secretKey: Uint8Array, random: Random) {
    this.#person = person
    this.#rtp = new RtpStream(person.ssrc)
    this.#secretKey = secretKey
    this.#random = random
  }

  /** Wrong inside DAVE: what the speaker's own client sealed is not Opus. */
  withinFrame(opus: Buffer): Buffer {
    const { header, body } = this.#packet(opus)
    return this.#seal(header, body)
  }

  /** Wrong inside the transport, which seals it all the same: extension, padding, frame and clear header. */
  withinTransport(opus: Buffer): Buffer {
    const { header, body } = this.#packet(opus)
    const changed = below(this.#random, 4) === 0 ? mutated(header, this.#random) : header
    return this.#seal(changed, mutated(body, this.#random))
  }

  /** Wrong outside: what any stranger can send. */
  outside(opus: Buffer): Buffer {
    return mutated(this.withinFrame(opus), this.#random)
  }

  #packet(opus: Buffer) {
    const frame = this.#person.keys?.seal(opus)
    if (!frame) throw new Error('no keys')
    const padding = below(this.#random, 10) === 0 ? 1 + below(this.#random, 255) : 0
    this.#count += 1
    return this.#rtp.packet(this.#count, frame, { padding })
  }

  #seal(header: Buffer, body: Buffer): Buffer {
    const nonce = Buffer.alloc(12)
    nonce.writeUInt32BE(0x8000_0000 + this.#count)
    const cipher = createCipheriv('aes-256-gcm', this.#secretKey, nonce)
    cipher.setAAD(header)
    const sealed = Buffer.concat([cipher.update(body), cipher.final()])
    return Buffer.concat([header, sealed, cipher.getAuthTag(), nonce.subarray(0, 4)])
  }
}

test(
  `${PACKETS} packets, a third each wrong outside the transport, inside it, and inside DAVE, break and leak nothing`,
  async () => {
    const voice = await VoiceServer.start({
      certificate: await trustedCertificate(),
      modes: ['aead_aes256_gcm_rtpsize'],
    })
    closing.push(() => voice.close())
    const listening = ListeningBot.ask(voice, bot)
    closing.push(() => listening.leave())
    const { connection } = listening
    const { receiver } = connection
    const clock = new ManualClock()
    const random = seeded(3)
    const sent = new Set<string>()
    const [faults, invented]: [unknown[], OpusPacket[]] = [[], []]
    const heard: Buffer[] = []
    const intake = new Intake({ startedMs: clock.now(), tailMs: 500, emit: () => {} })
    const guard = new ReceiveGuard({
      connection,
      clock,
      meet: () => (packet) => {
        // One with nothing in it passes for padding.
        const { payload } = packet
        if (payload.length > 0 && !sent.has(payload.toString('latin1'))) invented.push(packet)
        heard.push(packet.payload)
        if (heard.length > 20) heard.shift()
        intake.accept(packet)
      },
      onFault: (error) => faults.push(error),
    })
    closing.push(() => guard.close())
    await listening.until('ready', () => connection.state.status === 'ready')
    const person = await voice.connectPerson(ann)
    await listening.untilInGroupWith(person)
    receiver.ssrcMap.update({ userId: ann.userId, audioSSRC: person.ssrc })
    const { secretKey } = receiver.connectionData
    if (!secretKey) throw new Error('no transport key')
    const forger = new Forger(person, secretKey, random)

    const take = (datagram: Buffer): void => {
      receiver.onUdpMessage(datagram)
      clock.advance(20)
      intake.tick(clock.now())
      if (clock.now() % 260 === 0) guard.tick(clock.now())
    }
    const fuzz = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        // What native code holds is given back between events only.
        if (index % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
        const opus = tones[index % tones.length] ?? tones[0]
        if (!opus) throw new Error('no tones')
        const content = index % 3 === 2 ? mutated(opus, random) : opus
        sent.add(content.toString('latin1'))
        if (index % 3 === 0) take(forger.outside(content))
        else if (index % 3 === 1) take(forger.withinTransport(content))
        else take(forger.withinFrame(content))
        if (sent.size > 5_000) sent.clear()
      }
    }
    const tones = tonePackets(60, 300)
    for (const tone of tones) sent.add(tone.toString('latin1'))
    const standing = () => ({
      sockets: process.getActiveResourcesInfo().filter((name) => /UDP|TCP|TLS/.test(name)),
      changes: connection.listenerCount('stateChange'),
      streams: receiver.subscriptions.size,
      voices: guard.voices.size,
      code: connection.voicePrivacyCode,
    })

    await fuzz(PACKETS / 2)
    const before = standing()
    const rss = process.memoryUsage.rss()
    await fuzz(PACKETS / 2)
    expect(standing()).toEqual(before)
    expect(process.memoryUsage.rss() - rss).toBeLessThan(100 * MEGABYTE)
    expect(faults).toEqual([])
    expect(invented).toEqual([])
    const { received, opened, unopened, runts, foreign } = guard.counters
    expect(received).toBeGreaterThanOrEqual(PACKETS)
    expect(opened).toBeGreaterThan(PACKETS / 4)
    for (const count of [unopened, runts, foreign, intake.counters.undecodable])
      expect(count).toBeGreaterThan(0)

    heard.length = 0
    for (const tone of tones.slice(0, 20)) {
      sent.add(tone.toString('latin1'))
      take(forger.withinFrame(tone))
    }
    expect(heard).toEqual(tones.slice(0, 20))
  },
  longOr(300_000, 60_000),
)
