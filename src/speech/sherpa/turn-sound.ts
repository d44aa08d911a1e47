import { CHUNK_MS, type PcmChunk } from '../../audio/pcm.ts'
import type { SessionMs } from '../../base/ids.ts'
import { TAIL_MS } from './protocol.ts'

/** How much silence this sound ends with. */
export function silentTailMs(chunks: readonly PcmChunk[]): number {
  const audible = chunks.findLastIndex((chunk) => chunk.level > 0)
  return (chunks.length - 1 - audible) * CHUNK_MS
}

/** Where this much of a turn's sound was in the session; never after its end. */
export function sessionTime(chunks: readonly PcmChunk[], soundMs: number): SessionMs {
  const index = Math.min(Math.floor(soundMs / CHUNK_MS), chunks.length - 1)
  const chunk = chunks[index]
  return chunk === undefined ? 0 : chunk.atMs + Math.min(soundMs - index * CHUNK_MS, CHUNK_MS)
}

/** The stretches in which something could be heard; shorter silence within one is part of it. */
export function audibleStretches(
  chunks: readonly PcmChunk[],
): readonly { readonly fromMs: SessionMs; readonly toMs: SessionMs }[] {
  const stretches: { fromMs: SessionMs; toMs: SessionMs }[] = []
  for (const chunk of chunks) {
    if (chunk.level === 0) continue
    const last = stretches.at(-1)
    const toMs = chunk.atMs + CHUNK_MS
    if (last !== undefined && chunk.atMs - last.toMs <= TAIL_MS) last.toMs = toMs
    else stretches.push({ fromMs: chunk.atMs, toMs })
  }
  return stretches
}
