/**
 * The identifiers and units of the domain.
 *
 * Ids of Discord are decimal strings ("snowflakes"); branding them keeps a room's id out of a place that wants
 * a text channel's. They are made at the edge, by the adapters, with the functions below.
 */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

export type GuildId = Branded<'GuildId'>
/** A voice channel the bot can listen to. */
export type RoomId = Branded<'RoomId'>
/** A text channel, a thread, or the chat of a voice channel: wherever messages can be posted. */
export type ChannelId = Branded<'ChannelId'>
export type SpeakerId = Branded<'SpeakerId'>
/** One listening period; made here, not by Discord. */
export type SessionId = Branded<'SessionId'>

export const guildId = (id: string): GuildId => id as GuildId
export const roomId = (id: string): RoomId => id as RoomId
export const channelId = (id: string): ChannelId => id as ChannelId
export const speakerId = (id: string): SpeakerId => id as SpeakerId
export const sessionId = (id: string): SessionId => id as SessionId

/** Milliseconds since the session began, on the process's monotonic clock. May have a fraction. */
export type SessionMs = number
/** Milliseconds on the process's monotonic clock; only differences mean anything. */
export type MonotonicMs = number
/** 48 kHz ticks as in an RTP header: an unsigned 32-bit number that wraps, with a random start per stream. */
export type RtpTime = number
