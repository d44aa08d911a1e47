import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { Stretch } from '../../sandbox/cast/record-account.ts'
import type { BotProcess } from '../../src/cli/bot-process.ts'

/** What a bot's process holds and uses at one moment. */
export interface Sample {
  /** Wall time, ms. */
  readonly at: number
  readonly pid: number
  readonly rssMb: number
  readonly cpuSeconds: number
  /** Open file descriptors by what they are: `socket`, `file`, `anon_inode:[eventpoll]` … */
  readonly files: Readonly<Record<string, number>>
  /** What keeps the event loop going, by `process.getActiveResourcesInfo`. */
  readonly resources: Readonly<Record<string, number>>
  /** The longest that the event loop stood still since the sample before. */
  readonly stillMs: number
}

/** A process that is late by this much cannot be the clock that others are judged by. */
const STALL_MS = 250
const LOOK_MS = 50
const CLOCK_TICKS_PER_SECOND = 100

/** The bot's process as Linux and its own `/metrics` tell of it; null when it is not there (any more). */
export async function sampleOf(bot: BotProcess): Promise<Sample | null> {
  const { pid } = bot
  const port = portOf(bot)
  if (pid === undefined || port === null) return null
  try {
    const metrics = await scrape(port)
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const times = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return {
      at: Date.now(),
      pid,
      rssMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
      cpuSeconds: (Number(times[11]) + Number(times[12])) / CLOCK_TICKS_PER_SECOND,
      files: filesOf(pid),
      resources: resourcesIn(metrics),
      stillMs: 1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1] ?? 0),
    }
  } catch {
    // It was killed meanwhile, or is just starting.
    return null
  }
}

/** A connection that is closed at once: one that is kept would be a handle of ours. */
async function scrape(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(4_000),
  })
  return answer.text()
}

function portOf({ output }: BotProcess): number | null {
  const line = output.find((text) => text.includes('"http listening"'))
  const port = line === undefined ? undefined : /"port":(\d+)/.exec(line)?.[1]
  return port === undefined ? null : Number(port)
}

function filesOf(pid: number): Record<string, number> {
  const folder = `/proc/${pid}/fd`
  return counted(
    readdirSync(folder).flatMap((name) => {
      try {
        const target = readlinkSync(`${folder}/${name}`)
        return target.startsWith('/') ? 'file' : target.replace(/:\[\d+\]$/, '')
      } catch {
        // Closed since the folder was read.
        return []
      }
    }),
  )
}

function resourcesIn(metrics: string): Record<string, number> {
  const found = metrics.matchAll(/^nodejs_active_resources\{type="([^"]+)"[^}]*\} (\d+)/gm)
  return Object.fromEntries([...found].map(([, type = '', count]) => [type, Number(count)]))
}

function counted(names: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(names, (name) => name)
  return Object.fromEntries([...groups].map(([name, all]) => [name, all.length]))
}

/** Sees when this process stood still: then people spoke late, and nobody is to blame for what was not heard. */
export class StallWatch {
  readonly stalls: Stretch[] = []
  #worstMs = 0
  #last = performance.now()
  readonly #timer: NodeJS.Timeout

  constructor() {
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  /** The longest so far. */
  get worstMs(): number {
    return this.#worstMs
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    const lateMs = now - this.#last - LOOK_MS
    this.#last = now
    this.#worstMs = Math.max(this.#worstMs, lateMs)
    if (lateMs >= STALL_MS) this.stalls.push({ fromAt: Date.now() - lateMs, toAt: Date.now() })
  }
}
