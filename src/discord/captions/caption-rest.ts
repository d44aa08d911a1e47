import { REST } from 'discord.js'

/** How long Discord has to answer. */
const TIMEOUT_MS = 10_000

/**
 * The way to Discord for captions. Unlike the client's own, it asks once and says at once what went wrong, because a
 * message through a webhook must not be sent again blindly (it knows no nonce), and nobody's words shall wait behind a
 * limit on webhooks that the bot's own messages are not under. What is safe to repeat, its callers repeat.
 * `api` is without a version; the token belongs to a bot.
 */
export function captionRest(api: string, token: string | null): REST {
  const rest = new REST({
    version: '10',
    api,
    retries: 0,
    timeout: TIMEOUT_MS,
    rejectOnRateLimit: () => true,
  })
  return token === null ? rest : rest.setToken(token)
}
