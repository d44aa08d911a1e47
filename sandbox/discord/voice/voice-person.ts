import type { Mouth } from '../../ports.ts'
import type { Beating, Metronome } from './metronome.ts'
import type { PersonKeys } from './person-keys.ts'
import { type RtpDetails, type RtpPacket, RtpStream } from './rtp.ts'

const SILENCE = Buffer.from([0xf8, 0xff, 0xfe])
const SILENCE_FRAMES = 5
const LONGEST_PADDING = 255
/** A person whose call never gets keys speaks in vain all the same. */
const KEYS_WAIT_MS = 15_000

interface Speech {
  readonly packets: readonly Buffer[]
  said: number
  startedAt: number
  endedAt: number
  readonly done: () => void
}

type Voice = { readonly kind: 'quiet' } | { readonly kind: 'drawing breath' } | { readonly kind: 'speaking' }

/** What a person needs of the call. */
export interface PersonsCall {
  readonly size: number
  /** Whether the listeners know the person's SSRC, or will. */
  isAnnounced(person: VoicePerson): boolean
  /** Tells the listeners the person's SSRC (opcode 5, once); resolves when they have read that and all before it. */
  announceVoice(person: VoicePerson): Promise<void>
  carry(person: VoicePerson, packet: RtpPacket): void
  leave(person: VoicePerson): void
}

/** A simulated person in a call: a member of its MLS group, with a microphone. */
export class VoicePerson implements Mouth, Beating {
  readonly userId: string
  readonly ssrc: number
  readonly #call: PersonsCall
  /** Undefined in a call without end-to-end encryption. */
  readonly keys: PersonKeys | undefined
  readonly #metronome: Metronome
  readonly #originMs: number
  readonly #rtp: RtpStream
  readonly #paddedShare: number
  readonly #speeches: Speech[] = []
  #voice: Voice = { kind: 'quiet' }
  #silenceLeft = 0
  #nextFrame = 0
  #left = false

  constructor(parts: {
    readonly userId: string
    readonly ssrc: number
    readonly call: PersonsCall
    readonly keys: PersonKeys | undefined
    readonly metronome: Metronome
    /** The share of packets with RTP padding, 0 to 1. */
    readonly paddedShare: number
  }) {
    this.userId = parts.userId
    this.ssrc = parts.ssrc
    this.#call = parts.call
    this.keys = parts.keys
    this.#metronome = parts.metronome
    this.#originMs = parts.metronome.origin()
    this.#rtp = new RtpStream(parts.ssrc)
    this.#paddedShare = parts.paddedShare
  }

  /** The MLS group's code as this person sees it; undefined without a group. */
  get voicePrivacyCode(): string | undefined {
    return this.keys?.voicePrivacyCode
  }

  /** Resolves when the person is in an MLS group with somebody else, or has left. */
  async whenEncrypted(): Promise<void> {
    await this.keys?.whenInForce()
  }

  /** Queues behind an earlier talk, and cuts its trailing silence short. A person who leaves falls silent: then it resolves early. */
  async talk(packets: readonly Buffer[]): Promise<{ readonly startedAt: number; readonly endedAt: number }> {
    if (this.#left) throw new Error('a person who has left the call cannot talk')
    const now = Date.now()
    if (packets.length === 0) return { startedAt: now, endedAt: now }
    return new Promise((resolve) => {
      const speech: Speech = {
        packets,
        said: 0,
        startedAt: now,
        endedAt: now,
        done: () => resolve({ startedAt: speech.startedAt, endedAt: speech.endedAt }),
      }
      this.#speeches.push(speech)
      if (this.#voice.kind === 'quiet') void this.#drawBreath()
    })
  }

  /** A burst of packets with nothing in them but padding, as real clients send around pauses. */
  sendPadding(count: number): void {
    for (let i = 0; i < count; i++) this.#send(Buffer.alloc(0), { padding: LONGEST_PADDING })
  }

  async leave(): Promise<void> {
    if (this.#left) return
    this.#left = true
    this.#metronome.stop(this)
    this.#call.leave(this)
    for (const speech of this.#speeches.splice(0)) speech.done()
  }

  beat(frame: number): boolean {
    this.#nextFrame = frame
    const [speech] = this.#speeches
    if (speech) this.#say(speech)
    else this.#sayNothing()
    if (this.#speeches.length > 0 || this.#silenceLeft > 0) return true
    this.#voice = { kind: 'quiet' }
    return false
  }

  async #drawBreath(): Promise<void> {
    this.#voice = { kind: 'drawing breath' }
    const waited = await this.#waitForKeys()
    if (waited || !this.#call.isAnnounced(this)) await this.#call.announceVoice(this)
    if (this.#left) return
    this.#voice = { kind: 'speaking' }
    this.#metronome.start(this, { originMs: this.#originMs, earliestFrame: this.#nextFrame })
  }

  /** Whether there was anything to wait for. One who is alone has no keys, and speaks in vain at once. */
  async #waitForKeys(): Promise<boolean> {
    if (!this.keys || this.keys.inForce || this.#call.size < 2) return false
    const { promise: timeout, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, KEYS_WAIT_MS)
    await Promise.race([this.keys.whenInForce(), timeout])
    clearTimeout(timer)
    return true
  }

  #say(speech: Speech): void {
    const packet = speech.packets[speech.said]
    const first = speech.said === 0
    if (packet) this.#sendOpus(packet, first)
    speech.said += 1
    const now = Date.now()
    if (first) speech.startedAt = now
    speech.endedAt = now
    this.#silenceLeft = SILENCE_FRAMES
    if (speech.said < speech.packets.length) return
    this.#speeches.shift()
    speech.done()
  }

  #sayNothing(): void {
    this.#silenceLeft -= 1
    this.#send(SILENCE, {})
    this.#nextFrame += 1
  }

  #sendOpus(opus: Buffer, first: boolean): void {
    const sealed = this.keys ? this.keys.seal(opus) : opus
    // A frame that cannot be encrypted is not sent, yet its time passes.
    if (sealed) this.#send(sealed, { marker: first, padding: this.#padding() })
    this.#nextFrame += 1
  }

  #send(payload: Buffer, details: RtpDetails): void {
    this.#call.carry(this, this.#rtp.packet(this.#nextFrame, payload, details))
  }

  /** The same packets of every run are padded: a fraction of a hash of the frame number. */
  #padding(): number {
    const hash = Math.imul(this.#nextFrame + 1, 0x9e3779b1) >>> 0
    return hash / 2 ** 32 < this.#paddedShare ? 1 + (hash % 60) : 0
  }
}
