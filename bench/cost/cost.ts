import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { calls } from './calls.ts'
import { costRow, costTable } from './table.ts'

/**
 * What a call costs: five people talk for two hours, one after the other, while the real speaker tracks, gates and
 * dialogues open and close sessions with a simulated service. For each hold, which is how long a session is kept
 * open in silence: what is billed for what is spoken, how many sessions are opened, and how many lines begin later,
 * and by how much, than if sessions were always open.
 *
 *     npm run bench:cost -- --minutes 120 --seeds 1,2,3 --holds 0,1,2,5,10,20,60 --json FILE
 *
 * With the default hold of 5 s, 1.33 times what is spoken is billed and 2.5 sessions are opened a minute; without one
 * 1.15 times and 3.4; with 20 s 2.0 times and 2.1; with 60 s 3.2 times and 1.4; always open, 5.6 times. Two lines in
 * five then begin 0.7 s late. A hold below the 1.5 s of silence that end a turn is as none: the session must hear it.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    seeds: { type: 'string', default: '1,2,3' },
    holds: { type: 'string', default: '0,1,2,5,10,20,60' },
    price: { type: 'string', default: '0.15' },
    json: { type: 'string' },
  },
})
const minutes = Number(values.minutes)
const numbers = (list: string): number[] => list.split(',').map(Number)
const plan = numbers(values.seeds).flatMap((seed) =>
  [null, ...numbers(values.holds)].map((holdSeconds) => ({ seed, holdSeconds })),
)
const results = await calls(
  plan.map(({ seed, holdSeconds }) => ({
    seed,
    lastsMs: minutes * 60_000,
    holdMs: holdSeconds === null ? null : holdSeconds * 1000,
  })),
)
const rows = plan.flatMap(({ seed, holdSeconds }, at) => {
  const result = results[at]
  const open = results[plan.findIndex((one) => one.seed === seed && one.holdSeconds === null)]
  if (result === undefined || open === undefined) return []
  return [costRow({ seed, holdSeconds, minutes, pricePerHour: Number(values.price), result, open })]
})
console.log(costTable(rows))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`)
