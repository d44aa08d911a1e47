import type { DeliveryService } from './delivery-service.ts'
import type { RtpPacket } from './rtp.ts'
import type { VoiceClient } from './voice-client.ts'
import type { PersonsCall, VoicePerson } from './voice-person.ts'
import type { Wire } from './wire.ts'

/** Any device flags and the desktop platform: clients without video do not look at them. */
const FLAGS = 2
const PLATFORM = 0

/** All who are in one voice channel: simulated people and real clients, told of one another. */
export class VoiceCall implements PersonsCall {
  readonly channelId: string
  /** Undefined in a call without end-to-end encryption. */
  readonly delivery: DeliveryService | undefined
  readonly #wire: Wire
  readonly #speakingDelayMs: () => number
  readonly #people = new Map<string, VoicePerson>()
  /** The clients that are connected as far as op 4; those before it only hear who comes and goes. */
  readonly #clients = new Set<VoiceClient>()
  readonly #greeted = new Set<VoiceClient>()
  readonly #announced = new Set<VoicePerson>()
  readonly #delays = new Map<VoicePerson, NodeJS.Timeout>()

  constructor(parts: {
    readonly channelId: string
    readonly delivery: DeliveryService | undefined
    readonly wire: Wire
    /** How long opcode 5 comes after a person's first word; 0 for before it. */
    readonly speakingDelayMs: () => number
  }) {
    this.channelId = parts.channelId
    this.delivery = parts.delivery
    this.#wire = parts.wire
    this.#speakingDelayMs = parts.speakingDelayMs
  }

  get size(): number {
    return this.#people.size + this.#clients.size
  }

  get people(): readonly VoicePerson[] {
    return [...this.#people.values()]
  }

  /** Who is in, without those who have not got as far as opcode 4. */
  get userIds(): string[] {
    return [...this.#people.keys(), ...[...this.#clients].map(({ userId }) => userId)]
  }

  /** Whether this client gets sound, and has the keys for it. */
  serves(userId: string): boolean {
    const client = [...this.#clients].find((each) => each.userId === userId)
    return client?.media !== undefined && (this.delivery?.serves(userId) ?? true)
  }

  /** Resolves when all who are here have read of it. */
  async enter(person: VoicePerson): Promise<void> {
    this.#people.set(person.userId, person)
    this.#tellOfArrival(person.userId)
    person.keys?.join()
    await Promise.all([...this.#greeted].map((client) => client.flushed()))
  }

  leave(person: VoicePerson): void {
    if (this.#people.get(person.userId) !== person) return
    this.#people.delete(person.userId)
    this.#announced.delete(person)
    this.#tellOfDeparture(person.userId)
    person.keys?.leave()
  }

  /** After opcode 2: who is here, and from now on who comes and goes. */
  greet(client: VoiceClient): void {
    const others = this.userIds.filter((userId) => userId !== client.userId)
    if (others.length > 0) client.notify(11, { user_ids: others })
    this.#greeted.add(client)
  }

  /** After opcode 4: the client is in the call. It learns the SSRC of all who have spoken, and its group is made or widened. */
  connect(client: VoiceClient): void {
    this.#clients.add(client)
    this.#tellOfArrival(client.userId, client)
    for (const person of this.#announced) client.notify(5, speaking(person))
    this.delivery?.join(client)
  }

  disconnect(client: VoiceClient): void {
    this.#greeted.delete(client)
    if (!this.#clients.delete(client)) return
    this.#tellOfDeparture(client.userId)
    this.delivery?.leave(client)
  }

  isAnnounced(person: VoicePerson): boolean {
    return this.#announced.has(person) || this.#delays.has(person)
  }

  async announceVoice(person: VoicePerson): Promise<void> {
    const delay = this.#speakingDelayMs()
    if (delay === 0) {
      if (!this.isAnnounced(person)) this.#announce(person)
      await Promise.all([...this.#clients].map((client) => client.flushed()))
    } else if (!this.isAnnounced(person)) {
      this.#delays.set(
        person,
        setTimeout(() => this.#announce(person), delay),
      )
    }
  }

  carry(person: VoicePerson, packet: RtpPacket): void {
    for (const client of this.#clients) this.#wire.carry(person.userId, packet, client)
  }

  close(): void {
    for (const timer of this.#delays.values()) clearTimeout(timer)
    this.#delays.clear()
    this.delivery?.close()
  }

  #announce(person: VoicePerson): void {
    this.#delays.delete(person)
    if (this.#people.get(person.userId) !== person) return
    this.#announced.add(person)
    for (const client of this.#clients) client.notify(5, speaking(person))
  }

  #tellOfArrival(userId: string, except?: VoiceClient): void {
    for (const client of this.#greeted) {
      if (client === except) continue
      client.notify(11, { user_ids: [userId] })
      client.notify(18, { user_id: userId, flags: FLAGS })
      client.notify(20, { user_id: userId, platform: PLATFORM })
    }
  }

  #tellOfDeparture(userId: string): void {
    for (const client of this.#greeted) if (client.userId !== userId) client.notify(13, { user_id: userId })
  }
}

function speaking(person: VoicePerson) {
  return { user_id: person.userId, ssrc: person.ssrc, speaking: 1 }
}
