import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { plainWords } from '../../sandbox/cast/plain-words.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { BotProcess } from '../../src/cli/bot-process.ts'
import { type PacketDelays, type PostDelays, type PostedLine, packetDelays, postDelays } from './delays.ts'
import { LatencyTap } from './latency-tap.ts'
import { monotonicMs } from './monotonic.ts'
import { type ReleasedLine, releasedLines, TRACE_VARIABLE } from './probe.ts'
import { keysIn, lineKey, type Row, roomScript } from './room-script.ts'

/** How long is waited for the last lines. */
const SETTLE_MS = 10_000
const LOOK_MS = 50
/** A person's first line waits for its speech session to open; what is counted begins with the next. */
const FIRST_LINE = 1

export interface Play {
  readonly row: Row
  readonly packets: readonly PacketDelays[]
  readonly posts: readonly PostDelays[]
  /** Lines that were said, and of these what could not be followed. */
  readonly lines: number
  readonly unheard: number
  readonly unposted: number
}

/** A message as it came into a channel. */
interface Accepted {
  readonly message: string
  readonly text: string
  readonly atMs: number
}

interface Room {
  readonly table: Table
  readonly accepted: Accepted[]
  /** Of its people, over all rooms. */
  readonly first: number
}

export interface Planned {
  readonly row: Row
  readonly lastsMs: number
}

interface Played {
  readonly row: Row
  readonly fromMs: number
  readonly toMs: number
  readonly rooms: readonly Room[]
  readonly packets: readonly (PacketDelays | null)[]
}

/** Plays the rows one after the other before one bot, which is a process of its own, started as `npm start` does. */
export async function playRows(plan: readonly Planned[], seed: number): Promise<Play[]> {
  const tap = new LatencyTap()
  const sandbox = await Sandbox.start({ speech: { recogniser: tap.recogniser } })
  const trace = join(tmpdir(), `hansard-latency-${process.pid}.json`)
  const rooms = plan.map(({ row }, place) => roomsOf(sandbox, row, place))
  const bot = new BotProcess({
    ...sandbox.environment,
    NODE_OPTIONS: `--max-semi-space-size=16 --import=${new URL('probe.ts', import.meta.url)}`,
    [TRACE_VARIABLE]: trace,
  })
  try {
    await bot.ready
    sandbox.voice.setWireRule(tap.rule)
    const played: Played[] = []
    for (const [place, planned] of plan.entries())
      played.push(await playRow(sandbox, tap, { ...planned, rooms: rooms[place] ?? [], seed }))
    await bot.stop()
    const released = v.parse(releasedLines, JSON.parse(await readFile(trace, 'utf8')))
    return played.map((each) => settle(each, released))
  } finally {
    await bot.stop()
    await sandbox.close()
    await rm(trace, { force: true })
  }
}

function roomsOf(sandbox: Sandbox, { rooms, people }: Row, place: number): Room[] {
  return Array.from({ length: rooms }, (_, room) => {
    const names = Array.from({ length: people }, (_, person) => `person ${place} ${room} ${person}`)
    const table = setTable(sandbox, names, `Row ${place}, room ${room}`)
    const accepted: Accepted[] = []
    table.text.onMessage((change, message) => {
      // The answer to a command is no message that the channel's limit counts.
      if (change !== 'create' || message.interaction !== null) return
      const text = readChannel([message]).flatMap(({ words }) => words)
      accepted.push({ message: message.id, text: text.join(' '), atMs: monotonicMs() })
    })
    return { table, accepted, first: room * people }
  })
}

async function playRow(
  sandbox: Sandbox,
  tap: LatencyTap,
  { row, rooms, lastsMs, seed }: Planned & { readonly rooms: readonly Room[]; readonly seed: number },
): Promise<Played> {
  tap.reset()
  const fromMs = monotonicMs()
  await Promise.all(
    rooms.map(({ table, first, accepted }) => {
      const names = table.people.map(({ name }) => name)
      const script = roomScript(names, { first, lastsMs, seed: seed + first })
      const settled = (): Promise<void> => untilPosted(accepted, script.length)
      return rehearse(sandbox, table, script, { settled })
    }),
  )
  const stretches = new Map(tap.stretches.map((each) => [each.words.slice(0, 2).join(' '), each]))
  const packets = rooms.flatMap(({ table, first }) =>
    table.people.flatMap(({ id }, place) =>
      tap
        .sentBy(id)
        .slice(FIRST_LINE)
        .map((sent, line) => {
          const stretch = stretches.get(lineKey(first + place, line + FIRST_LINE))
          return stretch === undefined ? null : packetDelays(sent, stretch)
        }),
    ),
  )
  return { row, rooms, packets, fromMs, toMs: monotonicMs() }
}

async function untilPosted(accepted: readonly Accepted[], lines: number): Promise<void> {
  const deadline = monotonicMs() + SETTLE_MS
  const posted = (): number => accepted.reduce((sum, { text }) => sum + keysIn(text).length, 0)
  while (posted() < lines && monotonicMs() < deadline)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
}

function settle({ row, rooms, packets, fromMs, toMs }: Played, released: readonly ReleasedLine[]): Play {
  const heard = packets.filter((each) => each !== null)
  const own = new Map(
    released
      .filter(({ heldMs }) => heldMs >= fromMs && heldMs <= toMs)
      .flatMap((line) => keysIn(plainWords(line.text).join(' ')).map((key) => [key, line] as const)),
  )
  const posted = rooms.map(({ accepted }) => ({
    messagesMs: accepted.map(({ atMs }) => atMs),
    lines: accepted.flatMap(({ message, text, atMs }) =>
      keysIn(text).flatMap((key): PostedLine[] => {
        const line = own.get(key)
        return line === undefined ? [] : [{ ...line, acceptedMs: atMs, message }]
      }),
    ),
  }))
  return {
    row,
    packets: heard,
    posts: posted.map((room) => postDelays(room.lines, room.messagesMs)),
    lines: packets.length,
    unheard: packets.length - heard.length,
    unposted: own.size - posted.flatMap(({ lines }) => lines).length,
  }
}
