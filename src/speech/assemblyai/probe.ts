import type { Clock } from '../../base/clock.ts'
import type { Admission } from './admission.ts'
import { PATIENCE_MS, TERMINATION_MS } from './dialogue/epoch.ts'
import { TERMINATE } from './messages.ts'
import type { OpeningTicket } from './openings.ts'
import { judge, type Loss, type ServerError, type Verdict } from './refusal.ts'
import type { Connect, Line, SocketAddress } from './socket.ts'

/** Whether the service takes this key and these settings. */
export type ProbeResult = { readonly kind: 'admitted' } | Verdict

export interface ProbeParts {
  readonly address: SocketAddress
  readonly admission: Admission
  readonly connect: Connect
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Opens one session and ends it at once, unless one begins elsewhere while it waits for its place. The upgrade
 * proves nothing, since bad keys are upgraded too, so it waits for the Begin. Resolves when the socket is gone: at the
 * latest 20 s after it was opened for a server that says nothing, or soon after `signal` aborts.
 */
export function probe(parts: ProbeParts): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const { admission, signal } = parts
    let attempt: Attempt | null = null
    const done = (result: ProbeResult): void => {
      signal.removeEventListener('abort', abort)
      ticket.release()
      resolve(result)
    }
    const abort = (): void => {
      if (attempt === null) done(judgeLoss({ kind: 'silent', missing: 'begin' }, null, parts.address))
      else attempt.giveUp('begin')
    }
    signal.addEventListener('abort', abort, { once: true })
    const ticket: OpeningTicket = admission.request({
      granted: () => {
        if (admission.sure) done({ kind: 'admitted' })
        else attempt = new Attempt(parts, done)
      },
      barred: (error) => done({ kind: 'refused', error }),
    })
  })
}

/** One session that is ended as soon as it has begun. */
class Attempt {
  readonly #parts: ProbeParts
  readonly #line: Line
  #said: ServerError | null = null
  #result: ProbeResult | null = null
  #cancel: () => void

  constructor(parts: ProbeParts, done: (result: ProbeResult) => void) {
    this.#parts = parts
    const { connect, address, clock, admission } = parts
    this.#cancel = clock.after(PATIENCE_MS, () => this.giveUp('handshake'))
    this.#line = connect(address, clock, {
      opened: () => {
        this.#cancel()
        this.#cancel = clock.after(PATIENCE_MS, () => this.giveUp('begin'))
      },
      message: (message) => {
        if (message.kind === 'error') this.#said = { code: message.code, text: message.text }
        if (message.kind !== 'begin') return
        this.#cancel()
        this.#result = { kind: 'admitted' }
        admission.admitted()
        this.#line.send(TERMINATE)
        this.#line.close(TERMINATION_MS)
      },
      pong: () => {},
      lost: (loss) => this.#settle(loss),
      closed: () => {
        this.#cancel()
        done(this.#result ?? { kind: 'admitted' })
      },
    })
  }

  giveUp(missing: 'handshake' | 'begin'): void {
    this.#settle({ kind: 'silent', missing })
    this.#line.close(0)
  }

  #settle(loss: Loss): void {
    this.#result ??= judgeLoss(loss, this.#said, this.#parts.address)
    if (this.#result.kind === 'refused') this.#parts.admission.refused(this.#result.error)
  }
}

const judgeLoss = (loss: Loss, said: ServerError | null, { apiKey }: SocketAddress): Verdict =>
  judge({ loss, said, begun: false, secrets: [apiKey] })
