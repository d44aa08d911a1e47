import type { SandboxMessage } from './message.ts'

/** "…checked for uniqueness in the past few minutes". */
const KEPT_MS = 3 * 60_000

interface Entry {
  readonly messageId: string
  readonly at: number
}

/** Remembers the nonces of messages for `enforce_nonce`. */
export class Nonces {
  readonly #entries = new Map<string, Entry>()

  /** The id of the message that was made with this nonce a short while ago. */
  find(channelId: string, nonce: string | number): string | undefined {
    const entry = this.#entries.get(`${channelId} ${nonce}`)
    return entry !== undefined && Date.now() - entry.at < KEPT_MS ? entry.messageId : undefined
  }

  keep(message: SandboxMessage): void {
    if (message.nonce === null) return
    const now = Date.now()
    this.#entries.set(`${message.channelId} ${message.nonce}`, { messageId: message.id, at: now })
    for (const [key, entry] of this.#entries) {
      if (now - entry.at < KEPT_MS) break
      this.#entries.delete(key)
    }
  }
}
