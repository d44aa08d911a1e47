import type { Intake } from '../../src/audio/intake.ts'
import type { OpusPacket } from '../../src/audio/packet.ts'

export interface DeliveryOptions {
  /** Time goes on until here. */
  readonly untilMs: number
  /** From one tick to the next; asked for each. */
  readonly tickMs?: () => number
}

/** Hands packets over in the order of their arrival, with the session's ticks in between. */
export function deliver(intake: Intake, packets: readonly OpusPacket[], options: DeliveryOptions): void {
  const { untilMs, tickMs = () => 50 } = options
  const arriving = [...packets].sort((a, b) => a.arrivedMs - b.arrivedMs)
  let tick = tickMs()
  for (const packet of arriving) {
    for (; tick <= packet.arrivedMs; tick += tickMs()) intake.tick(tick)
    intake.accept(packet)
  }
  for (; tick <= untilMs; tick += tickMs()) intake.tick(tick)
}

export interface Network {
  /** From 0 to 1. */
  readonly random: () => number
  /** Packets are late by 0 to this. */
  readonly jitterMs: number
  /** Shares, from 0 to 1. */
  readonly loss?: number
  readonly duplication?: number
}

/** The packets as a bad network lets them arrive. */
export function disturb(packets: readonly OpusPacket[], network: Network): OpusPacket[] {
  const { random, jitterMs, loss = 0, duplication = 0 } = network
  return packets.flatMap((packet) => {
    if (random() < loss) return []
    const copies = random() < duplication ? 2 : 1
    return Array.from({ length: copies }, () => ({
      ...packet,
      arrivedMs: packet.arrivedMs + random() * jitterMs,
    }))
  })
}
