import type { ChannelId, GuildId, RoomId, SessionId, SessionMs, SpeakerId } from '../base/ids.ts'
import type { ConsentRecord } from './consent-record.ts'
import type { FinalTurn, Gap, Speaker } from './turn.ts'

/** A session as its record knows it. Wall times are milliseconds since 1970. */
export interface SessionRecord {
  readonly id: SessionId
  readonly guild: GuildId
  readonly room: RoomId
  /** As the room was called when the session began. */
  readonly roomName: string
  /** Where it is posted now. */
  readonly channel: ChannelId
  readonly starter: { readonly id: SpeakerId; readonly name: string }
  /** Somebody who may say so wanted it posted where people can read it who cannot see the room; left out: nobody did. */
  readonly readers?: 'everybody'
  /** The engine's name in settings, and its model behind a colon where that is known. */
  readonly engine: string
  /** Session time zero. */
  readonly startedAt: number
  /** How often a process has taken the session up: 1 from the start, one more for each time it was resumed. */
  readonly runs: number
  readonly state: RecordState
}

export type RecordState =
  /** A process listens, or did until it died: `livedAt` is when it last said so. */
  | { readonly kind: 'open'; readonly livedAt: number }
  /** A process ended in order and left the session to the next one. */
  | { readonly kind: 'suspended'; readonly at: number }
  | { readonly kind: 'ended'; readonly at: number; readonly reason: string }

/** Somebody came into the room or left it. */
export interface Presence {
  readonly speaker: Speaker
  readonly kind: 'joined' | 'left'
  readonly atMs: SessionMs
}

/** Where a turn can be read in Discord: a long one in several messages. */
export interface PostedTurn {
  readonly channel: ChannelId
  readonly message: string
}

/** A turn in the record; by its beginning, in order. */
export interface RecordedTurn extends FinalTurn {
  readonly posts: readonly PostedTurn[]
}

/** The ordered record of a session, whole: what exports are made of. */
export interface Transcript {
  readonly session: SessionRecord
  /** Everybody who was heard, in the order in which they first were. */
  readonly speakers: readonly Speaker[]
  /** By their beginning. */
  readonly turns: readonly RecordedTurn[]
  /** By their beginning. */
  readonly gaps: readonly Gap[]
  readonly presence: readonly Presence[]
  readonly consent: ConsentRecord
}
