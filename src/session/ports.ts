import type { OpusPacket } from '../audio/packet.ts'
import type { ChannelId, GuildId, RoomId, SessionMs, SpeakerId } from '../base/ids.ts'
import type { FinalTurn, Gap, OpenTurn, Speaker } from '../transcript/turn.ts'

/** What a session needs from the world outside. Discord implements these; tests and tools can too. */

export interface RoomRef {
  readonly guild: GuildId
  readonly room: RoomId
}

/** Takes one speaker's packets; bound once, when the speaker is first heard. Synchronous, never throws. */
export type PacketInlet = (packet: OpusPacket) => void

/** What a room tells its session. */
export interface VoiceListener {
  /**
   * A person is heard for the first time in this room's life. Answers where their packets go, or null when they
   * are not to be heard (then nothing of theirs is decoded).
   */
  meet(speaker: Speaker): PacketInlet | null
  /** The person left the room; their open turn can end. */
  left(speaker: SpeakerId): void
  /** The bot is out of the room for good (kicked, channel deleted, connection lost beyond repair). In plain words. */
  lost(reason: string): void
}

export interface VoiceRoom {
  /** Leaves and frees everything; a second call is fine. */
  leave(): Promise<void>
}

export interface VoiceGateway {
  /** Joins and listens. Rejects with a UserError when the room cannot be joined. */
  join(ref: RoomRef, listener: VoiceListener): Promise<VoiceRoom>
}

/** Where captions go. Takes everything at once and never throws; what cannot be shown is the sink's to say. */
export interface CaptionSink {
  /** A notice of the house itself: who started, what was lost. Plain text without markup. */
  notice(text: string): void
  final(turn: FinalTurn): void
  open(turn: OpenTurn): void
  /** An open turn came to nothing. */
  withdrawn(id: string): void
  gap(gap: Gap): void
  /** Resolves when all that was taken has been shown, or was given up. */
  flush(): Promise<void>
  /** Flushes nothing; frees what the sink holds. */
  close(): void
}

/** What `/transcribe stop` tells. */
export interface SessionSummary {
  readonly listenedMs: SessionMs
  readonly turns: number
  readonly speakers: number
  /** Words in final turns. */
  readonly words: number
  /** What speech services bill for, over all speakers. */
  readonly billedMs: number
  /** Sound in which somebody spoke, over all speakers. */
  readonly spokenMs: number
}

/**
 * Opens a caption sink on a text channel. Rejects with a UserError where the bot may not post. `shut` is called at
 * most once, with the reason in plain words, when nothing can be shown there any more.
 */
export type OpenSink = (channel: ChannelId, shut: (reason: string) => void) => Promise<CaptionSink>
