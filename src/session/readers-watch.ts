import { type Clock, within } from '../base/clock.ts'
import { channelId, type SessionMs } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Leaks } from './ports.ts'
import type { Target } from './target.ts'

/** Discord tells a bot of no member's roles without the privileged intent: it is looked at so often without news. */
const LOOK_MS = 5 * 60_000
/** How long an answer may take; who could read is not known then. */
const ANSWER_MS = 15_000

/** Whether what is said in a session would be read, where it is posted, by people who are not to. */
export async function isLeaking(
  leaks: Leaks | undefined,
  { guild, room, channel, readers }: Pick<SessionRecord, 'guild' | 'room' | 'channel' | 'readers'>,
): Promise<boolean> {
  // Whoever reads a voice channel's own chat sees the voice channel.
  if (leaks === undefined || readers === 'everybody' || channel === channelId(room)) return false
  return leaks({ ref: { guild, room }, channel })
}

interface WatchedSession {
  readonly leaks?: Leaks | undefined
  readonly record: Pick<SessionRecord, 'guild' | 'room' | 'readers'>
  readonly target: Pick<Target, 'channel' | 'hold' | 'leaked'>
  readonly clock: Clock
  readonly log: Log
}

/** Looks after who reads what a session posts; null: everybody may. */
export function watchReaders({ leaks, record, target, clock, log }: WatchedSession): ReadersWatch | null {
  if (leaks === undefined || record.readers === 'everybody') return null
  return new ReadersWatch({
    leaks: () => isLeaking(leaks, { ...record, channel: target.channel }),
    hold: (held) => target.hold(held),
    leaked: () => target.leaked(),
    clock,
    log,
  })
}

export interface ReadersWatchOptions {
  /** Whether what is posted could be read by people who cannot see the room. */
  readonly leaks: () => Promise<boolean>
  /** Nothing is to be posted until it is known, or again from now on. */
  readonly hold: (held: boolean) => void
  /** There are such people, or it cannot be excluded. */
  readonly leaked: () => void
  readonly clock: Clock
  readonly log: Log
}

/** Looks who could read a session's lines whenever that may have changed, one look for all that changes meanwhile. */
export class ReadersWatch {
  readonly #options: ReadersWatchOptions
  #state: 'idle' | 'looking' | 'again' | 'closed' = 'idle'
  #lookedMs: SessionMs = 0

  constructor(options: ReadersWatchOptions) {
    this.#options = options
  }

  /** To be called every second or so. */
  tick(nowMs: SessionMs): void {
    if (nowMs - this.#lookedMs < LOOK_MS) return
    this.#lookedMs = nowMs
    this.changed()
  }

  /** Who could read may have changed. */
  changed(): void {
    if (this.#state === 'looking') this.#state = 'again'
    if (this.#state !== 'idle') return
    this.#state = 'looking'
    this.#options.hold(true)
    void this.#look()
  }

  /** Looks no more; what was held is let go by whoever holds it. */
  close(): void {
    this.#state = 'closed'
  }

  async #look(): Promise<void> {
    const { hold, leaked } = this.#options
    const isLeak = await this.#leaks()
    // Not `isLeak` alone: while it was looked, that may have changed too.
    if (this.#state === 'again') {
      this.#state = 'looking'
      return this.#look()
    }
    if (this.#state === 'closed') return
    this.#state = 'idle'
    if (isLeak) leaked()
    hold(false)
  }

  async #leaks(): Promise<boolean> {
    const { leaks, clock, log } = this.#options
    let isLate = false
    const answer = leaks().catch((error: unknown) => {
      log.error('readers not looked at', error)
      return true
    })
    return within(clock, ANSWER_MS, answer, () => {
      isLate = true
      return true
    }).finally(() => {
      if (isLate) log.warn('readers not known in time')
    })
  }
}
