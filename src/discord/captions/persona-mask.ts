import type { Log } from '../../base/log.ts'
import type { Saying } from '../../wording/words.ts'
import type { Personas } from './personas.ts'

export interface PersonaMaskOptions {
  readonly personas: Personas
  /** Whether lines are to look as if their speakers had typed them, as far as that is possible. */
  readonly wanted: boolean
  /** Whether the bot may, as of now: who takes Manage Webhooks from it wants no more of them. */
  readonly permitted: () => boolean
  /** Told once, in plain words, when lines come without personas though they are wanted. */
  readonly tell: (what: Saying) => void
  readonly log: Log
}

/** Whether one sink's next message can be a persona's. */
export class PersonaMask {
  readonly #options: PersonaMaskOptions
  #told = false

  constructor(options: PersonaMaskOptions) {
    this.#options = options
  }

  /** The webhook to post through, and how many messages it may post now; null: the bot posts under its own name. */
  async ready(): Promise<{ readonly webhook: string; readonly free: number } | null> {
    const { personas, wanted, permitted } = this.#options
    if (!wanted) return null
    if (!permitted()) return this.#without(({ posts }) => posts.events.noWebhooks)
    const webhook = await personas.webhook()
    if (webhook === null) return this.#without(({ posts }) => posts.events.noWebhook)
    return { webhook, free: personas.budget.free }
  }

  /** Whether a message can go through this webhook now, under this name. */
  async fits({ webhook, name }: { readonly webhook: string; readonly name: string }): Promise<boolean> {
    if (!this.#options.personas.takes(name)) return false
    const ready = await this.ready()
    return ready !== null && ready.webhook === webhook && ready.free > 0
  }

  #without(what: Saying): null {
    if (!this.#told) {
      this.#told = true
      this.#options.log.warn('captions without personas')
      this.#options.tell(what)
    }
    return null
  }
}
