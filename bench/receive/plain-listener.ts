import opus from '@discordjs/opus'
import type { Contender } from './contender.ts'
import type { Call, Crowd } from './crowd.ts'
import { takeSeat } from './seat.ts'

export const PLAIN_ID = '900000000000000002'

/** (d): @discordjs/voice as its guide shows it: subscribe, read the stream, decode. */
export class PlainListener implements Contender {
  readonly name = 'd'
  readonly listener = PLAIN_ID
  readonly #crowd: Crowd
  #packets = 0

  constructor(crowd: Crowd) {
    this.#crowd = crowd
  }

  async join(call: Call): Promise<void> {
    const { receiver } = await takeSeat(this.#crowd, call, PLAIN_ID)
    for (const { userId } of call.people) {
      const decoder = new opus.OpusEncoder(16_000, 1)
      receiver.subscribe(userId).on('data', (packet: Buffer) => {
        decoder.decode(packet)
        this.#packets += 1
      })
    }
  }

  begin(): void {}

  end(): void {}

  packets(): number {
    return this.#packets
  }
}
