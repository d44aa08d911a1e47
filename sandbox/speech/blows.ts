import { setTimeout as wait } from 'node:timers/promises'
import type { SpeechServer } from './speech-server.ts'

/** Something that a service does to all who use it; resolves when it is over. `forMs`: how long, where it lasts. */
export type SpeechBlow = (speech: SpeechServer, forMs: number) => Promise<void>

/** Everything that a service can do to the sessions of a call without being at an end. */
export const SPEECH_BLOWS: Readonly<Record<string, SpeechBlow>> = {
  'cuts every line': async (speech) => speech.strike({ do: 'cut' }),
  'resets every line': async (speech) => speech.strike({ do: 'reset' }),
  fails: async (speech) => speech.strike({ do: 'close', code: 3005, error: 'Session Cancelled' }),
  'closes without a reason': async (speech) => speech.strike({ do: 'close' }),
  'ends every session as too old': async (speech) =>
    speech.strike({ do: 'close', code: 3008, error: 'Session Expired' }),
  'falls silent': async (speech) => speech.strike({ do: 'stall' }),
  'reads nothing for a while': async (speech, forMs) => {
    speech.strike({ do: 'stop-reading', forMs })
    await wait(forMs)
  },
  'is down': async (speech, forMs) => {
    await speech.down()
    await wait(forMs)
    await speech.up()
  },
  'is overloaded': async (speech, forMs) => {
    speech.faults.always({ upgradeStatus: 503 })
    speech.strike({ do: 'cut' })
    await wait(forMs)
    speech.faults.clear()
  },
  'never begins': async (speech, forMs) => {
    speech.faults.always({ begin: 'never' })
    speech.strike({ do: 'cut' })
    await wait(forMs)
    speech.faults.clear()
  },
  'begins late': async (speech, forMs) => {
    speech.faults.always({ begin: 4_000 })
    speech.strike({ do: 'cut' })
    await wait(forMs)
    speech.faults.clear()
  },
}
