import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { BARE_ID, BareLoop } from './bare-loop.ts'
import type { Contender } from './contender.ts'
import { CALL_PEOPLE, type Call, Crowd } from './crowd.ts'
import { HansardListener } from './hansard-listener.ts'
import { meter } from './meter.ts'
import { PLAIN_ID, PlainListener } from './plain-listener.ts'
import { profileRows } from './profile.ts'
import { leaveSeats, untilAllHaveKeys } from './seat.ts'

/**
 * What a packet costs: CPU microseconds of this process per 20 ms packet, everything in it (system calls, garbage
 * collection, timers), while so many people talk at once in another process.
 *
 *     npm run bench:receive -- --people 1,25,100,200 --rounds 5 --seconds 2 --profile --json FILE
 *
 * (a) the native calls that nobody can do without: AEAD open with a key object, DAVE open, Opus to 16 kHz;
 * (b) a bare loop: UDP socket, (a), 50 ms chunks, one WebSocket per speaker, no library;
 * (c) Hansard from the UDP socket to its engine's `send`, which sends to the same WebSockets; (c-) drops instead;
 * (d) plain @discordjs/voice: subscribe, read the stream, decode, and nothing after.
 *
 * How it is kept fair. All of them sit in the same calls with the same speakers, who say the same, and the network
 * hands their packets to one listener at a time, in turns of a few seconds. Each listener is a member of the calls
 * of its own with real keys: a DAVE decryptor takes a packet once only, so one recording could not be played to all,
 * nor twice to one. (a) works through packets that were recorded off the socket in the seconds before, in the order
 * in which they came. Of each turn the first half second is not counted. The order of turns rotates, the medians
 * over the rounds are printed, and the ratios are medians of each round's own ratio. Absolute figures depend on the
 * machine and on who else uses it; ratios much less so. `heard` says, for each, how much of what was said was worked
 * through in its time: well below 100 %, the machine was too busy for the figures to mean much.
 */

const LEAD_MS = 500
const TRAIL_MS = 300
const REST_MS = 200
const FRAME_MS = 20
/** Code must be hot, as in a bot that runs for hours: it is not after the hundred packets of one speaker. */
const WARM_UP_PEOPLE = 25
/** One speaker sends so little that its turns have to be longer. */
const LONELY_FACTOR = 2
/** A turn of which less was heard in its time is taken again: the machine was too busy to keep the pace. */
const STEADY = 0.95
const ATTEMPTS = 4

interface Turn {
  readonly microseconds: number
  /** The share of what was said that was heard, by pace. */
  readonly heard: number
}

/** Medians over the rounds, by contender. */
interface Row {
  readonly people: number
  /** Processor time of a packet. */
  readonly microseconds: Readonly<Record<string, number>>
  readonly ratios: Readonly<Record<string, number>>
  /** The share of what was said that was heard in its time. */
  readonly heard: Readonly<Record<string, number>>
}

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1,25,100,200' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    profile: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const counts = values.people.split(',').map(Number)
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
if (![...counts, rounds, seconds].every((figure) => figure > 0))
  throw new TypeError('options take numbers above 0')

await bench()

async function bench(): Promise<void> {
  const crowd = await Crowd.start(Math.ceil(Math.max(...counts, WARM_UP_PEOPLE) / CALL_PEOPLE))
  const bare = new BareLoop(crowd)
  const plain = new PlainListener(crowd)
  const hansard = new HansardListener(crowd)
  await hansard.start()
  const contenders = [bare.natives, bare.loop, hansard.sending, hansard.dropping, plain]
  const calls: Call[] = []
  const grow = async (people: number): Promise<void> => {
    while (calls.length * CALL_PEOPLE < people) {
      const call = await crowd.fill(calls.length, CALL_PEOPLE)
      await Promise.all([bare.join(call), plain.join(call), hansard.join(call)])
      calls.push(call)
    }
    await untilAllHaveKeys(crowd, calls, [BARE_ID, PLAIN_ID, crowd.discord.botId])
    bare.takeOver()
    // Discord names a stream with its first word: who hears of it and gets no sound would take itself for deaf.
    await crowd.talk({ people: calls.length * CALL_PEOPLE, ms: LEAD_MS, listener: '' })
  }

  await grow(WARM_UP_PEOPLE)
  for (const contender of contenders) await turn(crowd, contender, WARM_UP_PEOPLE)
  console.log(
    [
      'people',
      ...[...contenders.map(({ name }) => name), 'c/b', 'c-/d'].map((name) => name.padStart(8)),
      '   heard',
    ].join(''),
  )
  const rows: Row[] = []
  for (const people of counts) {
    await grow(people)
    const results = new Map(contenders.map(({ name }) => [name, [] as Turn[]]))
    for (let round = 0; round < rounds; round += 1) {
      for (let place = 0; place < contenders.length; place += 1) {
        const contender = contenders[(place + round) % contenders.length]
        if (contender === undefined) continue
        results.get(contender.name)?.push(await steadyTurn(crowd, contender, people))
      }
    }
    const row = rowOf(people, results)
    rows.push(row)
    console.log(lineOf(row))
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`)
  console.log('\nwanted at 200 people: c/b at most 1.25, c-/d at most 0.90')
  if (values.profile) {
    const people = Math.max(...counts)
    await turn(crowd, bare.steps, people)
    console.log(`\na, ${people} people, one step for all packets after the other: ${bare.stepCosts}`)
    for (const contender of [hansard.sending, bare.loop]) {
      console.log(`\n${contender.name}, ${people} people: where the time goes`)
      globalThis.gc?.()
      for (const line of await profileRows(() => turn(crowd, contender, people))) console.log(line)
    }
  }
  await hansard.close()
  leaveSeats()
  await crowd.close()
}

async function steadyTurn(crowd: Crowd, contender: Contender, people: number): Promise<Turn> {
  let best: Turn = { microseconds: Number.NaN, heard: 0 }
  for (let attempt = 0; attempt < ATTEMPTS && best.heard < STEADY; attempt += 1) {
    globalThis.gc?.()
    const next = await turn(crowd, contender, people)
    if (next.heard > best.heard) best = next
  }
  return best
}

async function turn(crowd: Crowd, contender: Contender, people: number): Promise<Turn> {
  const ms = 1000 * seconds * (people === 1 ? LONELY_FACTOR : 1)
  const collected = contender.packets()
  contender.begin()
  const silent = crowd.talk({ people, ms: LEAD_MS + ms + TRAIL_MS, listener: contender.listener })
  await sleep(LEAD_MS)
  const before = contender.packets()
  const pace = meter()
  await sleep(ms)
  let microseconds = pace()
  let packets = contender.packets() - before
  const heard = packets / ((people * ms) / FRAME_MS)
  await silent
  await untilDrained(contender)
  contender.end()
  if (contender.rest) {
    packets = contender.packets() - collected
    const work = meter()
    contender.rest()
    microseconds = work()
  }
  return { microseconds: microseconds / packets, heard }
}

/** What has come and was not read yet must not be read in the next one's turn. */
async function untilDrained(contender: Contender): Promise<void> {
  for (let before = -1; before !== contender.packets(); await sleep(REST_MS)) before = contender.packets()
}

function rowOf(people: number, results: ReadonlyMap<string, readonly Turn[]>): Row {
  const costs = (name: string): number[] => (results.get(name) ?? []).map(({ microseconds }) => microseconds)
  const ratio = (over: string, under: string): number =>
    median(costs(over).map((cost, round) => cost / (costs(under)[round] ?? Number.NaN)))
  const eachOf = (figure: (turn: Turn) => number): Record<string, number> =>
    Object.fromEntries([...results].map(([name, turns]) => [name, median(turns.map(figure))]))
  return {
    people,
    microseconds: eachOf(({ microseconds }) => microseconds),
    ratios: { 'c/b': ratio('c', 'b'), 'c-/d': ratio('c-', 'd') },
    heard: eachOf(({ heard }) => heard),
  }
}

function lineOf({ people, microseconds, ratios, heard }: Row): string {
  return [
    String(people).padEnd(6),
    ...Object.values(microseconds).map((cost) => cost.toFixed(1).padStart(8)),
    ...Object.values(ratios).map((each) => each.toFixed(2).padStart(8)),
    `   ${Object.values(heard)
      .map((share) => (100 * share).toFixed(0))
      .join(' ')} %`,
  ].join('')
}

function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
