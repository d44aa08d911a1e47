import { UserError } from '../../src/base/errors.ts'
import type { SpeakerId } from '../../src/base/ids.ts'
import { newCounters } from '../../src/discord/voice/receive-meters.ts'
import type {
  CaptionSink,
  RoomHearing,
  RoomRef,
  Shut,
  VoiceGateway,
  VoiceListener,
  VoiceRoom,
} from '../../src/session/ports.ts'
import type { LineId } from '../../src/session/store.ts'
import { causeWords, type FinalTurn, type Gap, type Speaker } from '../../src/transcript/turn.ts'
import { english } from '../../src/wording/english/english.ts'
import { verbatim } from '../../src/wording/words.ts'

/** A sink that keeps what it is given, as the lines a reader would see. */
export class PaperSink implements CaptionSink {
  readonly lines: string[] = []
  /** Says that nothing can be shown any more. */
  readonly shut: (why: Shut) => void
  closed = false
  /** Whose words that waited were dropped. */
  readonly dropped: SpeakerId[] = []

  constructor(shut: (why: Shut) => void = () => {}) {
    this.shut = shut
  }

  notice(text: string): void {
    this.lines.push(text)
  }

  final(turn: FinalTurn, _line: LineId): void {
    this.lines.push(`${turn.speaker.name}: ${turn.text}`)
  }

  gap(gap: Gap, _line: LineId): void {
    this.lines.push(
      `${gap.speaker?.name ?? 'all'}: [${gap.endMs - gap.startMs} ms: ${causeWords(gap.cause)(english)}]`,
    )
  }

  async recover(): Promise<void> {}
  drop(speaker: SpeakerId): void {
    this.dropped.push(speaker)
  }
  open(): void {}
  withdrawn(): void {}

  async flush(): Promise<void> {}

  close(): void {
    this.closed = true
  }
}

/** A room in which all is well and nothing came yet. */
export const CALM: RoomHearing = {
  state: 'live',
  sinceMs: 0,
  unnamed: 0,
  troubles: new Map(),
  lastSpeakingMs: null,
  lastPacketMs: null,
  counters: {
    ...newCounters(),
    heals: { resubscribe: 0, decoder: 0, rejoin: 0 },
  },
}

export class ScriptedRoom implements VoiceRoom {
  readonly ref: RoomRef
  readonly listener: VoiceListener
  /** What `hearing` answers, beside calm. */
  ear: Partial<RoomHearing> = {}
  gone = false
  /** Whom to ask about anew; null: everybody. */
  readonly reconsidered: (SpeakerId | null)[] = []

  constructor(ref: RoomRef, listener: VoiceListener) {
    this.ref = ref
    this.listener = listener
  }

  hearing(): RoomHearing {
    return { ...CALM, ...this.ear }
  }

  reconsider(speaker: SpeakerId | null): void {
    this.reconsidered.push(speaker)
  }

  async caughtUp(): Promise<void> {}

  async leave(): Promise<void> {
    this.gone = true
  }
}

export class ScriptedGateway implements VoiceGateway {
  readonly rooms: ScriptedRoom[] = []
  /** What joining is refused with; null: it works. */
  refusal: string | null = null
  /** Joins wait for this. */
  ready: Promise<void> = Promise.resolve()

  /** Who is in each room; null: Discord does not tell. */
  present: readonly Speaker[] | null = []

  people(): readonly Speaker[] | null {
    return this.present
  }

  async join(ref: RoomRef, listener: VoiceListener): Promise<ScriptedRoom> {
    await this.ready
    if (this.refusal !== null) throw new UserError(verbatim(this.refusal))
    const room = new ScriptedRoom(ref, listener)
    this.rooms.push(room)
    return room
  }
}
