import type { SessionEvent } from '../../session/recent-events.ts'
import { type CapUse, money } from '../../session/spend/session-spend.ts'
import type { SessionStatus, SpeakerState, SpeakerStatus } from '../../session/status.ts'
import { spendSentence } from '../../session/summary.ts'
import { engineLabel } from '../../speech/engine-label.ts'
import type { Words } from '../../wording/words.ts'
import { MESSAGE_LENGTH } from '../captions/caption-queue.ts'
import { nameOf, safeText } from '../captions/markup.ts'

/** The worst first: what a reader should see if there is not room for everybody. */
const ORDER: readonly SpeakerState[] = [
  'lost',
  'encrypted',
  'behind',
  'hearing',
  'silent',
  'untold',
  'unasked',
  'opted-out',
]
/** Delays are told in these steps of seconds, so that a figure which merely trembles is no change. */
const DELAYS_S = [2, 5, 10, 20, 30, 60, 120, 300] as const

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
export function statusText(status: SessionStatus, options: StatusTextOptions, words: Words): string {
  const { events, channel, spend = true } = options
  const { target, trouble, warning, unnamed, nobody } = words.status
  const head = [headline(status, words)]
  head.push(...toldLines(status, words))
  if (channel) head.push(target(`<#${status.channel}>`))
  if (spend) head.push(...spendLines(status, words))
  // Not the last `events` of them for 0: slice(-0) is all.
  const tail = status.events
    .slice(status.events.length - Math.min(events, status.events.length))
    .map((event) => eventLine(event, status, words))
  if (isOver(status)) return clipped([...head, ...tail])
  if (status.trouble !== null) head.push(trouble(safeText(status.trouble(words))))
  for (const each of status.warnings ?? []) head.push(warning(safeText(each(words))))
  if (status.unnamed > 0) head.push(unnamed(status.unnamed))
  if (status.speakers.length === 0) head.push(nobody)
  const room = MESSAGE_LENGTH - lengthOf([...head, ...tail])
  return clipped([...head, ...speakerLines(status, room, words), ...tail])
}

/** This process does not listen any more. */
const isOver = ({ state }: Pick<SessionStatus, 'state'>): boolean =>
  state === 'stopped' || state === 'suspended'

function headline(status: SessionStatus, words: Words): string {
  const { head } = words.status
  const channel = `<#${status.room.room}>`
  const when = relative(status.sinceMs, status)
  switch (status.state) {
    case 'listening':
      return head.listening(channel, safeText(engineLabel(status.engine)(words)), when)
    case 'rejoining':
      return head.rejoining(channel, when)
    case 'suspended':
      return head.suspended(channel, when)
    case 'stopped':
      return head.stopped(channel, when, words.measures.duration(status.listenedMs))
  }
}

/** Where something was told by an engine that is not the one which hears now. */
function toldLines(status: SessionStatus, words: Words): string[] {
  const { engine, toldBy = [] } = status
  if (isOver(status) || toldBy.every((tag) => tag === engine)) return []
  return [safeText(words.status.toldBy([...new Set(toldBy.map((tag) => engineLabel(tag)(words)))]))]
}

/** "Billed 3 min 20 s for 2 min 51 s of speech: 0.01 USD." and, where they are capped, the server's sums. */
function spendLines({ spend, state }: SessionStatus, words: Words): string[] {
  const sentence = spendSentence(spend)
  const caps = isOver({ state }) ? [] : spend.caps.map((cap) => capText(cap, spend.currency, words))
  const lines = sentence === null ? [] : [sentence(words)]
  return (caps.length === 0 ? lines : [...lines, words.status.spent(caps)]).map(safeText)
}

const capText = ({ period, spent, cap }: CapUse, currency: string, words: Words): string =>
  words.status[period](money(spent, currency)(words), money(cap, currency)(words))

function speakerLines(status: SessionStatus, room: number, words: Words): string[] {
  const rank = ({ state }: SpeakerStatus) => ORDER.indexOf(state)
  const speakers = status.speakers.toSorted((a, b) => rank(a) - rank(b))
  const lines = speakers.map((each) => `- ${nameOf(each.speaker)}: ${stateText(each, status, words)}`)
  const more = (people: number): string => `- ${words.status.more(people)}`
  // Kept free for it whether it is needed or not.
  const fits = room - lengthOf([more(lines.length)])
  let fitting = 0
  for (let length = 0; fitting < lines.length; fitting += 1) {
    length += (lines[fitting]?.length ?? 0) + 1
    if (length > fits) break
  }
  const left = lines.length - fitting
  return left === 0 ? lines : [...lines.slice(0, fitting), more(left)]
}

function stateText({ state, sinceMs, lagMs }: SpeakerStatus, status: SessionStatus, words: Words): string {
  const { states } = words.status
  const since = clockTime(sinceMs, status)
  switch (state) {
    case 'hearing':
      return lagMs === 0 ? states.heard : states.heardWithin(delay(lagMs, words))
    case 'silent':
      return states.silent(relative(sinceMs, status))
    case 'encrypted':
      return states.encrypted(since)
    case 'behind':
      return states.behind(since, delay(lagMs, words))
    case 'unasked':
      return states.unasked
    case 'untold':
      return states.untold
    case 'opted-out':
      return states.optedOut
    case 'lost':
      return states.lost(since)
  }
}

function eventLine({ atMs, speaker, what }: SessionEvent, status: SessionStatus, words: Words): string {
  const who = speaker === null ? '' : `${nameOf(speaker)}: `
  return `-# ${clockTime(atMs, status)} ${who}${safeText(what(words))}`
}

function delay(ms: number, { status, measures }: Words): string {
  const step = DELAYS_S.find((seconds) => ms <= seconds * 1000)
  return step === undefined ? status.longDelay : measures.duration(step * 1000)
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
