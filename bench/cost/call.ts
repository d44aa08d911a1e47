import type { OpusPacket } from '../../src/audio/packet.ts'
import { speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { SpeakerTrack } from '../../src/session/speaker/speaker-track.ts'
import { createAssemblyAiEngine } from '../../src/speech/assemblyai/engine.ts'
import { PLAIN_TUNING } from '../../src/speech/engine.ts'
import { EngineRoster } from '../../src/speech/roster.ts'
import { assemblyAiSettings } from '../../test/support/assemblyai-settings.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { encode, microphone, Sender, tone } from '../../test/support/opus-packets.ts'
import { LONGEST_TALK_MS, PEOPLE, type Talk, talks } from '../talks.ts'
import { CostReader, sum } from './cost-reader.ts'
import { SimulatedService } from './simulated-service.ts'

/** Opus' longest packets, of the kind that is decoded soonest: that is what the simulation spends its time with. */
const FRAME_MS = 60
const SOUND = encode(microphone(LONGEST_TALK_MS, tone(300)), { frameMs: FRAME_MS, bitrate: 6_000 })
const TICK_MS = 50
const FOREVER_MS = 1e9
/** For the last finals and the last Termination. */
const DRAIN_MS = 10_000

export interface CallOptions {
  readonly seed: number
  readonly lastsMs: number
  /** Null: a session, once it was opened, stays open to the end of the call. */
  readonly holdMs: number | null
}

export interface CallResult {
  readonly spokenMs: number
  /** By the service's own meter. */
  readonly billedMs: number
  /** As the streams count it. */
  readonly countedMs: number
  readonly sessions: number
  /** For each talk in its turn: from its first sound until something of it was shown; null: nothing was. */
  readonly shownAfterMs: readonly (number | null)[]
  /** Sound of talks that no final turn covers, and time that two cover. */
  readonly lostMs: number
  readonly doubledMs: number
}

/** Plays a conversation to real speaker tracks, gates, engine and dialogues, on simulated time. */
export async function call({ seed, lastsMs, holdMs }: CallOptions): Promise<CallResult> {
  const clock = new ManualClock()
  const log = createLog('silent')
  const service = new SimulatedService(clock)
  const engine = createAssemblyAiEngine(
    { ...assemblyAiSettings, formatTurns: false, holdMs: holdMs ?? FOREVER_MS },
    { clock, log, random: () => 0.5, connect: service.connect },
  )
  const roster = new EngineRoster({ engines: [engine], clock, log, downAfterMs: 15_000, toCloud: false })
  const chain = roster.chain()
  const said = talks({ seed, lastsMs })
  const seats = Array.from({ length: PEOPLE }, (_, person): Seat => {
    const reader = new CostReader(said, person, () => clock.now())
    const speaker = { id: speakerId(String(person + 1)), name: 'somebody', avatarUrl: null, bot: false }
    const track = new SpeakerTrack({
      speaker,
      chain,
      tuning: PLAIN_TUNING,
      run: 1,
      longTurnMs: 20_000,
      startedMs: 0,
      listener: reader,
    })
    return { reader, track, sender: new Sender({ ssrc: person + 1, frameMs: FRAME_MS }), packets: [] }
  })
  const left = [...said]
  while (clock.now() < lastsMs) {
    clock.advance(TICK_MS)
    const now = clock.now()
    for (let talk = left[0]; talk !== undefined && talk.startMs <= now; talk = left[0]) {
      left.shift()
      seats[talk.person]?.packets.push(...packetsOf(talk, seats[talk.person]))
    }
    for (const seat of seats) deliver(seat, now)
  }
  const closed = Promise.all(seats.map(({ track }) => track.close(DRAIN_MS)))
  await clock.run(DRAIN_MS, TICK_MS)
  await closed
  chain.close()
  roster.close()
  await engine.close()
  const usage = seats.map(({ track }) => track.usage)
  return {
    spokenMs: sum(usage.map(({ spokenMs }) => spokenMs)),
    billedMs: service.billedMs,
    countedMs: sum(usage.map(({ billedMs }) => billedMs)),
    sessions: service.sessions,
    shownAfterMs: said.map((talk, number) => {
      const shownMs = seats[talk.person]?.reader.shownMs.get(number)
      return shownMs === undefined ? null : shownMs - talk.startMs
    }),
    lostMs: sum(seats.map(({ reader }) => reader.lostMs)),
    doubledMs: sum(seats.map(({ reader }) => reader.doubledMs)),
  }
}

interface Seat {
  readonly reader: CostReader
  readonly track: SpeakerTrack
  readonly sender: Sender
  /** On their way, by their time of arrival. */
  readonly packets: OpusPacket[]
}

function packetsOf({ startMs, endMs }: Talk, seat: Seat | undefined): OpusPacket[] {
  const sound = SOUND.slice(0, Math.round((endMs - startMs) / FRAME_MS))
  return seat?.sender.talk(startMs, sound, 0) ?? []
}

function deliver({ packets, track }: Seat, now: number): void {
  let count = 0
  for (let packet = packets[0]; packet !== undefined && packet.arrivedMs <= now; packet = packets[count]) {
    track.accept(packet)
    count += 1
  }
  packets.splice(0, count)
  track.tick(now)
}
