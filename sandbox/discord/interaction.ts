import type { Place } from './guild.ts'
import { isRecord, type Json, listOf } from './json.ts'
import type { SandboxMessage } from './message.ts'
import type { CommandChoice, CommandOutcome } from './outcome.ts'

/** "Interaction Type" */
export const INTERACTION = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const

/** "You must send an initial response within 3 seconds of receiving the event." */
const ACKNOWLEDGE_WITHIN_MS = 3000
/** "Interaction tokens are valid for 15 minutes" */
const TOKEN_LIFE_MS = 15 * 60_000
const PATIENCE_MS = 10_000

export interface InteractionSeed {
  readonly id: string
  readonly token: string
  readonly type: number
  readonly place: Place
  /** What was used, for the answer's `interaction_metadata`. */
  readonly name: string
  /** The message whose button or menu was used. */
  readonly source: SandboxMessage | null
}

/** Where replies are kept: in the channel, or privately for who asked. */
export interface ReplyStore {
  read(interaction: Interaction, messageId: string): SandboxMessage | undefined
}

type State =
  | { readonly is: 'waiting' }
  | { readonly is: 'missed' }
  | { readonly is: 'acknowledged'; readonly ackMs: number }

/** One interaction from the command to its last follow-up. */
export class Interaction implements CommandOutcome {
  readonly id: string
  readonly token: string
  readonly type: number
  readonly place: Place
  readonly name: string
  readonly source: SandboxMessage | null
  ephemeral = false
  deferred = false
  modal: Json | null = null
  choices: readonly CommandChoice[] = []
  /** The first answer; follow-ups come after it. */
  originalId: string | null = null
  readonly #store: ReplyStore
  readonly #replyIds: string[] = []
  readonly #startedAt = performance.now()
  readonly #waiters = new Set<() => void>()
  readonly #cancels = new Set<(reason: Error) => void>()
  #state: State = { is: 'waiting' }

  constructor(seed: InteractionSeed, store: ReplyStore) {
    this.id = seed.id
    this.token = seed.token
    this.type = seed.type
    this.place = seed.place
    this.name = seed.name
    this.source = seed.source
    this.#store = store
  }

  get state(): State['is'] {
    return this.#state.is
  }

  get isExpired(): boolean {
    return performance.now() - this.#startedAt > TOKEN_LIFE_MS
  }

  get ackMs(): number {
    return this.#state.is === 'acknowledged' ? this.#state.ackMs : Number.POSITIVE_INFINITY
  }

  get replies(): readonly SandboxMessage[] {
    return this.#replyIds.flatMap((id) => this.#store.read(this, id) ?? []).filter(isShown)
  }

  acknowledge(): void {
    this.#state = { is: 'acknowledged', ackMs: performance.now() - this.#startedAt }
  }

  addReply(id: string): void {
    this.#replyIds.push(id)
  }

  /** To be called when a reply came, changed or went, and when the bot acknowledged. */
  changed(): void {
    for (const waiter of [...this.#waiters]) waiter()
  }

  /** Resolves on the bot's acknowledgement; after 3 s rejects as Discord's client would say it. */
  acknowledged(): Promise<CommandOutcome> {
    return this.#when(
      () => (this.#state.is === 'acknowledged' ? this : undefined),
      ACKNOWLEDGE_WITHIN_MS,
      () => {
        this.#state = { is: 'missed' }
        return new Error('The application did not respond')
      },
    )
  }

  next(
    predicate: (reply: SandboxMessage) => boolean = () => true,
    deadlineMs = PATIENCE_MS,
  ): Promise<SandboxMessage> {
    return this.#when(
      () => this.replies.find(predicate),
      deadlineMs,
      () => {
        const texts = this.replies.map((reply) => JSON.stringify(reply.content)).join(', ')
        return new Error(`no such reply within ${deadlineMs} ms; there are: ${texts || 'none'}`)
      },
    )
  }

  /** Rejects whoever waits. */
  close(reason: Error): void {
    for (const cancel of [...this.#cancels]) cancel(reason)
  }

  #when<T>(probe: () => T | undefined, withinMs: number, late: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const unlisten = this.place.channel.onMessage(() => check())
      const done = (): void => {
        clearTimeout(timer)
        unlisten()
        this.#waiters.delete(check)
        this.#cancels.delete(cancel)
      }
      const check = (): void => {
        const value = probe()
        if (value === undefined) return
        done()
        resolve(value)
      }
      const cancel = (reason: Error): void => {
        done()
        reject(reason)
      }
      const timer = setTimeout(() => cancel(late()), withinMs)
      this.#waiters.add(check)
      this.#cancels.add(cancel)
      check()
    })
  }
}

/** While the bot "is thinking", a message is there but says nothing. */
const isShown = (message: SandboxMessage): boolean => (message.flags & (1 << 7)) === 0

/** "Autocomplete": at most 25 choices. */
export function readChoices(data: Json): readonly CommandChoice[] {
  return listOf(data['choices'])
    .filter(isRecord)
    .slice(0, 25)
    .flatMap(({ name, value }) =>
      typeof name === 'string' && (typeof value === 'string' || typeof value === 'number')
        ? [{ name, value }]
        : [],
    )
}
