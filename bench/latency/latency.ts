import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { tellIfBusy, watchMachine } from '../busy-machine.ts'
import { playRows } from './play.ts'
import { MOST_PEOPLE, type Row } from './room-script.ts'
import { latencyFigures, latencyTable, shortfalls } from './table.ts'

/**
 * How long what people say is under way within the bot: from the packet to the speech service's wire, and from the
 * ordering to a message that Discord has taken. The bot is a process of its own as `npm start` starts it, with its
 * libraries as they are, in the sandbox, which speaks Discord's wire with DAVE.
 *
 *     npm run bench:latency -- --rows 1x1,1x5,5x5,1x25 --seconds 35 --seed 1 --json FILE
 *
 * A row is ROOMSxPEOPLE; about all of them talk at any time, in lines of some seconds. With up to five in a room,
 * lines end two seconds apart, so that each finds room for its message; 25 in one room say more than Discord takes
 * messages for, and share them.
 *
 * What is measured, in milliseconds, always from outside of the bot but for the ordering:
 * - A packet's time begins when the sandbox seals it, before it is given to the UDP socket: what the bot's socket
 *   keeps it waiting counts, and so does all that the sandbox needs. It ends when the speech service has read the
 *   chunk, before it looks at it. The clock is the machine's monotonic one, which both processes share.
 * - `packet that fills a chunk`: what the bot itself takes. Packets have 20 ms of sound and chunks 50: a packet that
 *   fills no chunk waits for the next packet, or the one after that. `every packet` includes that wait (0, 20 or 40 ms),
 *   to the chunk with the last of the packet's sound. `last packet of a turn` is the same for that one alone: it
 *   has no speech behind it, only the five frames of silence that clients send.
 * - `the hold` is from a final turn's arrival in the ordering to when it is let go, since nobody's earlier speech is
 *   unfinished any more (or 1.5 s have passed), at the next tick of 50 ms. It is on purpose, and no part of the others.
 * - `released -> accepted` is from there to the message in the sandbox's channel: journal, outbox, REST. `budget free`:
 *   of those lines only before which at most two messages were posted in the channel within five seconds.
 *
 * Not counted: the first line of each person, which waits until a speech session is open; a warm-up, for a bot that
 * runs for hours is warm. A line that could not be followed is told in its row's head, where it should say 0. Ends with 1 when a promise
 * (every packet's p99 at most 60 ms, release to accepted at most 50 ms at p95) is not kept.
 */

const WARM_UP = { row: { rooms: 1, people: 5 }, lastsMs: 9_000 }

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1x1,1x5,5x5,1x25' },
    seconds: { type: 'string', default: '35' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})
const lastsMs = Number(values.seconds) * 1000
const plan = values.rows.split(',').map((text) => ({ row: rowOf(text), lastsMs }))
const watch = watchMachine()
const [, ...plays] = await playRows([WARM_UP, ...plan], Number(values.seed))
tellIfBusy(watch)
const figures = plays.map(latencyFigures)
console.log(latencyTable(figures))
const missed = shortfalls(figures)
console.log(`\n${missed.length === 0 ? 'all that was promised is kept' : missed.join('\n')}`)
if (missed.length > 0) process.exitCode = 1
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`)

function rowOf(text: string): Row {
  const [rooms = 0, people = 0] = text.split('x').map(Number)
  if (rooms > 0 && people > 0 && rooms * people <= MOST_PEOPLE) return { rooms, people }
  throw new TypeError(`--rows takes ROOMSxPEOPLE with at most ${MOST_PEOPLE} people, by commas`)
}
