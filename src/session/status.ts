import type { ChannelId, SessionId, SessionMs } from '../base/ids.ts'
import type { Speaker } from '../transcript/turn.ts'
import type { Saying, Words } from '../wording/words.ts'
import type { RoomRef } from './ports.ts'
import type { SessionEvent } from './recent-events.ts'
import type { SessionSpend } from './spend/session-spend.ts'

/**
 * What can be said of a speaker at a glance:
 * - `hearing`: heard now or a moment ago.
 * - `silent`: nothing came for a while.
 * - `encrypted`: sound comes, but there is no key that opens it.
 * - `behind`: heard, but speech recognition is away or does not keep up.
 * - `opted-out`: not listened to, as they asked.
 * - `unasked`: not listened to, since they did not agree to it.
 * - `untold`: not listened to, since they cannot be told of it in a place that they can read.
 * - `lost`: Discord says that they speak, and nothing comes.
 */
export type SpeakerState =
  | 'hearing'
  | 'silent'
  | 'encrypted'
  | 'behind'
  | 'opted-out'
  | 'unasked'
  | 'untold'
  | 'lost'

export interface SpeakerStatus {
  readonly speaker: Speaker
  readonly state: SpeakerState
  readonly sinceMs: SessionMs
  /** How long after it was said the newest text came; while recognition is away, how long speech has waited for it. */
  readonly lagMs: number
}

/** A session as its readers are to know it, as of now. */
export interface SessionStatus {
  /** `suspended`: this process ends, and the next one is to go on. */
  readonly state: 'listening' | 'rejoining' | 'suspended' | 'stopped'
  /** When this state began. */
  readonly sinceMs: SessionMs
  /** Session time zero as a date, in milliseconds since 1970. */
  readonly startedAt: number
  readonly room: RoomRef
  readonly channel: ChannelId
  /** The tag of the one that new sound goes to. */
  readonly engine: string
  /** Tags of those that told the turns so far, in the order in which they began to; left out: of none. */
  readonly toldBy?: readonly string[]
  /** In the order in which they were first heard. */
  readonly speakers: readonly SpeakerStatus[]
  /** Voices that are heard and that Discord has not named yet. */
  readonly unnamed: number
  /** The last ones, oldest first. */
  readonly events: readonly SessionEvent[]
  readonly listenedMs: SessionMs
  readonly spend: SessionSpend
  /** What is wrong with speech recognition as a whole, as a sentence; null: nothing. */
  readonly trouble: Saying | null
  /** What keeps the text from being posted or kept, a sentence each. */
  readonly warnings?: readonly Saying[]
}

/** Where a session's status is shown while it lasts. */
export interface StatusBoard {
  /** The status as of now; to be called every second or so. Shows it when there is room and something changed. Never throws. */
  show(status: SessionStatus): void
  /** Shows this last one, in its time, and frees everything; resolves then, whatever came of it. */
  close(status: SessionStatus): Promise<void>
  /** Takes it away where it stands, and frees everything: the status is shown elsewhere. Never throws. */
  abandon?(): Promise<void>
}

/** Whose board it is, for log lines, and the language that the guild is written to. */
export interface BoardOptions {
  readonly session: SessionId
  readonly words: Words
}

/** Opens the board of a session that posts in this channel. */
export type OpenBoard = (channel: ChannelId, options: BoardOptions) => StatusBoard
