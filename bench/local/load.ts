import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Random } from '../../sandbox/cast/random.ts'
import { FRAME_MS } from '../../sandbox/cast/speech-packets.ts'
import { systemClock } from '../../src/base/clock.ts'
import { speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { SpeakerTrack } from '../../src/session/speaker/speaker-track.ts'
import { PLAIN_TUNING } from '../../src/speech/engine.ts'
import { EngineRoster } from '../../src/speech/roster.ts'
import { Sender } from '../../test/support/opus-packets.ts'
import { type Spread, spreadOf } from '../percentile.ts'
import { busyMs, processorMs } from './process-figures.ts'
import { tappedEngine } from './tap.ts'

/** How often the main loop is asked whether it is free. */
const LOOK_MS = 2
const FEED_MS = 5
const TICK_MS = 50
/** The first partials, when everything is compiled for the first time, are left out. */
const WARM_UP_MS = 4_000
/** From one person's clip to their next. */
const PAUSE_MS = 700
/** Decoding goes in steps of so much sound: people begin anywhere within one. */
const STEP_MS = 320

export interface LoadOptions {
  readonly modelDir: string
  /** Each clip as the Opus packets of a client. */
  readonly clips: readonly (readonly Buffer[])[]
  readonly speakers: number
  readonly processes: number
  readonly seconds: number
  /** All begin every clip at the same moment, and say the same: the worst that can be. */
  readonly inStep: boolean
  readonly seed: number
}

export interface LoadFigures {
  readonly speakers: number
  readonly processes: number
  readonly inStep: boolean
  /** Milliseconds from sound to what was understood of it. */
  readonly steps: Spread
  readonly finals: Spread
  /** How late the main loop came to what it had to do, in ms. */
  readonly loop: { readonly p50: number; readonly p99: number; readonly most: number }
  /** Cores used, by the process with the speakers' tracks and by all of its children. */
  readonly mainCores: number
  readonly childCores: number
  /** Cores that other programs used meanwhile. */
  readonly otherCores: number
  readonly lostSeconds: number
}

/** People who all talk, all the time, on real speaker tracks: from their Opus packets to their turns. */
export async function load(options: LoadOptions): Promise<LoadFigures> {
  const { speakers, processes, inStep, seconds } = options
  const { engine, tapped, pids } = tappedEngine(options.modelDir, processes)
  const log = createLog('silent')
  const roster = new EngineRoster({
    engines: [engine],
    clock: systemClock,
    log,
    downAfterMs: 15_000,
    toCloud: false,
  })
  const chain = roster.chain()
  await chain.choose()
  const startedMs = systemClock.now()
  const random = new Random(options.seed)
  const crowd = Array.from({ length: speakers }, (_, index) => {
    const track = trackOf(index, { chain, startedMs })
    return new Talker(track, {
      index,
      clips: options.clips,
      sinceMs: startedMs + (inStep ? 0 : random.next() * STEP_MS),
      inStep,
    })
  })
  const loop = monitorEventLoopDelay({ resolution: LOOK_MS })
  const feeding = systemClock.every(FEED_MS, () => {
    const nowMs = systemClock.now()
    for (const talker of crowd) talker.talkTo(nowMs)
  })
  const ticking = systemClock.every(TICK_MS, () => {
    const nowMs = systemClock.now()
    for (const { track } of crowd) track.tick(nowMs)
  })
  await pass(WARM_UP_MS)
  tapped.steps.length = 0
  tapped.finals.length = 0
  loop.enable()
  const before = {
    main: process.cpuUsage(),
    children: childrenMs(pids),
    all: busyMs(),
    atMs: systemClock.now(),
  }
  await pass(seconds * 1000)
  loop.disable()
  const tookMs = systemClock.now() - before.atMs
  const { user, system } = process.cpuUsage(before.main)
  const mainCores = (user + system) / 1000 / tookMs
  const childCores = (childrenMs(pids) - before.children) / tookMs
  const figures: LoadFigures = {
    speakers,
    processes,
    inStep,
    steps: spreadOf(tapped.steps),
    finals: spreadOf(tapped.finals),
    loop: { p50: lateMs(loop.percentile(50)), p99: lateMs(loop.percentile(99)), most: lateMs(loop.max) },
    mainCores,
    childCores,
    otherCores: Math.max(0, (busyMs() - before.all) / tookMs - mainCores - childCores),
    lostSeconds: tapped.lostMs / 1000,
  }
  feeding()
  ticking()
  await Promise.all(crowd.map(({ track }) => track.close(0)))
  roster.close()
  await engine.close()
  return figures
}

function trackOf(
  index: number,
  { chain, startedMs }: { readonly chain: ReturnType<EngineRoster['chain']>; readonly startedMs: number },
): SpeakerTrack {
  const ignore = () => {}
  return new SpeakerTrack({
    speaker: { id: speakerId(String(index + 1)), name: 'somebody', avatarUrl: null, bot: false },
    chain,
    tuning: PLAIN_TUNING,
    run: 1,
    longTurnMs: 20_000,
    startedMs,
    listener: {
      open: ignore,
      final: ignore,
      withdrawn: ignore,
      gap: ignore,
      failed: ignore,
      recognition: ignore,
    },
  })
}

interface Manner {
  readonly index: number
  readonly clips: readonly (readonly Buffer[])[]
  readonly sinceMs: number
  readonly inStep: boolean
}

/** One of the crowd: says one clip after the other, each packet at its time. */
class Talker {
  readonly track: SpeakerTrack
  readonly #manner: Manner
  readonly #sender: Sender
  #clip: number
  #packets: ReturnType<Sender['talk']> = []
  #nextMs: number

  constructor(track: SpeakerTrack, manner: Manner) {
    this.track = track
    this.#manner = manner
    this.#sender = new Sender({ ssrc: manner.index + 1 })
    this.#clip = manner.inStep ? 0 : manner.index
    this.#nextMs = manner.sinceMs
  }

  talkTo(nowMs: number): void {
    for (;;) {
      const packet = this.#packets[0]
      if (packet !== undefined) {
        if (packet.arrivedMs > nowMs) return
        this.#packets.shift()
        this.track.accept(packet)
      } else {
        if (this.#nextMs > nowMs) return
        const clip = this.#manner.clips[this.#clip++ % this.#manner.clips.length] ?? []
        this.#packets = this.#sender.talk(this.#nextMs, clip)
        this.#nextMs += (clip.length + 5) * FRAME_MS + PAUSE_MS
      }
    }
  }
}

const childrenMs = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + processorMs(pid), 0)

/** The histogram holds nanoseconds from one look to the next. */
const lateMs = (nanoseconds: number): number => Math.round(10 * Math.max(0, nanoseconds / 1e6 - LOOK_MS)) / 10

const pass = (ms: number): Promise<void> => new Promise((resolve) => systemClock.after(ms, resolve))
