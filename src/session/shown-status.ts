import type { ChannelId } from '../base/ids.ts'
import type { BoardOptions, OpenBoard, SessionStatus, StatusBoard } from './status.ts'

/** A session's board, which follows it from channel to channel; until it is opened, the status is shown nowhere. */
export class ShownStatus {
  readonly #options: BoardOptions
  #open: OpenBoard | null = null
  #board: StatusBoard | null = null

  constructor(options: BoardOptions) {
    this.#options = options
  }

  /** Left out: it goes on being shown nowhere. */
  open(openBoard: OpenBoard | undefined, channel: ChannelId): void {
    this.#open = openBoard ?? null
    this.#board ??= this.#open?.(channel, this.#options) ?? null
  }

  /** In another channel from now on: nothing of it stays behind. */
  move(channel: ChannelId): void {
    void this.#board?.abandon?.()
    this.#board = this.#open?.(channel, this.#options) ?? null
  }

  show(status: SessionStatus): void {
    this.#board?.show(status)
  }

  /** Shows how it ended; resolves when it has. */
  async close(status: SessionStatus): Promise<void> {
    await this.#board?.close(status)
  }
}
