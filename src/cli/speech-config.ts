import { type Config, type Environment, loadConfig } from '../config/load.ts'
import { settings } from '../config/settings.ts'
import { ENGINE_NAMES } from '../speech/engines.ts'

/**
 * The settings for a tool that recognises speech and does not log in: those of Discord may be missing. `engine` takes
 * the place of SPEECH_ENGINE. Throws a ConfigError that lists every problem.
 */
export function speechConfig(environment: Environment, engine: string | null): Config {
  const { discordToken, discordGuildId, discordApiUrl, speechEngines } = settings
  return loadConfig(
    {
      ...environment,
      [discordToken.name]: 'not needed',
      [discordGuildId.name]: '',
      [discordApiUrl.name]: '',
      ...(engine !== null && { [speechEngines.name]: engine }),
    },
    ENGINE_NAMES,
  )
}
