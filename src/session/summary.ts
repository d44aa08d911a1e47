import { type Saying, together } from '../wording/words.ts'
import type { SessionSummary } from './ports.ts'
import { money, type SessionSpend } from './spend/session-spend.ts'

/**
 * What a session came to, for people: "I listened for 2 min 5 s: 31 turns by 3 speakers. Billed 1 min 20 s for
 * 1 min 2 s of speech: 0.01 USD."
 */
export function summarySentence({ listenedMs, turns, speakers, spend }: SessionSummary): Saying {
  const listened: Saying = ({ session, measures }) =>
    session.summary(measures.duration(listenedMs), turns, speakers)
  const spent = spendSentence(spend)
  return spent === null ? listened : together([listened, spent])
}

/** "Billed 3 min 20 s for 2 min 51 s of speech: 0.01 USD."; null before anybody spoke. */
export function spendSentence({ billedMs, spokenMs, cost, currency }: SessionSpend): Saying | null {
  if (billedMs === 0 && spokenMs === 0) return null
  return (words) => {
    const { free, billed, cost: billedFor } = words.spending.session
    const spoken = words.measures.duration(spokenMs)
    if (billedMs === 0) return free(spoken)
    const length = words.measures.duration(billedMs)
    // Without a price, only time can be told: what a service bills for is not free.
    return cost === 0 ? billed(length, spoken) : billedFor(length, spoken, money(cost, currency)(words))
  }
}
