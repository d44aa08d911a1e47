import { CHUNK_MS } from '../../src/audio/pcm.ts'
import { PLAIN_TUNING } from '../../src/speech/engine.ts'
import { chunksOf } from '../../test/support/pcm-chunks.ts'
import { residentBytes } from './process-figures.ts'
import { tappedEngine } from './tap.ts'

/** Silence after a clip: it ends the turn. */
const TAIL_MS = 700
const MB = 1e6

export interface MemoryOptions {
  readonly modelDir: string
  /** 16 kHz mono 16-bit. */
  readonly clips: readonly Buffer[]
  /** Of all speakers together. */
  readonly hours: number
  /** Each says all clips, in turn. */
  readonly speakers: number
}

export interface MemoryFigures {
  readonly hours: number
  readonly tookSeconds: number
  readonly turns: number
  readonly child: Thirds
  /** The process that holds the streams. */
  readonly main: Thirds
  readonly lostSeconds: number
}

/** Mean memory in use in each third of the sound, in MB, and at its peak. */
export interface Thirds {
  readonly thirds: readonly [number, number, number]
  readonly peak: number
  /** How much the last third is above the middle one: 0.1 is a tenth. */
  readonly growth: number
}

/** Sound through the streams and a child process as fast as it goes, which is many times as fast as people talk. */
export async function memory({ modelDir, clips, hours, speakers }: MemoryOptions): Promise<MemoryFigures> {
  const { engine, tapped, pids } = tappedEngine(modelDir, 1)
  await engine.check()
  let turns = 0
  const streams = Array.from({ length: speakers }, (_, index) =>
    engine.open({
      label: String(index),
      tuning: PLAIN_TUNING,
      emit: ({ kind }) => {
        if (kind === 'final') turns += 1
      },
    }),
  )
  const samples: { readonly atMs: number; readonly child: number; readonly main: number }[] = []
  const beganMs = performance.now()
  let saidMs = 0
  let atMs = 0
  for (let round = 0; saidMs < hours * 3_600_000; round += 1) {
    const sounds = streams.map((_, index) => clips[(round + index) % clips.length] ?? Buffer.alloc(0))
    const all = sounds.map((sound) => chunksOf(sound, atMs, TAIL_MS))
    const longest = Math.max(...all.map(({ length }) => length))
    for (const [index, chunks] of all.entries()) {
      for (const chunk of chunks) streams[index]?.send(chunk)
      saidMs += chunks.length * CHUNK_MS
    }
    atMs += longest * CHUNK_MS
    await new Promise<void>((resolve) => {
      tapped.finished = () => {
        if (tapped.underWay === 0) resolve()
      }
    })
    const pid = pids.at(-1) ?? process.pid
    samples.push({ atMs: saidMs, child: residentBytes(pid), main: residentBytes(process.pid) })
  }
  await Promise.all(streams.map((stream) => stream.finish(10_000)))
  await engine.close()
  return {
    hours: saidMs / 3_600_000,
    tookSeconds: (performance.now() - beganMs) / 1000,
    turns,
    child: thirdsOf(samples.map(({ atMs: at, child }) => ({ share: at / saidMs, bytes: child }))),
    main: thirdsOf(samples.map(({ atMs: at, main }) => ({ share: at / saidMs, bytes: main }))),
    lostSeconds: tapped.lostMs / 1000,
  }
}

/** `share`: how much of all sound was through, 0 to 1. */
export function thirdsOf(samples: readonly { readonly share: number; readonly bytes: number }[]): Thirds {
  const mean = (from: number, to: number): number => {
    const part = samples.filter(({ share }) => share > from && share <= to)
    return part.reduce((sum, { bytes }) => sum + bytes, 0) / part.length / MB
  }
  const thirds = [mean(0, 1 / 3), mean(1 / 3, 2 / 3), mean(2 / 3, 1)] as const
  const peak = Math.max(...samples.map(({ bytes }) => bytes)) / MB
  return { thirds, peak, growth: thirds[2] / thirds[1] - 1 }
}
