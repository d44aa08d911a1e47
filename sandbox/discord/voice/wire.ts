import type { RtpPacket } from './rtp.ts'
import { breakTag } from './transport.ts'
import type { UdpPort } from './udp-port.ts'
import type { VoiceClient } from './voice-client.ts'

/** A packet on its way from a person to a client, as a rule of misfortune sees it. */
export interface WirePacket {
  readonly speakerId: string
  readonly listenerId: string
  /** Counts this speaker's packets to this listener since the rule was set, from 0. */
  readonly index: number
  /** What the transport will seal: extension, frame (sealed by DAVE) and padding. */
  readonly body: Buffer
}

export type Fate =
  | 'pass'
  | 'drop'
  | 'twice'
  /** Arrives with a wrong transport tag. */
  | 'broken'
  /** Is overtaken by this many later packets of its speaker. */
  | { readonly hold: number }
  /** What the transport seals is this instead: extension, frame (sealed by DAVE) and padding. */
  | { readonly body: Buffer }

export type WireRule = (packet: WirePacket) => Fate

interface Road {
  count: number
  held: { left: number; readonly packet: Buffer }[]
}

/** The network between server and clients. It loses nothing, unless a rule says so. */
export class Wire {
  readonly #udp: UdpPort
  #rule: WireRule | undefined
  #roads = new Map<string, Road>()

  constructor(udp: UdpPort) {
    this.#udp = udp
  }

  /** Packets that the rule before held are lost. */
  set rule(rule: WireRule | undefined) {
    this.#rule = rule
    this.#roads = new Map()
  }

  carry(speakerId: string, packet: RtpPacket, listener: VoiceClient): void {
    const path = listener.media
    if (!path) return
    if (!this.#rule) {
      this.#udp.send(path.transport.seal(packet.header, packet.body), path)
      return
    }
    const road = this.#road(`${speakerId} ${listener.userId}`)
    const { body } = packet
    const fate = this.#rule({ speakerId, listenerId: listener.userId, index: road.count, body })
    road.count += 1
    const sealed = path.transport.seal(
      packet.header,
      typeof fate === 'object' && 'body' in fate ? fate.body : body,
    )
    for (const arriving of suffer(fate, sealed, road)) this.#udp.send(arriving, path)
  }

  #road(name: string): Road {
    const road = this.#roads.get(name) ?? { count: 0, held: [] }
    this.#roads.set(name, road)
    return road
  }
}

/** What arrives now, in order: the packet as its fate has it, then those that have waited long enough. */
function suffer(fate: Fate, packet: Buffer, road: Road): Buffer[] {
  for (const held of road.held) held.left -= 1
  const released = road.held.filter(({ left }) => left <= 0).map((held) => held.packet)
  road.held = road.held.filter(({ left }) => left > 0)
  if (typeof fate === 'object' && 'hold' in fate) road.held.push({ left: fate.hold, packet })
  return [...arrivals(fate, packet), ...released]
}

function arrivals(fate: Fate, packet: Buffer): Buffer[] {
  if (typeof fate === 'object') return 'body' in fate ? [packet] : []
  switch (fate) {
    case 'pass':
      return [packet]
    case 'twice':
      return [packet, packet]
    case 'broken':
      return [breakTag(packet)]
    default:
      return []
  }
}
