import type { Runtime } from 'node:inspector'
import { Session } from 'node:inspector/promises'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROWS = 20
const SAMPLE_US = 200

/** Not work: waiting, and the profiler's own beginning and end. */
const NOT_WORK = new Set(['(idle)', 'post'])
/** V8 tells native functions apart by their address, and those of all N-API add-ons share one, with the name of any of them. */
const ADD_ONS = new Set(['OpusEncoder', 'custom_gc'])

/** Profiles this process while `run` runs: the share of its busy time that each owner's and each function's own code took. */
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
  const owners = new Map<string, number>()
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const frame = nodes.get(id)
    if (frame === undefined || NOT_WORK.has(frame.functionName)) continue
    const time = profile.timeDeltas?.[index] ?? 0
    add(times, nameOf(frame), time)
    add(owners, ownerOf(frame), time)
  }
  return ['by owner:', ...shares(owners), 'by function:', ...shares(times)]
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time)
}

function shares(times: ReadonlyMap<string, number>): string[] {
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times]
    .sort(([, one], [, other]) => other - one)
    .slice(0, ROWS)
    .map(([name, time]) => `${((100 * time) / busy).toFixed(1).padStart(5)} %  ${name}`)
}

/** The folder or package that a function belongs to. */
function ownerOf({ url }: Runtime.CallFrame): string {
  if (url === '' || url.startsWith('node:')) return url === '' ? 'native code and V8' : 'Node'
  const [, packageName] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  return packageName ?? relative(process.cwd(), dirname(fileURLToPath(url)))
}

function nameOf({ functionName, url, lineNumber }: Runtime.CallFrame): string {
  if (url === '')
    return ADD_ONS.has(functionName) ? 'add-ons: Opus decode and DAVE open' : `${functionName} (native)`
  const place = url.startsWith('file:') ? relative(process.cwd(), fileURLToPath(url)) : url
  return `${functionName || '(anonymous)'}  ${place}:${lineNumber + 1}`
}
