import type { Clock } from '../base/clock.ts'
import type { MonotonicMs, SessionMs, SpeakerId } from '../base/ids.ts'
import type { RoomHearing, VoiceRoom } from './ports.ts'
import { type Ending, stageOf } from './stage.ts'
import { type Before, NOTHING_BEFORE, type Told } from './tally.ts'

export interface SessionCourseOptions {
  readonly clock: Clock
  /** Session time zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
}

/** How far one process's part of a session has come: on its way into the room, there, at its end. */
export class SessionCourse {
  readonly #options: SessionCourseOptions
  /** Whose consent changed before the room was known; null: anybody's. */
  readonly #changedEarly: (SpeakerId | null)[] = []
  #room: VoiceRoom | null = null
  #before = NOTHING_BEFORE
  #ending: Ending | null = null

  constructor(options: SessionCourseOptions) {
    this.#options = options
  }

  get nowMs(): SessionMs {
    return this.#options.clock.now() - this.#options.startedMs
  }

  /** The room was joined; `before` is what earlier runs of the session came to. */
  entered(room: VoiceRoom, before: Before): void {
    this.#room = room
    this.#before = before
    for (const person of this.#changedEarly.splice(0)) room.reconsider(person)
  }

  /** No more is heard from now on. */
  ended(kind: Ending['kind']): void {
    this.#ending = { kind, atMs: this.nowMs }
  }

  /** Whether somebody is heard may have changed, for anybody where it is null: the room is to ask anew. */
  reconsider(person: SpeakerId | null): void {
    if (this.#room === null) this.#changedEarly.push(person)
    else this.#room.reconsider(person)
  }

  /** Resolves when all that had arrived in the room is heard. */
  caughtUp(): Promise<void> {
    return this.#room?.caughtUp() ?? Promise.resolve()
  }

  /** Leaves the room, if it was joined. */
  leave(): Promise<void> {
    return this.#room?.leave() ?? Promise.resolve()
  }

  get hasEntered(): boolean {
    return this.#room !== null
  }

  /** How it ended; null: it has not. */
  get ending(): Ending | null {
    return this.#ending
  }

  get stage(): ReturnType<typeof stageOf> {
    return stageOf(this.#ending, this.hearing, this.#options.startedMs)
  }

  /** What the room knows of its ear; null before it was joined. */
  get hearing(): RoomHearing | null {
    return this.#room?.hearing() ?? null
  }

  /** For how long the room was listened to, in all runs. */
  get listenedMs(): SessionMs {
    return (this.#ending?.atMs ?? this.nowMs) - this.#before.awayMs
  }

  /** What was told in the runs before this one. */
  get toldBefore(): Told {
    return this.#before.told
  }
}
