import { writeFileSync } from 'node:fs'
import * as v from 'valibot'
import { Ordering } from '../../src/transcript/ordering.ts'
import { monotonicMs } from './monotonic.ts'

/**
 * Loaded into the bot's process before the bot itself: notes when each line was given to the ordering and when that
 * let it go, which nobody outside can see, and writes it down when the process ends. It changes nothing else.
 */

const entry = v.object({ line: v.object({ turn: v.object({ text: v.string() }) }) })

export const releasedLines = v.array(
  v.object({ text: v.string(), heldMs: v.number(), releasedMs: v.number() }),
)
export type ReleasedLine = v.InferOutput<typeof releasedLines>[number]

/** Names the file that is written. */
export const TRACE_VARIABLE = 'HANSARD_BENCH_TRACE'

const file = process.env[TRACE_VARIABLE]
if (file !== undefined) watch(file)

function watch(path: string): void {
  const { hold, release } = Ordering.prototype
  const heldMs = new Map<unknown, number>()
  const released: ReleasedLine[] = []
  Ordering.prototype.hold = function (line, nowMs) {
    heldMs.set(line, monotonicMs())
    hold.call(this, line, nowMs)
  }
  Ordering.prototype.release = function (nowMs, unfinishedSinceMs) {
    const lines = release.call(this, nowMs, unfinishedSinceMs)
    const releasedMs = lines.length > 0 ? monotonicMs() : 0
    for (const line of lines) {
      const parsed = v.safeParse(entry, line)
      if (parsed.success)
        released.push({
          text: parsed.output.line.turn.text,
          heldMs: heldMs.get(line) ?? releasedMs,
          releasedMs,
        })
      heldMs.delete(line)
    }
    return lines
  }
  process.once('exit', () => writeFileSync(path, JSON.stringify(released)))
}
