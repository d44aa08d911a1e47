import type { OpusPacket } from '../audio/packet.ts'
import type { ChannelId, GuildId, MonotonicMs, RoomId, SessionId, SessionMs, SpeakerId } from '../base/ids.ts'
import type { FinalTurn, Gap, LossCause, OpenTurn, Speaker } from '../transcript/turn.ts'
import type { Saying, Words } from '../wording/words.ts'
import type { Notice } from './consent/consent-notice.ts'
import type { Posted, RemovalFate, RemovalTask } from './record/removals.ts'
import type { SessionSpend } from './spend/session-spend.ts'
import type { LineId, Outbox, WordsPost } from './store.ts'

/** What a session needs from the world outside. Discord implements these; tests and tools can too. */

export interface RoomRef {
  readonly guild: GuildId
  readonly room: RoomId
}

/** Takes one speaker's packets; bound once, when the speaker is first heard. Synchronous, never throws. */
export type PacketInlet = (packet: OpusPacket) => void

/** What a room tells its session. */
export interface VoiceListener {
  /** For log lines. */
  readonly session?: SessionId
  /**
   * A person is heard for the first time in this room's life. Answers where their packets go, or null when they
   * are not to be heard (then nothing of theirs is decoded).
   */
  meet(speaker: Speaker): PacketInlet | null
  /** A person is in the room: those who are there when it is joined, and those who come later. */
  joined(speaker: Speaker): void
  /** The person left the room; their open turn can end. */
  left(speaker: SpeakerId): void
  /** The bot is out of the room for good (kicked, channel deleted, connection lost beyond repair). In plain words. */
  lost(reason: Saying): void
  /** Something that a reader of the status should know ("back after 4 s"). A phrase in plain words, without names. */
  event(what: Saying): void
  /** What this person said in this time could not be heard; null: what anybody said. Told when it is over, or given up. */
  unheard(speaker: SpeakerId | null, fromMs: MonotonicMs, toMs: MonotonicMs, cause: LossCause): void
}

/** What keeps a person from being heard: their frames do not open, or Discord says they speak and nothing comes. */
export interface HearingTrouble {
  readonly kind: 'encrypted' | 'lost'
  readonly sinceMs: MonotonicMs
}

/** The steps by which an ear is healed, from the lightest on. */
export type HealStep = 'resubscribe' | 'decoder' | 'rejoin'

/** What came of the datagrams since the room was joined. */
export interface EarCounters {
  /** All that came over UDP. */
  readonly received: number
  /** Of people who are not to be heard: left as they came. */
  readonly refused: number
  /** Handed on as Opus. */
  readonly opened: number
  /** Of those, the ones that came while the voice socket was away, and were opened all the same. */
  readonly openedLate: number
  /** Sealed by DAVE, and no keys for anything yet. */
  readonly sealed: number
  /** Could not be opened: a wrong transport tag, or a DAVE frame that does not fit the keys. */
  readonly unopened: number
  /** Nothing but padding. */
  readonly empty: number
  /** Too short for an RTP packet. */
  readonly runts: number
  /** Neither RTP version 2 nor of Opus' payload type: RTCP, video. */
  readonly foreign: number
  /** Kept because Discord had not said whose they are; later released under a name, or dropped. */
  readonly unnamedHeld: number
  readonly unnamedReleased: number
  readonly unnamedDropped: number
  readonly heals: Readonly<Record<HealStep, number>>
}

/** What a room knows of its own ear, as of now. */
export interface RoomHearing {
  readonly state: 'live' | 'rejoining'
  readonly sinceMs: MonotonicMs
  /** RTP streams that are heard and that Discord has not named for longer than 2 s. */
  readonly unnamed: number
  readonly troubles: ReadonlyMap<SpeakerId, HearingTrouble>
  /** Monotonic time of the last sign that somebody speaks, and of the last opened packet, over all; null before. */
  readonly lastSpeakingMs: MonotonicMs | null
  readonly lastPacketMs: MonotonicMs | null
  readonly counters: EarCounters
}

export interface VoiceRoom {
  /**
   * Whether this person is heard may have changed: `meet` is asked about them anew when something of theirs comes
   * next, and of what came before nothing is handed on. Null: everybody.
   */
  reconsider(speaker: SpeakerId | null): void
  /** What the room knows of its own ear, as of now; also after it was left. */
  hearing(): RoomHearing
  /** Resolves when all that had arrived was handed on, also what the process was too busy to read. Never rejects. */
  caughtUp(): Promise<void>
  /** Leaves and frees everything; a second call is fine. */
  leave(): Promise<void>
}

export interface VoiceGateway {
  /** Joins and listens. Rejects with a UserError when the room cannot be joined. */
  join(ref: RoomRef, listener: VoiceListener): Promise<VoiceRoom>
  /** Who is in a room now, the bot itself aside; null where Discord does not tell. */
  people(ref: RoomRef): readonly Speaker[] | null
}

/**
 * Where captions go. Takes everything at once and never throws; what cannot be shown is the sink's to say.
 * Turns and gaps are in the journal before they come here.
 */
export interface CaptionSink {
  /** A notice of the house itself: who started, what was lost. Plain text without markup. */
  notice(text: string): void
  final(turn: FinalTurn, line: LineId): void
  open(turn: OpenTurn): void
  /** An open turn came to nothing. */
  withdrawn(id: string): void
  gap(gap: Gap, line: LineId): void
  /** What waits of this person's words is not to be shown any more; what is on its way is taken back when it is there. */
  drop(speaker: SpeakerId): void
  /** From now on open turns are shown too, or no more; left out: it shows none. */
  showLive?(live: boolean): void
  /** Shows nothing more until it is let go: who reads along is looked at. Left out: it shows to nobody else. */
  hold?(held: boolean): void
  /**
   * Settles what an earlier sink of this session left: posts of which nobody knows whether they are shown, then
   * lines that are not. To be called before anything else is given to it; resolves when those are in the queue.
   */
  recover(): Promise<void>
  /** Resolves when all that was taken has been shown, or was given up. */
  flush(): Promise<void>
  /** Flushes nothing; frees what the sink holds. What was not shown stays in the outbox. */
  close(): void
}

/** Why nothing can be shown in a place any more. */
export interface Shut {
  /** `gone`: deleted. `closed`: a permission was taken away, or a thread was archived; it may open again. */
  readonly kind: 'gone' | 'closed'
  /** In plain words. */
  readonly reason: Saying
}

/** What `/transcribe stop` tells. */
export interface SessionSummary {
  readonly session: SessionId
  readonly listenedMs: SessionMs
  readonly turns: number
  readonly speakers: number
  /** Words in final turns. */
  readonly words: number
  /** What speech services bill for, over all speakers. */
  readonly billedMs: number
  /** Sound in which somebody spoke, over all speakers. */
  readonly spokenMs: number
  /** What it came to over all runs of the session: the last `SpendAccount.spend`. */
  readonly spend: SessionSpend
}

/** How captions are to look. */
export interface CaptionStyle {
  readonly posting: 'personas' | 'plain'
  /** Whether open turns are shown too. */
  readonly live: boolean
}

export interface SinkRequest {
  readonly channel: ChannelId
  /** For log lines. */
  readonly session?: SessionId
  /** As the guild wants it; left out: as the adapter is set. */
  readonly style?: CaptionStyle
  /** In the language that the guild is written to. */
  readonly words: Words
  readonly outbox: Outbox
  /** Session time zero in wall time (ms since 1970), for lines that carry their time. */
  readonly startedAt: number
  /** Something that a reader of the status should know, such as that lines come without personas. In plain words. */
  readonly event?: (what: Saying) => void
  /** A message was on its way when this person's words were dropped, and was taken back: what stood in it is in no message. */
  readonly recalled?: (speaker: SpeakerId) => void
  /** Called at most once, when nothing can be shown there any more. */
  readonly shut: (why: Shut) => void
}

/** The two places of a session that is to begin, and what it wants there. */
export interface PlaceRequest {
  readonly ref: RoomRef
  /** Where it is to write. */
  readonly channel: ChannelId
  /** Whether a thread is to be opened there. */
  readonly thread: boolean
  /** Whether lines are to come under their speakers' names. */
  readonly personas: boolean
  /** `everybody`: who may say so wants it written there although people can read it who cannot see the room. */
  readonly readers: Readers
}

/** Who may read what is said: those who see the room, or whoever reads the channel. */
export type Readers = 'room' | 'everybody'

/**
 * Looks at both places, before anything else is asked for or paid for. Resolves with what will not be possible
 * there, a sentence each. Rejects with a UserError that names all that keeps the bot from listening in the one and
 * writing in the other, or who could read in the one what is said in the other.
 */
export type CheckPlaces = (request: PlaceRequest) => Promise<readonly Saying[]>

/**
 * Whether people who cannot see a room could read what is written in a channel; also where that cannot be excluded.
 * Of a place that is gone it cannot be said: nobody.
 */
export type Leaks = (place: { readonly ref: RoomRef; readonly channel: ChannelId }) => Promise<boolean>

/** A notice to the people in a room, which all of them can read. */
export interface NoticeRequest {
  readonly ref: RoomRef
  /** In the language that the guild is written to. */
  readonly words: Words
  /** For log lines. */
  readonly session?: SessionId
  /** Where the lines go: it stands there, and where not everybody can read that, in the room's own chat as well. */
  readonly channel: ChannelId
  readonly notice: Notice
  /** Whom it is for. */
  readonly people: readonly Speaker[]
}

/** Posts a notice; resolves with where it stands. Rejects with a UserError where one of the people could not read it. */
export type PostNotice = (
  request: NoticeRequest,
) => Promise<readonly { readonly channel: ChannelId; readonly message: string }[]>

/** Whether a notice that is posted now would stand where this person can read it, as far as Discord told. */
export type Reaches = (place: {
  readonly ref: RoomRef
  /** Where the lines go. */
  readonly channel: ChannelId
  readonly person: SpeakerId
}) => boolean

/** Takes somebody's words out of what was posted. */
export interface WordRemover {
  /**
   * What it takes to find a person's words again in a message that holds others' too, without any of those words.
   * To be asked while the words are still kept. Pure.
   */
  cutOf(post: WordsPost): string
  /** Changes one message as far as that is possible; never rejects. `words`: of the guild, for what is left standing there. */
  remove(message: Posted & { readonly task: RemovalTask }, words: Words): Promise<RemovalFate>
  /** Nothing more is to be removed for now: leaves the places as they were found. Never rejects. */
  leave(): Promise<void>
}

/** Deletes messages that the bot or its webhooks posted, as far as it may, until it is told to stop. */
export type RemoveMessages = (messages: readonly Posted[], stop: AbortSignal) => Promise<void>

/** Opens a thread in a text channel. Rejects with a UserError where the bot may not. */
export type OpenThread = (channel: ChannelId, name: string) => Promise<ChannelId>

/** Tells one person something in private, if they can be reached; never throws. */
export type TellPerson = (person: SpeakerId, text: string) => void

/** A file for people to keep. */
export interface ReplyFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Handout {
  readonly text: string
  /** Makes the files, each of at most so many bytes. */
  readonly files: (limit: number) => Promise<readonly ReplyFile[]>
  /** Told of each message that stands, in order: the text is in the first. */
  readonly posted: (message: Posted) => Promise<void>
}

/** Posts files in a text channel, for all who read it. Rejects with a UserError where the bot may not. */
export type ShareFiles = (channel: ChannelId, handout: Handout) => Promise<void>

/** Opens a caption sink on a text channel. Rejects with a UserError where the bot may not post. */
export type OpenSink = (request: SinkRequest) => Promise<CaptionSink>
