import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/** A process with this id exists. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Resolves when it does not exist any more. */
export async function gone(pid: number): Promise<void> {
  while (alive(pid)) await setTimeout(20)
}

/** The ids of the processes that this one started and that are still there. */
export function childrenOf(parent: number | undefined): number[] {
  return table().flatMap(([pid, of]) => (pid !== undefined && of === parent ? [pid] : []))
}

/** Each process with its parent. Linux tells it in files; a bare machine may have no `ps`. */
function table(): number[][] {
  if (!existsSync('/proc/self/stat'))
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .split('\n')
      .map((row) => row.trim().split(/\s+/).map(Number))
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)])
}

function parentOf(pid: string): number {
  try {
    // "pid (name) state parent …", and a name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    // It ended a moment ago.
    return Number.NaN
  }
}

/** Whether a program of this name can be run here. */
export function has(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`])
    return true
  } catch {
    return false
  }
}
