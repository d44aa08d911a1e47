import type { Runtime } from 'node:inspector'
import { Session } from 'node:inspector/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROWS = 20
const SAMPLE_US = 200

/** Not work: waiting, and the profiler's own beginning and end. */
const NOT_WORK = new Set(['(idle)', 'post'])
/** V8 tells native functions apart by their address, and those of all N-API add-ons share one, with the name of any of them. */
const ADD_ONS = new Set(['OpusEncoder', 'custom_gc'])

/** Profiles this process while `run` runs: the functions that took most of the busy time themselves, with their share. */
export async function profileRows(run: () => Promise<unknown>): Promise<string[]> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US })
  await session.post('Profiler.start')
  await run()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]))
  const times = new Map<string, number>()
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const frame = nodes.get(id)
    if (frame === undefined || NOT_WORK.has(frame.functionName)) continue
    const name = nameOf(frame)
    times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas?.[index] ?? 0))
  }
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times]
    .sort(([, one], [, other]) => other - one)
    .slice(0, ROWS)
    .map(([name, time]) => `${((100 * time) / busy).toFixed(1).padStart(5)} %  ${name}`)
}

function nameOf({ functionName, url, lineNumber }: Runtime.CallFrame): string {
  if (url === '')
    return ADD_ONS.has(functionName) ? 'add-ons: Opus decode and DAVE open' : `${functionName} (native)`
  const place = url.startsWith('file:') ? relative(process.cwd(), fileURLToPath(url)) : url
  return `${functionName || '(anonymous)'}  ${place}:${lineNumber + 1}`
}
