import { discordSettings } from './discord-settings.ts'
import { operationSettings } from './operation-settings.ts'
import { recordSettings } from './record-settings.ts'
import { speechSettings } from './speech-settings.ts'
import { spendSettings } from './spend-settings.ts'

/** Every setting of the bot, in the order in which `.env.example` shows them. */
export const settings = {
  ...discordSettings,
  ...speechSettings,
  ...spendSettings,
  ...recordSettings,
  ...operationSettings,
} as const
