/** Where somebody is in voice ("Voice State Object"). */
export interface VoiceState {
  readonly userId: string
  readonly channelId: string | null
  readonly sessionId: string
  readonly selfMute: boolean
  readonly selfDeaf: boolean
  /** By a moderator, for the whole guild. */
  readonly mute: boolean
  readonly deaf: boolean
}
