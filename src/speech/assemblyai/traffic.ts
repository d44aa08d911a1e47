import type { EngineTraffic } from '../engine.ts'
import type { Loss } from './refusal.ts'
import type { Connect } from './socket.ts'

/** The service's own codes that mean something, and those of the protocol: any other is one of many. */
const CLOSE_CODES = new Set([1000, 1001, 1005, 1006, 1008, 1011, 1012, 1013, 3005, 3006, 3007, 3008, 3009])
const HTTP_STATUSES = new Set([401, 402, 403, 404, 429, 500, 502, 503, 504])

/** Counts what becomes of connections to the service. */
export class Traffic {
  readonly #losses = new Map<string, number>()
  #asked = 0
  #begun = 0
  #open = 0

  /** The same connections, counted: also those of which a stream hears nothing any more. */
  counting(connect: Connect): Connect {
    return (address, clock, listener) => {
      this.#asked += 1
      let open = false
      return connect(address, clock, {
        opened: () => {
          open = true
          this.#open += 1
          listener.opened()
        },
        message: (message) => {
          if (message.kind === 'begin') this.#begun += 1
          listener.message(message)
        },
        pong: () => listener.pong(),
        lost: (loss) => {
          this.#lost(loss)
          listener.lost(loss)
        },
        closed: (end) => {
          if (open) this.#open -= 1
          listener.closed(end)
        },
      })
    }
  }

  /** As of now. */
  counts(admission: Pick<EngineTraffic, 'waiting' | 'refused'>): EngineTraffic {
    return { asked: this.#asked, begun: this.#begun, open: this.#open, losses: this.#losses, ...admission }
  }

  #lost(loss: Loss): void {
    const reason = reasonOf(loss)
    this.#losses.set(reason, (this.#losses.get(reason) ?? 0) + 1)
  }
}

/** One of few, for a label. */
function reasonOf(loss: Loss): string {
  switch (loss.kind) {
    case 'closed':
      return CLOSE_CODES.has(loss.code) ? `closed-${loss.code}` : 'closed-other'
    case 'http':
      return HTTP_STATUSES.has(loss.status) ? `http-${loss.status}` : 'http-other'
    case 'silent':
      return `no-${loss.missing}`
    case 'network':
    case 'barred':
      return loss.kind
  }
}
