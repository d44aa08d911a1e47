import type { MonotonicMs, SessionId } from '../base/ids.ts'

/** What health goes by, of one session that listens. Times are null before there was any. */
export interface EarSigns {
  readonly id: SessionId
  /** Whether the bot is in the room that it is to listen in, by its own connection and by Discord's word. */
  readonly present: boolean
  /** The last sign that somebody speaks, heard or not. */
  readonly lastSpeakingMs: MonotonicMs | null
  /** The last packet that could be opened, whoever sent it. */
  readonly lastPacketMs: MonotonicMs | null
  /** Since when each speaker is not heard who should be. */
  readonly troubledSinceMs: readonly MonotonicMs[]
}

export interface HealthProblem {
  readonly session: SessionId
  /** `deaf`: people speak and nothing can be heard. `absent`: not in the room. */
  readonly kind: 'deaf' | 'absent'
  readonly sinceMs: MonotonicMs
}

/** So long a trouble may last before it is one: a dropped voice connection is mended within it. */
const PATIENCE_MS = 10_000
/** A single packet that cannot be opened says little; signs over this time are somebody speaking. */
const LASTING_MS = 1_000
/** Without a sign of speech for so long, nobody speaks any more, and nothing can be said about hearing. */
const SPEECH_ENDS_MS = 60_000

/** Judges from regular looks at the sessions whether the bot hears. Pure: time is an argument. */
export class Health {
  readonly #absentSince = new Map<SessionId, MonotonicMs>()
  /** When the first sign of speech was seen after the last packet. */
  readonly #unansweredSince = new Map<SessionId, MonotonicMs>()
  #sessions: readonly EarSigns[] = []

  /** To be told once a second or so how all sessions are that listen. */
  look(sessions: readonly EarSigns[], nowMs: MonotonicMs): void {
    this.#sessions = sessions
    remember(
      this.#absentSince,
      sessions.flatMap(({ id, present }) => (present ? [] : [[id, nowMs] as const])),
    )
    for (const { id, lastPacketMs } of sessions) {
      const sinceMs = this.#unansweredSince.get(id)
      if (sinceMs !== undefined && lastPacketMs !== null && lastPacketMs >= sinceMs)
        this.#unansweredSince.delete(id)
    }
    remember(
      this.#unansweredSince,
      sessions.flatMap(({ id, lastSpeakingMs, lastPacketMs }) =>
        lastSpeakingMs !== null && lastSpeakingMs > (lastPacketMs ?? Number.NEGATIVE_INFINITY)
          ? [[id, lastSpeakingMs] as const]
          : [],
      ),
    )
  }

  /** Speakers of whom nothing has been heard for too long, although they speak; the others of a session may be heard. */
  deafSpeakers(nowMs: MonotonicMs): number {
    return this.#sessions.reduce(
      (sum, { troubledSinceMs }) =>
        sum + troubledSinceMs.filter((sinceMs) => nowMs - sinceMs > PATIENCE_MS).length,
      0,
    )
  }

  /** What has been wrong for too long; none: healthy. */
  problems(nowMs: MonotonicMs): readonly HealthProblem[] {
    return this.#sessions
      .flatMap((signs): HealthProblem[] => {
        const absentMs = this.#absentSince.get(signs.id)
        const deafMs = this.#deafSince(signs, nowMs)
        return [
          ...(absentMs === undefined
            ? []
            : [{ session: signs.id, kind: 'absent' as const, sinceMs: absentMs }]),
          ...(deafMs === null ? [] : [{ session: signs.id, kind: 'deaf' as const, sinceMs: deafMs }]),
        ]
      })
      .filter(({ sinceMs }) => nowMs - sinceMs > PATIENCE_MS)
  }

  #deafSince(signs: EarSigns, nowMs: MonotonicMs): MonotonicMs | null {
    const lastSpeakingMs = signs.lastSpeakingMs ?? Number.NEGATIVE_INFINITY
    const lastPacketMs = signs.lastPacketMs ?? Number.NEGATIVE_INFINITY
    const since = signs.troubledSinceMs.filter((sinceMs) => sinceMs > lastPacketMs)
    if (nowMs - Math.max(lastSpeakingMs, ...since) > SPEECH_ENDS_MS) return null
    const unansweredMs = this.#unansweredSince.get(signs.id)
    if (unansweredMs !== undefined && lastSpeakingMs - unansweredMs >= LASTING_MS) since.push(unansweredMs)
    return since.length === 0 ? null : Math.min(...since)
  }
}

/** Keeps the first time of what still is so, and forgets what is not. */
function remember<Key>(
  times: Map<Key, MonotonicMs>,
  current: readonly (readonly [Key, MonotonicMs])[],
): void {
  const still = new Map(current)
  for (const key of times.keys()) if (!still.has(key)) times.delete(key)
  for (const [key, atMs] of still) if (!times.has(key)) times.set(key, atMs)
}
