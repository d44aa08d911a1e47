import type { Decision } from '../../transcript/consent-record.ts'
import type { Speaker } from '../../transcript/turn.ts'

/** Who is heard in a guild. */
export interface ConsentRule {
  /** `notice`: everybody who did not opt out. `ask`: only who agreed. */
  readonly mode: 'notice' | 'ask'
  readonly hearBots: boolean
}

/**
 * Whether somebody is heard, or why not: `unasked` in mode `ask` until they say something; `bot` where bots are not
 * to be heard.
 */
export type Standing = 'heard' | 'opted-out' | 'unasked' | 'bot'

/** Pure. `decision` is what they said last in this guild; null: nothing so far. */
export function standingOf(
  { bot }: Pick<Speaker, 'bot'>,
  decision: Decision | null,
  { mode, hearBots }: ConsentRule,
): Standing {
  // Nobody can press a button for a bot: the server's setting speaks for it.
  if (bot) return hearBots ? 'heard' : 'bot'
  if (decision === 'opted-out') return 'opted-out'
  return mode === 'notice' || decision === 'agreed' ? 'heard' : 'unasked'
}
