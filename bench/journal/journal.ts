import { spawn } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { systemClock } from '../../src/base/clock.ts'
import { channelId, type SessionId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { type LongCall, longCall } from '../../test/storage/long-call.ts'

/**
 * What the journal of a long call costs to write, to open, to read and to export, in time and memory.
 *
 *     npm run bench:journal -- --hours 3 --speakers 10 --turns 10000 --sessions 3 --json FILE
 *
 * On two cores of 2.5 GHz with the figures above: 0.2 ms for a turn with its post (three commits, none of which
 * waits for the disk), 0.2 s to open and read, 1 s with all six exports, 150 MB beyond the start at the peak.
 */

/**
 * What is needed at once is less than 60 MB, but V8 lets new objects fill twice 64 MB before it looks which of them
 * are still used: left to itself it stands at 190 to 230 MB at the peak. So it looks after 16 MB.
 */
const BOUNDS = ['--max-semi-space-size=16']

const Step = v.object({
  name: v.string(),
  ms: v.number(),
  cpuMs: v.number(),
  size: v.number(),
  peakMb: v.number(),
})
export type Step = v.InferOutput<typeof Step>

export interface Reading {
  readonly steps: readonly Step[]
  /** From before the store was opened to after the last file was written. */
  readonly ms: number
  /** As above, of the processor alone: other programs do not count. */
  readonly cpuMs: number
  /** The most memory beyond that of the process before it. */
  readonly peakMb: number
}

/** Writes the call as a session does, each turn with a post; answers how long a turn took. */
export async function writeCall(folder: string, { session, turns, gaps }: LongCall): Promise<number> {
  const store = await openSqliteStore({ folder, clock: systemClock, log: createLog('silent') })
  const began = performance.now()
  await store.begin(session)
  const outbox = store.outbox(session.id)
  for (const [index, turn] of turns.entries()) {
    const line = await store.addTurn(session.id, turn)
    const parts = [{ line, from: 0, to: Number.MAX_SAFE_INTEGER }]
    const [channel, nonce] = [channelId('11'), String(index)]
    const post = await outbox.begin({ channel, nonce, persona: null, content: turn.text, parts }, index)
    await outbox.posted(post, String(10n ** 18n + BigInt(index)))
  }
  for (const gap of gaps) await store.addGap(session.id, gap)
  await store.end(session.id, session.startedAt, 'It was long enough.')
  const ms = (performance.now() - began) / turns.length
  await store.close()
  return ms
}

/** Opens, reads and exports in a process of its own. */
export async function readCall(folder: string, session: SessionId): Promise<Reading> {
  const script = new URL('journal-reader.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--no-warnings', ...BOUNDS, script, folder, session], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const steps: Step[] = []
  for await (const line of createInterface({ input: child.stdout }))
    steps.push(v.parse(Step, JSON.parse(line)))
  return {
    steps,
    ms: steps.reduce((sum, { ms }) => sum + ms, 0),
    cpuMs: steps.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    peakMb: steps.at(-1)?.peakMb ?? Number.NaN,
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      hours: { type: 'string', default: '3' },
      speakers: { type: 'string', default: '10' },
      turns: { type: 'string', default: '10000' },
      sessions: { type: 'string', default: '3' },
      json: { type: 'string' },
    },
  })
  const figures = {
    hours: Number(values.hours),
    speakers: Number(values.speakers),
    turns: Number(values.turns),
  }
  const folder = await mkdtemp(join(tmpdir(), 'hansard-journal-'))
  try {
    const calls = Array.from({ length: Number(values.sessions) }, (_, seed) =>
      longCall({ session: `call-${seed}`, guild: '1', seed, ...figures }),
    )
    const writtenMs: number[] = []
    for (const call of calls) {
      const ms = await writeCall(folder, call)
      writtenMs.push(ms)
      console.log(`${call.session.id} written: ${ms.toFixed(2)} ms a turn`)
    }
    const { size } = await stat(join(folder, 'hansard.sqlite'))
    console.log(`${(size / 1e6).toFixed(1)} MB on disk`)
    for (const { session } of calls.slice(-1)) {
      const reading = await readCall(folder, session.id)
      report(reading)
      if (values.json !== undefined)
        await writeFile(values.json, `${JSON.stringify({ ...figures, writtenMs, size, reading }, null, 2)}\n`)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function report({ steps, ms, peakMb }: Reading): void {
  for (const step of steps)
    console.log(
      `${step.name.padEnd(6)} ${step.ms.toFixed(0).padStart(6)} ms ${String(step.size).padStart(10)} ${step.name === 'read' ? 'turns' : 'bytes'}, peak ${step.peakMb.toFixed(0)} MB`,
    )
  console.log(`all    ${ms.toFixed(0).padStart(6)} ms, peak ${peakMb.toFixed(0)} MB`)
}

if (import.meta.main) await main()
