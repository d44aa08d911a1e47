import { LOG_LEVELS } from '../base/log.ts'
import { choice, optionalNumber, text } from './setting.ts'

/** What machines and hosts see of the bot. */
export const operationSettings = {
  httpPort: optionalNumber(
    {
      name: 'HTTP_PORT',
      help: 'Serve /healthz, /readyz, /busy and /metrics (for Prometheus) on this port; 0 takes any free one, which the log names. Empty: off. Neither speech nor names are served.',
    },
    { min: 0, max: 65_535, whole: true },
  ),
  httpHost: text(
    {
      name: 'HTTP_HOST',
      help: 'The address to serve them on; 0.0.0.0 for all of this machine, as in a container.',
    },
    '127.0.0.1',
  ),
  logLevel: choice(
    { name: 'LOG_LEVEL', help: `How much is logged: ${LOG_LEVELS.join(', ')}.` },
    'info',
    LOG_LEVELS,
  ),
} as const
