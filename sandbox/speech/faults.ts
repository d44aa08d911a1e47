/** When something of a `SessionPlan` happens. Counts are from 1; audio is what the session has received. */
export type Moment =
  | { readonly at: 'open' }
  | { readonly at: 'begin' }
  | { readonly at: 'audio'; readonly ms: number }
  /** After the nth Turn message of that part was sent: of a partial, a first final, a formatted copy. */
  | { readonly at: 'partial' | 'final' | 'formatted'; readonly nth: number }
  /** When Terminate came, before it is answered. */
  | { readonly at: 'terminate' }

/** Whether it is time for what is planned for `when`. */
export function hasCome(when: Moment, now: Moment): boolean {
  if (when.at === 'audio') return now.at === 'audio' && now.ms >= when.ms
  if (when.at === 'partial' || when.at === 'final' || when.at === 'formatted')
    return now.at === when.at && now.nth === when.nth
  return now.at === when.at
}

export type Deed =
  /** The TCP connection is destroyed; the client sees 1006. */
  | { readonly do: 'cut' }
  /** The TCP connection is reset (RST), as by a crash or a middlebox. */
  | { readonly do: 'reset' }
  /** Closes; with `error`, an Error message goes before. Without a code the client sees 1005. */
  | { readonly do: 'close'; readonly code?: number; readonly error?: string }
  /** Reads no more, or not for so long: the client's sends pile up in its own buffers. */
  | { readonly do: 'stop-reading'; readonly forMs?: number }
  /** A dead peer: reads on, but answers nothing more, not even pings. */
  | { readonly do: 'stall' }
  /** Sends this, as it is: text, or binary for a Buffer. */
  | { readonly do: 'send'; readonly data: string | Buffer }

/** How one session goes wrong. An empty plan is a session in good health. */
export interface SessionPlan {
  /** Answers the upgrade with this HTTP status instead, for instance 429. */
  readonly upgradeStatus?: number
  /** Sends this Error instead of Begin, then closes with its code: 1008 "Too many concurrent sessions", 3009. */
  readonly refusal?: { readonly code: number; readonly text: string }
  /** Begin comes after so long (ms), or never. */
  readonly begin?: number | 'never'
  /** `expires_at` lies so near; then Error 3008 and its close. */
  readonly lifeSeconds?: number
  /** Heartbeats, where asked for: none, or so many and then no more, while all else goes on. */
  readonly heartbeats?: 'never' | number
  /** Pings are not answered, while all else goes on. */
  readonly pongs?: 'never'
  /** The formatted copies of finals are never sent. */
  readonly formattedCopy?: 'never'
  /** After Terminate: the finals but no Termination, and 1000 (`omit`); no answer and no close (`hang`). */
  readonly termination?: 'omit' | 'hang'
  readonly steps?: readonly { readonly when: Moment; readonly deed: Deed }[]
}

/** Plans what goes wrong, for sessions that are opened from now on. */
export class Faults {
  #always: SessionPlan = {}
  #next: SessionPlan[] = []

  /** Every session goes so, unless `next` says otherwise. */
  always(plan: SessionPlan): void {
    this.#always = plan
  }

  /** The next `count` sessions (after those already planned) go so. To spoil the nth only: `next({}, n - 1)` first. */
  next(plan: SessionPlan, count = 1): void {
    for (let session = 0; session < count; session += 1) this.#next.push(plan)
  }

  /** Back to good health. */
  clear(): void {
    this.#always = {}
    this.#next = []
  }

  /** The plan of a session that opens now. */
  take(): SessionPlan {
    return this.#next.shift() ?? this.#always
  }
}
