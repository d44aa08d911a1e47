import { systemClock } from '../../src/base/clock.ts'
import { createLog, type Log } from '../../src/base/log.ts'
import type { SpeechEngine, SpeechStream } from '../../src/speech/engine.ts'
import { createSherpaEngine } from '../../src/speech/sherpa/engine.ts'
import { findModel } from '../../src/speech/sherpa/model.ts'
import { RecogniserChild } from '../../src/speech/sherpa/recogniser-child.ts'
import { RecogniserPool } from '../../src/speech/sherpa/recogniser-pool.ts'
import type { EarLine, EarOwner } from '../../src/speech/sherpa/recogniser-process.ts'
import { SherpaStream } from '../../src/speech/sherpa/stream.ts'

/** What was seen between the streams and the children. */
export interface Tapped {
  /** Ms from when a stream was given the sound that completes a step of decoding until its owner heard of the step. */
  readonly steps: number[]
  /** Ms from when a stream was given a turn's last sound until it had the final text. */
  readonly finals: number[]
  /** Ms of sound lost. */
  lostMs: number
  /** Sounds of utterances that are not finished. */
  underWay: number
  /** Called whenever one is. */
  finished: () => void
}

export interface TappedEngine {
  readonly engine: SpeechEngine
  readonly tapped: Tapped
  /** Process ids of the children so far. */
  readonly pids: readonly number[]
}

/** The engine that ships, made of its own parts, with someone who listens in between. */
export function tappedEngine(modelDir: string, processes: number): TappedEngine {
  const tapped: Tapped = { steps: [], finals: [], lostMs: 0, underWay: 0, finished: () => {} }
  const pids: number[] = []
  const clock = systemClock
  const log = logOf((pid) => pids.push(pid))
  const pool = new RecogniserPool({
    clock,
    log,
    most: processes,
    find: () => findModel(modelDir),
    begin: (model, listener) => new RecogniserChild(model, clock, listener),
  })
  const sentAt = new WeakMap<Uint8Array, number>()
  const lifts = { lift: (owner: EarOwner) => listenIn(pool, owner, { sentAt, tapped }) }
  const engine: SpeechEngine = {
    ...createSherpaEngine({ modelDir, processes }, { clock, log }),
    check: () => pool.start(),
    open: (options) => {
      const emit: typeof options.emit = (event) => {
        if (event.kind === 'gap') tapped.lostMs += event.toMs - event.fromMs
        options.emit(event)
      }
      return stamping(new SherpaStream(lifts, clock, { ...options, emit }), sentAt)
    },
    close: () => pool.close(),
  }
  return { engine, tapped, pids }
}

interface Listener {
  readonly sentAt: WeakMap<Uint8Array, number>
  readonly tapped: Tapped
}

function listenIn(pool: RecogniserPool, owner: EarOwner, { sentAt, tapped }: Listener): EarLine {
  /** When each sound of the present utterance was given to the stream. */
  let sounds: number[] = []
  const begin = () => {
    tapped.underWay -= sounds.length
    sounds = []
  }
  const line = pool.lift({
    listening: (traits) => {
      begin()
      owner.listening(traits)
    },
    heard: (count, hypothesis) => {
      tapped.steps.push(performance.now() - (sounds[count - 1] ?? Number.NaN))
      owner.heard(count, hypothesis)
    },
    finished: (hypothesis) => {
      tapped.finals.push(performance.now() - (sounds.at(-1) ?? Number.NaN))
      begin()
      owner.finished(hypothesis)
      tapped.finished()
    },
    lost: () => owner.lost(),
    failed: (error) => owner.failed(error),
  })
  return {
    ...line,
    sound: (pcm) => {
      tapped.underWay += 1
      sounds.push(sentAt.get(pcm) ?? Number.NaN)
      line.sound(pcm)
    },
  }
}

/** The stream itself, with the time at which it was given each sound. */
function stamping(stream: SpeechStream, sentAt: WeakMap<Uint8Array, number>): SpeechStream {
  return {
    send: (chunk) => {
      sentAt.set(chunk.pcm, performance.now())
      stream.send(chunk)
    },
    endTurn: () => stream.endTurn(),
    rest: () => stream.rest(),
    tune: (tuning) => stream.tune(tuning),
    finish: (deadlineMs) => stream.finish(deadlineMs),
    abort: () => stream.abort(),
    surrender: () => stream.surrender(),
    usage: () => stream.usage(),
  }
}

/** A silent log that tells of each child that listens. */
function logOf(listening: (pid: number) => void): Log {
  const silent = createLog('silent')
  return {
    ...silent,
    info: (event, fields) => {
      const pid = fields?.['pid']
      if (event === 'sherpa_listening' && typeof pid === 'number') listening(pid)
    },
    with: () => silent,
  }
}
