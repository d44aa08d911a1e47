/** The "Gateway Intents" that the sandbox tells apart. */
export const INTENTS = {
  guilds: 1 << 0,
  guildMembers: 1 << 1,
  guildWebhooks: 1 << 5,
  guildVoiceStates: 1 << 7,
  guildPresences: 1 << 8,
  guildMessages: 1 << 9,
  directMessages: 1 << 12,
  messageContent: 1 << 15,
} as const

/** Those an application has to be granted in the developer portal first. */
export const PRIVILEGED_INTENTS = INTENTS.guildMembers | INTENTS.guildPresences | INTENTS.messageContent

/** The highest intent is AUTO_MODERATION_EXECUTION / DIRECT_MESSAGE_POLLS (1 << 25). */
export const isValidIntents = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1 << 26
