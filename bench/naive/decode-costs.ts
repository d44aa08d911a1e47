import opus from '@discordjs/opus'
import { OpusDecoder } from '../../src/audio/opus.ts'
import { percentile } from '../percentile.ts'
import { averaged } from './bot/averaged.ts'

/** One round is warm-up. */
const ROUNDS = 9

/** What decoding a packet to 16 kHz mono takes, in microseconds of processor time: the median of some rounds. */
export function decodeCosts(packets: readonly Buffer[]): {
  readonly naive: number
  readonly hansard: number
} {
  const stereo = new opus.OpusEncoder(48_000, 2)
  const mono = new OpusDecoder()
  return {
    naive: cost(packets, (packet) => averaged(stereo.decode(packet))),
    hansard: cost(packets, (packet) => mono.decode(packet)),
  }
}

function cost(packets: readonly Buffer[], decode: (packet: Buffer) => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage()
    for (const packet of packets) decode(packet)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / packets.length
  })
  return percentile(rounds.slice(1), 0.5) ?? Number.NaN
}
