import { speakerId } from '../../src/base/ids.ts'
import { SpeakerTrack, type TrackListener } from '../../src/session/speaker/speaker-track.ts'
import { PLAIN_TUNING } from '../../src/speech/engine.ts'
import { EngineRoster } from '../../src/speech/roster.ts'
import type { FinalTurn, Gap, OpenTurn, Speaker } from '../../src/transcript/turn.ts'
import { ManualClock } from './manual-clock.ts'
import { encode, microphone, Sender, tone } from './opus-packets.ts'
import { RecordingLog } from './recording-log.ts'
import type { ScriptedEngine, ScriptedStream } from './scripted-engine.ts'

export const ADA: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }

/** Keeps what a track tells. */
export class TrackPaper implements TrackListener {
  readonly finals: FinalTurn[] = []
  readonly opens: OpenTurn[] = []
  readonly withdrawals: string[] = []
  readonly gaps: Gap[] = []
  readonly failures: string[] = []
  readonly recognitions: string[] = []

  open(turn: OpenTurn): void {
    this.opens.push(turn)
  }

  final(turn: FinalTurn): void {
    this.finals.push(turn)
  }

  withdrawn(id: string): void {
    this.withdrawals.push(id)
  }

  gap(gap: Gap): void {
    this.gaps.push(gap)
  }

  failed(error: Error): void {
    this.failures.push(error.message)
  }

  recognition(_speaker: Speaker, news: string): void {
    this.recognitions.push(news)
  }
}

export interface TrackStandOptions {
  /** In order of preference. */
  readonly engines: readonly ScriptedEngine[]
  readonly run?: number
}

/** One speaker's track on engines in a test's hands, with time that a test moves. */
export async function trackStand({ engines, run = 1 }: TrackStandOptions) {
  const clock = new ManualClock()
  const log = new RecordingLog()
  const roster = new EngineRoster({
    engines,
    clock,
    log,
    downAfterMs: 15_000,
    toCloud: true,
    random: () => 1,
  })
  const chain = roster.chain()
  const news: string[] = []
  chain.onNews(({ kind, to }) => news.push(`${kind} ${to.name}`))
  await chain.choose()
  const paper = new TrackPaper()
  const track = new SpeakerTrack({
    speaker: ADA,
    chain,
    tuning: PLAIN_TUNING,
    run,
    longTurnMs: 20_000,
    startedMs: 0,
    now: () => clock.now(),
    listener: paper,
  })
  const sender = new Sender({ ssrc: 1 })
  /** Time passes, and the session beats. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 50) {
      await clock.run(50, 50)
      track.tick(clock.now())
    }
  }
  return {
    clock,
    chain,
    track,
    paper,
    news,
    pass,
    /** The speaker talks for so long, a multiple of 100 ms, and time passes meanwhile. */
    async talk(ms: number): Promise<void> {
      const payloads = encode(microphone(100, tone(440)))
      for (let passed = 0; passed < ms; passed += 100) {
        for (const packet of sender.talk(clock.now(), payloads, 0)) track.accept(packet)
        await pass(100)
      }
    },
    /** The speaker talks for so long, a multiple of 100 ms, and nothing of it arrives. */
    async lose(ms: number): Promise<void> {
      sender.talk(clock.now(), encode(microphone(ms, tone(440))), 0)
      await pass(ms)
    },
    /** The newest stream that was opened on this engine, or the one before it. */
    stream(engine: ScriptedEngine, back = 0): ScriptedStream {
      const stream = engine.streams.at(-1 - back)
      if (stream === undefined) throw new Error('nothing was sent to this engine')
      return stream
    },
  }
}
