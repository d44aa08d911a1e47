import type { SessionSummary } from './ports.ts'

/** What a session came to, for people: "I listened for 2 min 5 s: 31 turns by 3 speakers." */
export function summarySentence(summary: SessionSummary): string {
  const turns = count(summary.turns, 'turn', 'turns')
  const speakers = count(summary.speakers, 'speaker', 'speakers')
  return `I listened for ${duration(summary.listenedMs)}: ${turns} by ${speakers}.`
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
