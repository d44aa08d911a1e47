/** An incoming webhook ("Webhook Object", type 1). */
export interface SandboxWebhook {
  readonly id: string
  readonly token: string
  readonly guildId: string
  readonly channelId: string
  readonly name: string
  /** A picture's hash. */
  readonly avatar: string | null
  /** Who made it. */
  readonly ownerId: string
  /** The application that made it, or null when a person did. */
  readonly applicationId: string | null
}
