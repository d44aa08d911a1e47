import type { SessionSummary } from './ports.ts'
import { money, type SessionSpend } from './spend/session-spend.ts'

/**
 * What a session came to, for people: "I listened for 2 min 5 s: 31 turns by 3 speakers. Billed 1 min 20 s for
 * 1 min 2 s of speech: 0.01 USD."
 */
export function summarySentence(summary: SessionSummary): string {
  const turns = count(summary.turns, 'turn', 'turns')
  const speakers = count(summary.speakers, 'speaker', 'speakers')
  const listened = `I listened for ${duration(summary.listenedMs)}: ${turns} by ${speakers}.`
  const spend = spendSentence(summary.spend)
  return spend === null ? listened : `${listened} ${spend}`
}

/** "Billed 3 min 20 s for 2 min 51 s of speech: 0.01 USD."; null before anybody spoke. */
export function spendSentence({ billedMs, spokenMs, cost, currency }: SessionSpend): string | null {
  if (billedMs === 0)
    return spokenMs === 0 ? null : `Understanding ${duration(spokenMs)} of speech costs nothing.`
  // Without a price, only time can be told: what a service bills for is not free.
  const price = cost === 0 ? '' : `: ${money(cost, currency)}`
  return `Billed ${duration(billedMs)} for ${duration(spokenMs)} of speech${price}.`
}

/** A duration in words; anything under a minute in seconds. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const parts = [
    hours > 0 && `${hours} h`,
    minutes > 0 && `${minutes} min`,
    hours === 0 && `${seconds % 60} s`,
  ]
  return parts.filter((part) => part !== false).join(' ')
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`
}
