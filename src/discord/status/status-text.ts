import type { SessionEvent } from '../../session/recent-events.ts'
import { type CapUse, money } from '../../session/spend/session-spend.ts'
import type { SessionStatus, SpeakerState, SpeakerStatus } from '../../session/status.ts'
import { duration, spendSentence } from '../../session/summary.ts'
import { engineLabel } from '../../speech/engine-label.ts'
import { MESSAGE_LENGTH } from '../captions/caption-queue.ts'
import { nameOf, safeText } from '../captions/markup.ts'

/** The worst first: what a reader should see if there is not room for everybody. */
const ORDER: readonly SpeakerState[] = [
  'lost',
  'encrypted',
  'behind',
  'hearing',
  'silent',
  'unasked',
  'opted-out',
]
/** Delays are told in these steps of seconds, so that a figure which merely trembles is no change. */
const DELAYS_S = [2, 5, 10, 20, 30, 60, 120, 300] as const
/** What the line about speakers that do not fit takes at most. */
const OVERFLOW_LENGTH = 40

export interface StatusTextOptions {
  /** How many of the last events are told. */
  readonly events: number
  /** Whether to say where the text goes: known to whoever reads it there. */
  readonly channel: boolean
  /** Whether to say what was billed; left out: yes. These figures grow all the time while somebody speaks. */
  readonly spend?: boolean
}

/**
 * A session's status as a Discord message of at most `MESSAGE_LENGTH`. Dates are Discord's own timestamps, which
 * every reader's client shows in their own time and keeps up to date by itself.
 */
export function statusText(status: SessionStatus, options: StatusTextOptions): string {
  const { events, channel, spend = true } = options
  const head = [headline(status)]
  if (channel) head.push(`The text goes to <#${status.channel}>.`)
  if (spend) head.push(...spendLines(status))
  // Not the last `events` of them for 0: slice(-0) is all.
  const tail = status.events
    .slice(status.events.length - Math.min(events, status.events.length))
    .map((event) => eventLine(event, status))
  if (isOver(status)) return clipped([...head, ...tail])
  if (status.trouble !== null) head.push(`**Speech recognition:** ${safeText(status.trouble)}`)
  for (const warning of status.warnings ?? []) head.push(`**Attention:** ${safeText(warning)}`)
  if (status.unnamed > 0) head.push(unnamedLine(status.unnamed))
  if (status.speakers.length === 0) head.push('Nobody has spoken yet.')
  const room = MESSAGE_LENGTH - OVERFLOW_LENGTH - lengthOf([...head, ...tail])
  return clipped([...head, ...speakerLines(status, room), ...tail])
}

/** This process does not listen any more. */
const isOver = ({ state }: Pick<SessionStatus, 'state'>): boolean =>
  state === 'stopped' || state === 'suspended'

function headline(status: SessionStatus): string {
  const channel = `<#${status.room.room}>`
  const when = relative(status.sinceMs, status)
  switch (status.state) {
    case 'listening':
      return `**Listening** in ${channel} with the speech engine ${safeText(engineLabel(status.engine))}, connected ${when}.`
    case 'rejoining':
      return `**Not listening just now.** The connection to ${channel} broke ${when}; I am joining again.`
    case 'suspended':
      return `**I am being restarted** ${when}, and go on listening in ${channel} when I am back.`
    case 'stopped':
      return `**Stopped** ${when}. I listened in ${channel} for ${duration(status.listenedMs)}.`
  }
}

/** "Billed 3 min 20 s for 2 min 51 s of speech: 0.01 USD." and, where they are capped, the server's sums. */
function spendLines({ spend, state }: SessionStatus): string[] {
  const sentence = spendSentence(spend)
  const caps = isOver({ state }) ? [] : spend.caps.map((cap) => capText(cap, spend.currency))
  const lines = sentence === null ? [] : [sentence]
  return (caps.length === 0 ? lines : [...lines, `This server has spent ${caps.join(' and ')}.`]).map(
    safeText,
  )
}

function capText({ period, spent, cap }: CapUse, currency: string): string {
  return `${money(spent, currency)} of ${money(cap, currency)} ${period === 'day' ? 'today' : 'this month'}`
}

function unnamedLine(count: number): string {
  return count === 1
    ? 'One more voice is heard, but Discord has not said yet whose it is.'
    : `${count} more voices are heard, but Discord has not said yet whose they are.`
}

function speakerLines(status: SessionStatus, room: number): string[] {
  const rank = ({ state }: SpeakerStatus) => ORDER.indexOf(state)
  const speakers = status.speakers.toSorted((a, b) => rank(a) - rank(b))
  const lines = speakers.map((speaker) => `- ${nameOf(speaker.speaker)}: ${stateText(speaker, status)}`)
  let fitting = 0
  for (let length = 0; fitting < lines.length; fitting += 1) {
    length += (lines[fitting]?.length ?? 0) + 1
    if (length > room) break
  }
  const left = lines.length - fitting
  return left === 0 ? lines : [...lines.slice(0, fitting), `- … and ${left} more`]
}

function stateText({ state, sinceMs, lagMs }: SpeakerStatus, status: SessionStatus): string {
  const since = clockTime(sinceMs, status)
  switch (state) {
    case 'hearing':
      return lagMs === 0 ? 'heard' : `heard; text follows within ${delay(lagMs)}`
    case 'silent':
      return `silent; last heard ${relative(sinceMs, status)}`
    case 'encrypted':
      return `not understood since ${since}: their sound is end-to-end encrypted and I have no key for it`
    case 'behind':
      return `heard, but speech recognition is late since ${since}: by ${delay(lagMs)}`
    case 'unasked':
      return 'did not agree to be heard; not listened to'
    case 'opted-out':
      return 'opted out; not listened to'
    case 'lost':
      return `not heard since ${since}, although Discord shows them speaking`
  }
}

function eventLine({ atMs, speaker, text }: SessionEvent, status: SessionStatus): string {
  const who = speaker === null ? '' : `${nameOf(speaker)}: `
  return `-# ${clockTime(atMs, status)} ${who}${safeText(text)}`
}

function delay(ms: number): string {
  const step = DELAYS_S.find((seconds) => ms <= seconds * 1000)
  return step === undefined ? 'more than 5 min' : duration(step * 1000)
}

const unixSeconds = (atMs: number, { startedAt }: SessionStatus): number =>
  Math.floor((startedAt + atMs) / 1000)
/** "3 minutes ago". */
const relative = (atMs: number, status: SessionStatus): string => `<t:${unixSeconds(atMs, status)}:R>`
/** "21:04:37". */
const clockTime = (atMs: number, status: SessionStatus): string => `<t:${unixSeconds(atMs, status)}:T>`

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0)

/** Whole lines only: one cut in its middle could end within an escape or a timestamp. */
function clipped(lines: readonly string[]): string {
  let fitting = lines.length
  while (lengthOf(lines.slice(0, fitting)) > MESSAGE_LENGTH) fitting -= 1
  return lines.slice(0, fitting).join('\n')
}
