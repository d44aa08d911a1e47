import type { Clock } from '../../base/clock.ts'
import type { MonotonicMs, SessionMs, SpeakerId } from '../../base/ids.ts'
import type { EngineChain } from '../../speech/chain.ts'
import type { SpeechEngine, Tuning } from '../../speech/engine.ts'
import type { Speaker } from '../../transcript/turn.ts'
import type { EngineUse } from '../spend/session-ledger.ts'
import type { Unfinished } from '../store.ts'
import { SpeakerTrack, type TrackListener } from './speaker-track.ts'

export interface TracksOptions {
  readonly chain: EngineChain
  readonly tuning: Tuning
  readonly longTurnMs: number
  /** The session's zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  /** Which process of those that have taken up the session this is. */
  readonly run: number
  readonly clock: Clock
  readonly listener: TrackListener
}

/** The lines of all who were heard in a session, from packet to turn. */
export class Tracks {
  readonly #options: TracksOptions
  readonly #tracks = new Map<SpeakerId, SpeakerTrack>()
  /** The finishing of those who left in mid-session. */
  readonly #leaving = new Set<Promise<void>>()
  #tuning: Tuning

  constructor(options: TracksOptions) {
    this.#options = options
    this.#tuning = options.tuning
  }

  get all(): readonly SpeakerTrack[] {
    return [...this.#tracks.values()]
  }

  of(speaker: SpeakerId): SpeakerTrack | undefined {
    return this.#tracks.get(speaker)
  }

  make(speaker: Speaker): SpeakerTrack {
    const { chain, longTurnMs, startedMs, run, clock, listener } = this.#options
    const track = new SpeakerTrack({
      speaker,
      chain,
      tuning: this.#tuning,
      longTurnMs,
      startedMs,
      run,
      now: () => clock.now(),
      listener,
    })
    this.#tracks.set(speaker.id, track)
    return track
  }

  /** Drops what is not told yet of what somebody said. */
  abort(speaker: SpeakerId): void {
    this.#tracks.get(speaker)?.abort()
  }

  tune(tuning: Tuning): void {
    this.#tuning = tuning
    for (const track of this.#tracks.values()) track.tune(tuning)
  }

  tick(now: MonotonicMs): void {
    for (const track of this.#tracks.values()) track.tick(now)
  }

  left(speaker: SpeakerId, deadlineMs: number): void {
    const leaving = this.#tracks.get(speaker)?.left(deadlineMs)
    if (!leaving) return
    this.#leaving.add(leaving)
    leaving.finally(() => this.#leaving.delete(leaving))
  }

  /** Nobody is heard any more: tells the last turns, at the latest after `deadlineMs`. */
  async close(deadlineMs: number): Promise<void> {
    await Promise.all([...this.#leaving, ...this.all.map((track) => track.close(deadlineMs))])
  }

  /** Where the earliest speech began that may still become a turn; null when all was told. */
  unfinishedSinceMs(nowMs: SessionMs): SessionMs | null {
    let earliestMs = Number.POSITIVE_INFINITY
    for (const track of this.#tracks.values())
      earliestMs = Math.min(earliestMs, track.unfinishedSinceMs(nowMs) ?? earliestMs)
    return earliestMs === Number.POSITIVE_INFINITY ? null : earliestMs
  }

  /** Who has said something that no final turn covers, and since when. */
  get uncovered(): readonly Unfinished[] {
    return this.all.flatMap((track) => {
      const sinceMs = track.uncoveredSinceMs
      return sinceMs === null ? [] : [{ speaker: track.speaker.id, sinceMs }]
    })
  }

  get spokenMs(): number {
    return this.all.reduce((sum, { usage }) => sum + usage.spokenMs, 0)
  }

  /** What was used of each engine, with the checks that this session bears. */
  get uses(): readonly EngineUse[] {
    const uses = new Map<SpeechEngine, { billedMs: number; open: number }>()
    for (const [engine, billedMs] of this.#options.chain.checkedMs) uses.set(engine, { billedMs, open: 0 })
    for (const { usage } of this.#tracks.values()) {
      for (const [engine, { billedMs, billing }] of usage.byEngine) {
        const sum = uses.get(engine) ?? { billedMs: 0, open: 0 }
        uses.set(engine, { billedMs: sum.billedMs + billedMs, open: sum.open + (billing ? 1 : 0) })
      }
    }
    return [...uses].map(([engine, sum]) => ({ engine, ...sum }))
  }
}
