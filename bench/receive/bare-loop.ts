import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import opus from '@discordjs/opus'
import type { VoiceConnection } from '@discordjs/voice'
import type { WebSocket } from 'ws'
import type { Contender } from './contender.ts'
import type { Call, Crowd } from './crowd.ts'
import { meter } from './meter.ts'
import { socketOf, takeSeat } from './seat.ts'

export const BARE_ID = '900000000000000001'

const NONCE_BYTES = 12
const COUNTER_BYTES = 4
const TAG_BYTES = 16
const EXTENSION_BIT = 0x10
const PADDING_BIT = 0x20
/** Five of them end a talk, never sealed by DAVE. */
const SILENCE_BYTES = 3
const AUDIO = 0
const RATE = 16_000
const CHUNK_BYTES = (RATE / 1000) * 50 * 2

/** What one speaker costs at least: a decoder, and a chunk that fills up. */
interface Speaker {
  readonly userId: string
  readonly decoder: opus.OpusEncoder
  readonly line: WebSocket
  readonly chunk: Buffer
  filled: number
}

interface Keys {
  readonly transport: KeyObject
  readonly dave: { decrypt(userId: string, mediaType: number, packet: Buffer): Buffer }
}

type Doing = 'nothing' | 'recording' | 'listening'

/**
 * The native calls and nothing else (a), and the same between a UDP socket and a WebSocket (b). It joins with
 * @discordjs/voice, for the keys, then takes the library's listener off the socket: no packet passes through it.
 */
export class BareLoop {
  readonly #crowd: Crowd
  readonly #speakers = new Map<number, Speaker>()
  readonly #connections: VoiceConnection[] = []
  readonly #nonce = Buffer.alloc(NONCE_BYTES)
  #doing: Doing = 'nothing'
  #recorded: { readonly datagram: Buffer; readonly keys: Keys }[] = []
  #packets = 0
  #collected = 0
  #stepCosts: (readonly [string, number])[] = []

  constructor(crowd: Crowd) {
    this.#crowd = crowd
  }

  async join(call: Call): Promise<void> {
    for (const { userId, ssrc } of call.people) {
      const line = this.#crowd.lines.get(userId)
      if (line === undefined) throw new Error('a speaker without a line')
      const decoder = new opus.OpusEncoder(RATE, 1)
      this.#speakers.set(ssrc, { userId, decoder, line, chunk: Buffer.alloc(CHUNK_BYTES), filled: 0 })
    }
    this.#connections.push(await takeSeat(this.#crowd, call, BARE_ID))
  }

  /** To be called when the keys are there. */
  takeOver(): void {
    for (const connection of this.#connections.splice(0)) {
      const keys = keysOf(connection)
      const socket = socketOf(connection)
      socket.removeAllListeners('message')
      socket.on('message', (datagram) => {
        if (this.#doing === 'listening') this.#carry(datagram, keys)
        else if (this.#doing === 'recording') this.#record(datagram, keys)
      })
    }
  }

  /** (a): what came while it recorded is worked through afterwards, in one go. */
  get natives(): Contender {
    return this.#recorder(() => {
      for (const { datagram, keys } of this.#recorded) this.#sound(datagram, keys)
    })
  }

  /** (a) in three, for `stepCosts`. */
  get steps(): Contender {
    return this.#recorder(() => this.#takeSteps())
  }

  /** What each of the native calls cost per packet in the last turn of `steps`. */
  get stepCosts(): string {
    return this.#stepCosts.map(([name, cost]) => `${name} ${cost.toFixed(1)}`).join(', ')
  }

  /** (b) */
  get loop(): Contender {
    return {
      name: 'b',
      listener: BARE_ID,
      begin: () => this.#start('listening'),
      end: () => this.#start('nothing'),
      packets: () => this.#packets,
    }
  }

  #start(doing: Doing): void {
    this.#doing = doing
  }

  #recorder(work: () => void): Contender {
    return {
      name: 'a',
      listener: BARE_ID,
      begin: () => this.#start('recording'),
      end: () => this.#start('nothing'),
      packets: () => this.#collected,
      rest: () => {
        work()
        this.#recorded = []
      },
    }
  }

  #takeSteps(): void {
    const recorded = this.#recorded.flatMap(({ datagram, keys }) => {
      const speaker = this.#speakers.get(datagram.readUInt32BE(8))
      return speaker === undefined ? [] : [{ datagram, keys, speaker }]
    })
    const read = [meter()]
    const frames = recorded.map(({ datagram, keys }) => this.#frameOf(datagram, keys.transport))
    read.push(meter())
    const sounds = frames.map((frame, index) => {
      const packet = recorded[index]
      return packet === undefined ? frame : unsealed(frame, packet.speaker, packet.keys)
    })
    read.push(meter())
    for (const [index, sound] of sounds.entries()) recorded[index]?.speaker.decoder.decode(sound)
    read.push(meter())
    const since = read.map((microseconds) => microseconds() / recorded.length)
    this.#stepCosts = ['AEAD', 'DAVE', 'Opus'].map((name, step) => [
      name,
      (since[step] ?? Number.NaN) - (since[step + 1] ?? Number.NaN),
    ])
  }

  #record(datagram: Buffer, keys: Keys): void {
    this.#collected += 1
    this.#recorded.push({ datagram, keys })
  }

  #carry(datagram: Buffer, keys: Keys): void {
    const speaker = this.#sound(datagram, keys)
    if (speaker === undefined) return
    const { pcm, to } = speaker
    for (let from = 0; from < pcm.length; ) {
      const copied = pcm.copy(to.chunk, to.filled, from)
      from += copied
      to.filled += copied
      if (to.filled < CHUNK_BYTES) continue
      // ws masks what it sends into memory of its own, so the chunk can be filled anew at once.
      to.line.send(to.chunk)
      to.filled = 0
    }
  }

  /** AEAD open, DAVE open, Opus. */
  #sound(datagram: Buffer, keys: Keys): { readonly pcm: Buffer; readonly to: Speaker } | undefined {
    const to = this.#speakers.get(datagram.readUInt32BE(8))
    if (to === undefined) return undefined
    this.#packets += 1
    return { pcm: to.decoder.decode(unsealed(this.#frameOf(datagram, keys.transport), to, keys)), to }
  }

  /** What is in a datagram, without its extension and padding. */
  #frameOf(datagram: Buffer, transport: KeyObject): Buffer {
    const first = datagram[0] ?? 0
    const extended = (first & EXTENSION_BIT) !== 0
    const headerBytes = extended ? 16 : 12
    const counterAt = datagram.length - COUNTER_BYTES
    datagram.copy(this.#nonce, 0, counterAt)
    const decipher = createDecipheriv('aes-256-gcm', transport, this.#nonce)
    decipher.setAAD(datagram.subarray(0, headerBytes))
    decipher.setAuthTag(datagram.subarray(counterAt - TAG_BYTES, counterAt))
    const body = decipher.update(datagram.subarray(headerBytes, counterAt - TAG_BYTES))
    decipher.final()
    const start = extended ? datagram.readUInt16BE(14) * 4 : 0
    const end = body.length - ((first & PADDING_BIT) !== 0 ? (body.at(-1) ?? 0) : 0)
    return body.subarray(start, end)
  }
}

function unsealed(frame: Buffer, { userId }: Speaker, { dave }: Keys): Buffer {
  return frame.length > SILENCE_BYTES ? dave.decrypt(userId, AUDIO, frame) : frame
}

function keysOf({ receiver, state }: VoiceConnection): Keys {
  const { encryptionMode, secretKey } = receiver.connectionData
  const networking = 'networking' in state ? state.networking.state : undefined
  const dave = networking && 'dave' in networking ? networking.dave?.session : undefined
  if (encryptionMode !== 'aead_aes256_gcm_rtpsize' || secretKey === undefined || dave === undefined)
    throw new Error('the bare loop has no keys')
  return { transport: createSecretKey(secretKey), dave }
}
