import type { FinalTurn } from './turn.ts'

/**
 * Who was spoken over: for each turn that began before another speaker's had ended, the ids of those earlier turns.
 * Turns come by their beginning; turns that overlap nothing earlier are not in the map.
 */
export function overlaps(turns: readonly FinalTurn[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  let running: FinalTurn[] = []
  for (const turn of turns) {
    running = running.filter(({ endMs }) => endMs > turn.startMs)
    const others = running.filter(({ speaker }) => speaker.id !== turn.speaker.id).map(({ id }) => id)
    if (others.length > 0) found.set(turn.id, others)
    running.push(turn)
  }
  return found
}
