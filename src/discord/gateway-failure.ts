import { DiscordjsError, DiscordjsErrorCodes, GatewayCloseCodes } from 'discord.js'
import { ConfigError, UserError } from '../base/errors.ts'
import { verbatim } from '../wording/words.ts'
import { restFailure } from './rest-failure.ts'

/** What a refusal of Discord means to whoever runs the bot, who reads it in English. */

const REFUSED_INTENT =
  "Discord refused the Message Content intent: switch it on for the bot in Discord's developer portal (Bot, Privileged Gateway Intents), or set AUTO_TRANSCRIBE_VOICE_MESSAGES=false."
const REFUSED_TOKEN = 'Discord refused the token: check DISCORD_TOKEN.'

export function explainLogin(error: unknown): never {
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid)
    throw new ConfigError([REFUSED_TOKEN])
  throw new UserError(verbatim('Discord cannot be reached. Check the network and DISCORD_API_URL.'), {
    cause: error,
  })
}

/** A server that the bot is in can still refuse: its commands need a scope of their own. */
export function explainRegistration(error: unknown): never {
  switch (restFailure(error)) {
    case 'shut':
      throw new ConfigError([
        'Discord refused the command: invite the bot with the scopes bot and applications.commands, and check DISCORD_GUILD_ID.',
      ])
    case 'again':
      throw new UserError(
        verbatim('Discord did not take the command just now. Start the bot again in a minute.'),
        {
          cause: error,
        },
      )
    case 'refused':
      throw error
  }
}

/** A close of the main gateway after which no reconnecting helps. */
export function explainClose(code: number): Error {
  if (code === GatewayCloseCodes.AuthenticationFailed) return new ConfigError([REFUSED_TOKEN])
  if (code === GatewayCloseCodes.DisallowedIntents) return new ConfigError([REFUSED_INTENT])
  return new UserError(verbatim(`Discord ended the connection for good (code ${code}).`))
}
