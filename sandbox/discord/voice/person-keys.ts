import { DAVESession } from '@snazzah/davey'
import type { Chores } from './chores.ts'
import type { DaveMember, DaveMessage } from './dave-message.ts'
import type { DeliveryService } from './delivery-service.ts'

const PROTOCOL_VERSION = 1
const FIRST_TRANSITION = 0

type Transition =
  | { readonly kind: 'none' }
  /** The commit is kept until opcode 22: only then does a sender switch keys, when every receiver has the new ones. */
  | { readonly kind: 'committed'; readonly id: number; readonly commit: Buffer }
  | { readonly kind: 'welcomed'; readonly id: number }

/**
 * A simulated person's place in the MLS group: a real davey session, spoken to by the delivery service without a
 * socket between them.
 */
export class PersonKeys implements DaveMember {
  readonly userId: string
  readonly #session: DAVESession
  readonly #channelId: string
  readonly #service: DeliveryService
  readonly #chores: Chores
  readonly #presentIds: () => string[]
  readonly #answerAfterMs: () => number
  readonly #answers = new Set<NodeJS.Timeout>()
  readonly #waiting = new Set<() => void>()
  #transition: Transition = { kind: 'none' }
  #inForce = false
  #left = false

  constructor(seat: {
    readonly userId: string
    readonly channelId: string
    readonly service: DeliveryService
    /** Everybody the gateway has announced in the call. */
    readonly presentIds: () => string[]
    readonly chores: Chores
    /** How long a person takes to answer proposals with a commit. */
    readonly answerAfterMs: () => number
  }) {
    this.userId = seat.userId
    this.#channelId = seat.channelId
    this.#service = seat.service
    this.#presentIds = seat.presentIds
    this.#chores = seat.chores
    this.#answerAfterMs = seat.answerAfterMs
    this.#session = new DAVESession(PROTOCOL_VERSION, seat.userId, seat.channelId)
  }

  join(): void {
    this.#service.join(this)
    this.#service.acceptKeyPackage(this, this.#session.getSerializedKeyPackage())
  }

  leave(): void {
    this.#left = true
    for (const answer of this.#answers) clearTimeout(answer)
    this.#answers.clear()
    this.#service.leave(this)
    this.#inForce = false
    this.#release()
    this.#session.reset()
  }

  /** Whether there are keys to speak with. */
  get inForce(): boolean {
    return this.#inForce
  }

  /** The group's code, equal for all members; undefined without a group. */
  get voicePrivacyCode(): string | undefined {
    return this.#inForce ? this.#session.voicePrivacyCode : undefined
  }

  /** Resolves when there are keys to speak with, or when the person has left. */
  async whenInForce(): Promise<void> {
    if (this.#inForce) return
    await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  /** The end-to-end encrypted frame; undefined without keys: then a client sends nothing. */
  seal(opus: Buffer): Buffer | undefined {
    return this.#inForce ? this.#session.encryptOpus(opus) : undefined
  }

  deliver(message: DaveMessage): void {
    // Who is in the call is part of the message: later it may be others.
    const presentIds = this.#presentIds()
    this.#chores.add(() => {
      if (!this.#left) this.#hear(message, presentIds)
    })
  }

  #hear(message: DaveMessage, presentIds: string[]): void {
    switch (message.op) {
      case 21:
        break
      case 22:
        this.#execute(message.transitionId)
        break
      case 24:
        this.#startOver()
        break
      case 25:
        this.#session.setExternalSender(message.payload)
        break
      case 27:
        this.#answer(message.payload, presentIds)
        break
      case 29:
        this.#prepare({ kind: 'committed', id: message.transitionId, commit: message.commit })
        break
      case 30:
        this.#welcome(message.transitionId, message.welcome)
        break
    }
  }

  #answer(payload: Buffer, presentIds: string[]): void {
    const [kind, proposals] = [payload.readUInt8(0), payload.subarray(1)]
    const { commit, welcome } = this.#session.processProposals(kind, proposals, presentIds)
    if (!commit) return
    const answer = setTimeout(() => {
      this.#answers.delete(answer)
      this.#service.acceptCommit(this, welcome ? Buffer.concat([commit, welcome]) : commit)
    }, this.#answerAfterMs())
    this.#answers.add(answer)
  }

  #welcome(id: number, welcome: Buffer): void {
    this.#session.processWelcome(welcome)
    this.#prepare({ kind: 'welcomed', id })
  }

  #prepare(transition: Exclude<Transition, { readonly kind: 'none' }>): void {
    this.#transition = transition
    if (transition.id === FIRST_TRANSITION) this.#execute(FIRST_TRANSITION)
    else this.#service.acceptReady(this, transition.id)
  }

  #execute(id: number): void {
    const transition = this.#transition
    if (transition.kind === 'none' || transition.id !== id) return
    this.#transition = { kind: 'none' }
    if (transition.kind === 'committed') this.#session.processCommit(transition.commit)
    this.#inForce = true
    this.#release()
  }

  #startOver(): void {
    this.#inForce = false
    this.#transition = { kind: 'none' }
    this.#session.reinit(PROTOCOL_VERSION, this.userId, this.#channelId)
    this.#service.acceptKeyPackage(this, this.#session.getSerializedKeyPackage())
  }

  #release(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}
