import { processorMs } from './naive-process.ts'

/**
 * A room is joined once, and code runs several times slower before the runtime has compiled it: both are over by then,
 * and neither is what a packet costs in a bot that runs for hours.
 */
const WARM_UP_MS = 30_000

export interface ProcessorUse {
  /** Processor time from when the bot took commands until it was warm: to join, to be compiled, and the first packets. */
  readonly warmUpMs: number
  /** Packets that were sent to it after that, and its processor time meanwhile: both 0 where the play was too short. */
  readonly packets: number
  readonly ms: number
}

interface Look {
  readonly packets: number
  readonly ms: number
}

/** Follows what a bot's process uses through one play. */
export class ProcessorWatch {
  readonly #pid: number | undefined
  readonly #packets: () => number
  #first: Look | null = null
  #warm: Look | null = null
  #timer: NodeJS.Timeout | undefined

  /** `packets` answers how many were sent to the bot so far. */
  constructor(pid: number | undefined, packets: () => number) {
    this.#pid = pid
    this.#packets = packets
  }

  /** The bot takes commands. */
  async ready(): Promise<void> {
    this.#first = await this.#look()
  }

  /** The first packet was sent. */
  begun(): void {
    this.#timer = setTimeout(async () => {
      this.#warm = await this.#look()
    }, WARM_UP_MS)
  }

  /** The last packet was sent. */
  async ended(): Promise<ProcessorUse> {
    this.close()
    const end = await this.#look()
    const warm = this.#warm ?? end
    return {
      warmUpMs: warm.ms - (this.#first?.ms ?? Number.NaN),
      packets: end.packets - warm.packets,
      ms: end.ms - warm.ms,
    }
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  async #look(): Promise<Look> {
    return { packets: this.#packets(), ms: await processorMs(this.#pid) }
  }
}
