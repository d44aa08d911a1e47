/** What the parts of the sandbox want of one another. Ids are snowflake strings throughout. */

/** A user let into a voice channel by the main gateway. */
export interface VoiceAdmission {
  readonly guildId: string
  readonly channelId: string
  readonly userId: string
  /** The voice session id of the user's VOICE_STATE_UPDATE. */
  readonly sessionId: string
}

/** The voice servers, as the main gateway sees them. */
export interface VoiceSide {
  /** `host:port`, as VOICE_SERVER_UPDATE carries it. */
  readonly endpoint: string
  /** Expects this user (again); answers the token for VOICE_SERVER_UPDATE. An earlier admission of the same user in the guild is void. */
  admit(admission: VoiceAdmission): string
  /** Closes the user's voice socket with this code (4014 for a kick or a move) and forgets the admission. */
  expel(guildId: string, userId: string, code: number): void
}

/** One simulated person's microphone. */
export interface Mouth {
  /**
   * Speaks 20 ms Opus packets (48 kHz) at the pace of real time, then five silence frames.
   * Resolves when the last packet of speech has left, with the wall time (ms) of the first and of the last.
   */
  talk(packets: readonly Buffer[]): Promise<{ readonly startedAt: number; readonly endedAt: number }>
}
