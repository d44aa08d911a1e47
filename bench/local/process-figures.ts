import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** The time a process has spent on a processor, in ms; NaN where the system does not tell it in files. */
export function processorMs(pid: number): number {
  const path = `/proc/${pid}/stat`
  if (!existsSync(path)) return Number.NaN
  const stat = readFileSync(path, 'utf8')
  // "pid (name) state …", and a name may hold anything; the 12th and 13th after it are in ticks of 10 ms.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The time that all programs together have spent on all processors, in ms. */
export const busyMs = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)

/** The memory of a process that is in use, in bytes. Linux tells it in files; a bare machine may have no `ps`. */
export function residentBytes(pid: number): number {
  const path = `/proc/${pid}/status`
  const kilobytes = existsSync(path)
    ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return 1024 * Number(kilobytes ?? Number.NaN)
}
