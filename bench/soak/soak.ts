import { writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { parseArgs } from 'node:util'
import { runSoak } from './call.ts'
import { figuresOf, judge } from './judge.ts'
import type { SoakOptions } from './plan.ts'
import { soakTable } from './table.ts'

/**
 * A call in which people talk on and on while all that a bot depends on breaks again and again: the speech service,
 * the voice server and the way to it, the main gateway, REST, and the bot itself, which is killed and started again.
 * The whole bot runs as a process of its own, as `npm start` runs it. At the end each word is looked for in the
 * record and in the channel, and memory and handles are compared.
 *
 *     npm run bench:soak -- --minutes 30 --speakers 10 --seed 1 --speech-drops 20 --voice-drops 5 --kills 2 \
 *       --gateway-drops 4 --rest-faults 6 --blackouts 0 --json FILE
 *
 * Kills come in the first third, so that memory is that of one process in the middle third and the last. Handles are
 * those of the first process before the session and of the last one after it. An outage lasts from the blow until
 * sound goes to the bot again that it has the keys for (voice), until the next process has taken the session up
 * (kill), or until the service is well again (speech). Ends with 1 when a promise is broken, and with 2 when words
 * were lost only while the bench itself stood still, as on a machine with too much to do. For Linux: elsewhere memory
 * and handles are not seen.
 *
 * In a blackout no sound gets through although every connection stands. What is missing is then known by the packets'
 * numbers, and not where in the hole it was said: remarks that lie in it whole may stand outside their gap, so there
 * are none unless asked for.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    speakers: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    'speech-drops': { type: 'string', default: '20' },
    'voice-drops': { type: 'string', default: '5' },
    'gateway-drops': { type: 'string', default: '4' },
    kills: { type: 'string', default: '2' },
    'rest-faults': { type: 'string', default: '6' },
    blackouts: { type: 'string', default: '0' },
    json: { type: 'string' },
  },
})
const options: SoakOptions = {
  minutes: Number(values.minutes),
  speakers: Number(values.speakers),
  seed: Number(values.seed),
  speechDrops: Number(values['speech-drops']),
  voiceDrops: Number(values['voice-drops']),
  gatewayDrops: Number(values['gateway-drops']),
  kills: Number(values.kills),
  restFaults: Number(values['rest-faults']),
  blackouts: Number(values.blackouts),
}

const run = await runSoak(options, (what) => process.stderr.write(`${what}\n`))
const promises = judge(run)
console.log(soakTable(options, run, promises))
if (values.json !== undefined) {
  const { faults, samples, stalls, idle, startedAt } = run
  const machine = { cpus: cpus().length, model: cpus()[0]?.model, release: release(), node: process.version }
  const { spoken, messages, transcript } = run
  const shown = messages.map(({ id, content, createdAt, authorName, webhookId }) => {
    return { id, content, createdAt, authorName, webhookId }
  })
  // Enough to find the bug by.
  const isKept = promises.every(({ verdict }) => verdict === 'kept')
  const evidence = isKept ? undefined : { spoken, shown, transcript }
  const report = {
    options,
    machine,
    startedAt,
    figures: figuresOf(run),
    promises,
    faults,
    samples,
    idle,
    stalls,
    evidence,
  }
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
}
const verdicts = new Set(promises.map(({ verdict }) => verdict))
process.exitCode = verdicts.has('broken') ? 1 : verdicts.has('excused') ? 2 : 0
