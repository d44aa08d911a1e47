import { setTimeout as wait } from 'node:timers/promises'
import type { Mouth } from '../ports.ts'
import type { Script } from './script.ts'

/** A line as it was really spoken; wall times in ms. */
export interface SpokenLine {
  readonly speaker: string
  readonly words: readonly string[]
  readonly startedAt: number
  readonly endedAt: number
  /** When each word had left its speaker's mouth. */
  readonly wordEndsAt: readonly number[]
}

/**
 * Speaks the script, each line at its time (or when its speaker has finished the line before), and tells what was
 * said when. Throws a RangeError, before a word is said, if a speaker has no mouth. When a mouth fails, nobody begins
 * another line, and it rejects with the first failure.
 */
export async function perform(script: Script, mouths: ReadonlyMap<string, Mouth>): Promise<SpokenLine[]> {
  const parts = Map.groupBy(script, (line) => line.speaker)
  for (const speaker of parts.keys())
    if (!mouths.has(speaker)) throw new RangeError('a speaker of the script has no mouth')
  const failure = new AbortController()
  const startedAt = performance.now()
  const speaking = [...parts].map(async ([speaker, lines]) => {
    const mouth = mouths.get(speaker)
    return mouth === undefined ? [] : speak(lines, { mouth, startedAt, signal: failure.signal })
  })
  for (const part of speaking) part.catch((error: unknown) => failure.abort(error))
  const spoken = await Promise.allSettled(speaking)
  if (failure.signal.aborted) throw failure.signal.reason
  return spoken
    .flatMap((part) => (part.status === 'fulfilled' ? part.value : []))
    .sort((a, b) => a.startedAt - b.startedAt)
}

interface Stage {
  readonly mouth: Mouth
  /** When the play began, on the monotonic clock. */
  readonly startedAt: number
  readonly signal: AbortSignal
}

async function speak(lines: Script, { mouth, startedAt, signal }: Stage): Promise<SpokenLine[]> {
  const spoken: SpokenLine[] = []
  for (const { speaker, atMs, words, spans, packets } of lines) {
    await wait(Math.max(0, startedAt + atMs - performance.now()), undefined, { signal })
    const said = await mouth.talk(packets)
    // A mouth that began late, as this process was busy, catches up: then words leave it in a burst.
    const wordEndsAt = spans.map((span) => Math.min(said.startedAt + span.endMs, said.endedAt))
    spoken.push({ speaker, words, startedAt: said.startedAt, endedAt: said.endedAt, wordEndsAt })
  }
  return spoken
}
