import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { type Fault, reckon, type Said } from '../../sandbox/cast/ledger.ts'
import {
  account,
  gapsOf,
  type KeptRecord,
  lengthMs,
  type Stretch,
} from '../../sandbox/cast/record-account.ts'
import { recordOf } from '../../test/support/crash-call.ts'
import { holdsTheSame, type SoakRun, type SufferedFault } from './call.ts'
import { outOfOrder } from './order.ts'
import type { Sample } from './watch.ts'

/** What was promised, what came of it, and all that went against it. */
export interface SoakPromise {
  readonly name: string
  readonly figure: string
  /** `excused`: broken, but only where the bench itself stood still; `not judged`: there was nothing to go by. */
  readonly verdict: 'kept' | 'broken' | 'excused' | 'not judged'
  readonly examples: readonly string[]
}

/** A mouth's time and a record's differ by how late a packet was read, on both machines. */
const EDGE_MS = 1_000
/** So near to a stall of the bench, what was said did not come as it should have: to the end of a line, at least. */
const STALL_REACH_MS = 3_500
/** "Gap time at most each outage plus 2 s a speaker." */
const EXCESS_MS = 2_000
/** A gap may begin before its outage does, at the last word that was told, and end when words come again. */
const REACH_MS = 3_000
/** Until a service that fell silent is missed, and what was said meanwhile is told. */
const CATCHING_UP_MS = 30_000
/** Until what was said is posted, whatever goes wrong meanwhile. */
const POSTED_MS = 90_000
const RSS_SHARE = 0.1

/** Lays what was said beside the record and the channel, and what the bot held beside what it was to hold. */
export function judge(run: SoakRun): SoakPromise[] {
  const record = recordOf(run.transcript)
  const words = account(run.spoken, record, EDGE_MS)
  const shown = readChannel(run.messages)
  const channel = reckon(run.spoken, shown)
  // Every word of the record, once, under its name, in its place: whatever was said.
  const copy = reckon(saidIn(record), shown)
  const inStall = ({ at }: Fault): boolean => run.stalls.some((stall) => near(at, stall))
  const misheard = words.strange.filter(inStall)
  // A word too many has the time of its post: what was heard amiss, as it came in two halves, stands in the record.
  const excused = (fault: Fault): boolean => inStall(fault) || misheard.some((word) => isPostOf(fault, word))
  const promise = (
    name: string,
    faults: readonly Fault[],
    inexcusable: readonly Fault[] = [],
  ): SoakPromise => {
    const all = unique([...inexcusable, ...faults])
    const left = unique([...inexcusable, ...faults.filter((fault) => !excused(fault))])
    const verdict = left.length > 0 ? 'broken' : all.length > 0 ? 'excused' : 'kept'
    const examples = (left.length > 0 ? left : all).map((fault) => describe(fault, run))
    return { name, figure: String(all.length), verdict, examples }
  }
  return [
    promise('words lost outside gaps', words.unexplained),
    promise('words kept, but not shown', [], copy.lost),
    promise('words doubled', channel.doubled, copy.doubled),
    promise('words misplaced', channel.moved, copy.moved),
    promise('turns below one that began after they ended', [], outOfOrder(run.transcript, run.messages)),
    promise('words misattributed', channel.misattributed, copy.misattributed),
    promise('words never said', channel.extra, copy.extra),
    promise('words kept that nobody said then', words.strange),
    gapPromise(run, record),
    rssPromise(run),
    handlePromise(run),
  ]
}

/** How much was said, shown and lost: beside the promises. */
export function figuresOf(run: SoakRun) {
  const record = recordOf(run.transcript)
  const { missing } = account(run.spoken, record, EDGE_MS)
  const gapMs = run.speakers.map((speaker) => lengthMs(gapsOf(speaker, record.gaps)))
  return {
    spoken: run.spoken.reduce((sum, { words }) => sum + words.length, 0),
    lost: missing.length,
    turns: run.transcript.turns.length,
    messages: run.messages.length,
    gaps: record.gaps.length,
    gapSeconds: rounded(gapMs.reduce((sum, ms) => sum + ms, 0) / 1000),
    deafSeconds: rounded(lengthMs(run.faults.filter(({ deafens }) => deafens)) / 1000),
    rateLimited: run.rateLimited,
    cpuShare: rounded(cpuShareOf(run.samples)),
    worstStillMs: Math.round(Math.max(0, ...run.samples.map(({ stillMs }) => stillMs))),
    worstStallMs: Math.round(run.worstStallMs),
    stalls: run.stalls.length,
  }
}

function gapPromise(run: SoakRun, record: KeptRecord): SoakPromise {
  const outages = outagesOf(run.faults)
  const [examples, excused]: [string[], string[]] = [[], []]
  let worstMs = Number.NEGATIVE_INFINITY
  for (const speaker of run.speakers) {
    const gaps = gapsOf(speaker, record.gaps)
    const groups = Map.groupBy(gaps, (gap) => outageOf(gap, outages))
    for (const [outage, theirs] of groups) {
      const excessMs = lengthMs(theirs) - (outage === null ? 0 : outage.toAt - outage.fromAt)
      worstMs = Math.max(worstMs, excessMs)
      if (outage !== null && excessMs <= EXCESS_MS) continue
      const what = outage === null ? 'no outage' : `${outage.kind}: ${outage.name}`
      const first = theirs[0]?.fromAt ?? run.startedAt
      const inStall = theirs.some(({ fromAt, toAt }) =>
        run.stalls.some((stall) => near(fromAt, stall) || near(toAt, stall)),
      )
      const list = inStall ? excused : examples
      list.push(`${speaker} at ${timeOf(first, run)}: ${seconds(excessMs)} beyond ${what}`)
    }
  }
  return {
    name: 'gap time beyond each outage, a speaker (at most 2 s)',
    figure: worstMs === Number.NEGATIVE_INFINITY ? 'no gap' : seconds(worstMs),
    verdict: examples.length > 0 ? 'broken' : excused.length > 0 ? 'excused' : 'kept',
    examples: examples.length > 0 ? examples : excused,
  }
}

/**
 * When nothing was heard. A process that is killed takes with it what a service that was away, or had just come back,
 * had not told it yet: such a death begins with the service's fault.
 */
function outagesOf(faults: readonly SufferedFault[]): readonly SufferedFault[] {
  const deafening = faults.filter(({ deafens }) => deafens)
  return deafening.map((fault) => {
    if (fault.kind !== 'kill') return fault
    const before = deafening.filter(
      ({ kind, fromAt, toAt }) =>
        kind === 'speech' && fromAt < fault.fromAt && toAt > fault.fromAt - CATCHING_UP_MS,
    )
    return { ...fault, fromAt: Math.min(fault.fromAt, ...before.map(({ fromAt }) => fromAt)) }
  })
}

/** The outage that a gap is about: the one it has most time in common with. */
function outageOf(gap: Stretch, outages: readonly SufferedFault[]): SufferedFault | null {
  const shared = (outage: Stretch) =>
    Math.min(gap.toAt, outage.toAt + REACH_MS) - Math.max(gap.fromAt, outage.fromAt - REACH_MS)
  const [best] = outages.filter((outage) => shared(outage) > 0).sort((a, b) => shared(b) - shared(a))
  return best ?? null
}

/** Of the process that lived through both of them: the middle third and the last. */
function rssPromise({ startedAt, endedAt, samples }: SoakRun): SoakPromise {
  const name = 'mean RSS of the last third against the middle third (10 %)'
  const third = (which: number) => {
    const [from, to] = [which, which + 1].map((n) => startedAt + ((endedAt - startedAt) * n) / 3)
    return samples.filter(({ at }) => at >= (from ?? 0) && at < (to ?? 0))
  }
  const [middle, last] = [third(1), third(2)]
  const pids = new Set([...middle, ...last].map(({ pid }) => pid))
  if (pids.size !== 1 || middle.length === 0 || last.length === 0)
    return { name, figure: 'no one process lived through both', verdict: 'not judged', examples: [] }
  const [before, after] = [middle, last].map((part) => mean(part.map(({ rssMb }) => rssMb)))
  const change = (after ?? 0) / (before ?? 1) - 1
  return {
    name,
    figure: `${before?.toFixed(0)} MB, then ${after?.toFixed(0)} MB (${change < 0 ? '' : '+'}${(100 * change).toFixed(1)} %)`,
    verdict: Math.abs(change) <= RSS_SHARE ? 'kept' : 'broken',
    examples: [],
  }
}

function handlePromise({ idle: { before, after } }: SoakRun): SoakPromise {
  const name = 'handles after the session as before it'
  if (before === null || after === null)
    return { name, figure: 'not to be seen here', verdict: 'not judged', examples: [] }
  return {
    name,
    figure: `${total(before.files)} files, then ${total(after.files)}; ${total(before.resources)} resources, then ${total(after.resources)}`,
    verdict: holdsTheSame(before, after) ? 'kept' : 'broken',
    examples: [
      ...differences('files', before.files, after.files),
      ...differences('resources', before.resources, after.resources),
    ],
  }
}

function differences(
  what: string,
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) =>
    before[name] === after[name] ? [] : [`${what}: ${name} ${before[name] ?? 0}, then ${after[name] ?? 0}`],
  )
}

/** Each word as if it had been said when the record has it. */
const saidIn = ({ words }: KeptRecord): Said[] =>
  words.map(({ speaker, word, at }) => ({ speaker, words: [word], wordEndsAt: [at] }))

function unique(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()]
}

/** With what was going on then, to find the bug by. */
function describe(fault: Fault & { readonly postedUnder?: string }, run: SoakRun): string {
  const around = run.faults
    .filter(({ fromAt, toAt }) => fault.at > fromAt - 10_000 && fault.at < toAt + 20_000)
    .map((each) => {
      const [from, to] = [fault.at - each.fromAt, fault.at - each.toAt].map((ms) => (ms / 1000).toFixed(1))
      return `${each.kind}: ${each.name}, ${from} s from its beginning and ${to} s from its end`
    })
  const under = fault.postedUnder === undefined ? '' : ` under ${fault.postedUnder}`
  return `${fault.speaker} “${fault.word}”${under} at ${timeOf(fault.at, run)} (${around.join('; ') || 'nothing was wrong then'})`
}

/** Whether this word of the record may be the one that was posted then. */
const isPostOf = ({ speaker, word, at }: Fault, kept: Fault): boolean =>
  speaker === kept.speaker && word === kept.word && at > kept.at - EDGE_MS && at < kept.at + POSTED_MS

const near = (at: number, { fromAt, toAt }: Stretch): boolean =>
  at >= fromAt - STALL_REACH_MS && at <= toAt + STALL_REACH_MS

/** From the beginning of the play. */
const timeOf = (at: number, { startedAt }: SoakRun): string => `${((at - startedAt) / 1000).toFixed(1)} s`

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const rounded = (number: number): number => Math.round(number * 1000) / 1000
const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length)
const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Of one core, over the life of each process. */
function cpuShareOf(samples: readonly Sample[]): number {
  let [cpu, wall] = [0, 0]
  for (const own of Map.groupBy(samples, ({ pid }) => pid).values()) {
    const [first, last] = [own[0], own.at(-1)]
    if (first === undefined || last === undefined) continue
    cpu += last.cpuSeconds - first.cpuSeconds
    wall += (last.at - first.at) / 1000
  }
  return wall === 0 ? 0 : cpu / wall
}
