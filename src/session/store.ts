import type { StoreTrouble } from '../base/errors.ts'
import type { ChannelId, GuildId, RoomId, SessionId, SessionMs, SpeakerId } from '../base/ids.ts'
import type { ConsentEntry, ConsentNotice } from '../transcript/consent-record.ts'
import type { Presence, SessionRecord, Transcript } from '../transcript/transcript.ts'
import type { FinalTurn, Gap, OpenTurn, Speaker } from '../transcript/turn.ts'
import type { Copies, Removals } from './record/removals.ts'

/**
 * What is kept beyond a process's life. All of it is asynchronous, so that a database on another machine can follow
 * the file; `test/storage/store-contract.ts` is what a store must pass. Wall times are milliseconds since 1970.
 * A store rejects with a StoreError, which names neither speech nor people, when it cannot keep or read something.
 */
export interface Store extends Journal, Spendings, Archive, Consents, Settings, AutoStarts, Copies, Removals {
  /** What posts of this session are under way or done. */
  outbox(session: SessionId): Outbox
  close(): Promise<void>
}

/** A line of the record that is to be posted: a turn or a gap. Unique within the store, growing with time. */
export type LineId = number

/** What is written while a session lives. */
export interface Journal {
  begin(session: SessionRecord): Promise<void>
  /** The process lives, and these people have said something by now that no final covers, since then. */
  lived(session: SessionId, at: number, unfinished: readonly Unfinished[]): Promise<void>
  /** A process takes the session up again: one more run, open from now on. */
  resume(session: SessionId, at: number): Promise<SessionRecord>
  suspend(session: SessionId, at: number): Promise<void>
  end(session: SessionId, at: number, reason: string): Promise<void>
  /** From now on it is posted there. */
  retarget(session: SessionId, channel: ChannelId): Promise<void>
  /** Kept when this resolves; takes the place of the open turn with the same id. The same turn twice is kept once. */
  addTurn(session: SessionId, turn: FinalTurn): Promise<LineId>
  /** Keeps the words of a turn that is not over, in place of those kept before; a crash leaves them behind. */
  keepOpenTurn(session: SessionId, turn: OpenTurn): Promise<void>
  dropOpenTurn(session: SessionId, turn: string): Promise<void>
  addGap(session: SessionId, gap: Gap): Promise<LineId>
  addPresence(session: SessionId, presence: Presence): Promise<void>
  /** How the people in the room were told. */
  addNotice(session: SessionId, notice: ConsentNotice): Promise<void>
  /**
   * Deletes the turns of this person of which nothing was posted, and what is kept of their open ones; what is left of
   * a turn that was posted in part is not posted any more. Posts that are pending lose their words (see `PendingPost`).
   */
  dropUnposted(session: SessionId, speaker: SpeakerId): Promise<void>
  /** Sessions that no process has ended, oldest first. */
  unended(): Promise<readonly SessionRecord[]>
  /** What the process before left in mid-air: its open turns, and since when whom it had not covered. */
  leftovers(session: SessionId): Promise<Leftovers>
}

export interface Unfinished {
  readonly speaker: SpeakerId
  readonly sinceMs: SessionMs
}

export interface Leftovers {
  readonly openTurns: readonly OpenTurn[]
  readonly unfinished: readonly Unfinished[]
  /** The end of the last journaled word of everybody in the session, in finals and open turns; null: none yet. */
  readonly heard: readonly { readonly speaker: Speaker; readonly lastWordMs: SessionMs | null }[]
  /** Those of them who had left the room. */
  readonly gone: readonly SpeakerId[]
}

/** A part of a line's text in a post, in UTF-16 units of the text as posted, without the name before it. */
export interface PostPart {
  readonly line: LineId
  readonly from: number
  /** Number.MAX_SAFE_INTEGER: to its end. The last part of a line always says so; without it the line is not done. */
  readonly to: number
  /** Which lines of the message its paragraph takes up. Left out: an older version kept it, and nobody knows. */
  readonly place?: PostPlace | undefined
}

/** Lines of a message, counted from 0, the last one included. Parts that share a place read on in one line. */
export interface PostPlace {
  readonly first: number
  readonly last: number
}

/** A message on its way. */
export interface OutgoingPost {
  readonly channel: ChannelId
  /** Discord answers a second post of the bot with the same nonce, within a few minutes, with the first. */
  readonly nonce: string
  /** The webhook it goes through under a speaker's name; null: it is the bot's own. */
  readonly persona: {
    readonly webhook: string
    readonly name: string
    readonly avatarUrl: string | null
  } | null
  readonly content: string
  readonly parts: readonly PostPart[]
}

export interface PendingPart extends PostPart {
  /** Whose words; null: a gap. */
  readonly speaker: SpeakerId | null
}

export interface PendingPost extends OutgoingPost {
  readonly id: number
  /** When it was first about to be sent. */
  readonly at: number
  readonly parts: readonly PendingPart[]
  /**
   * A print of the content that was sent (`printOf`), where somebody whose words stand in that is not to be posted any
   * more: the message is to be taken back if it is there, and `content` is what may be posted in its place.
   */
  readonly sent: string | null
}

/** The posts of one session: written before they are sent, so that none is sent twice and none forgotten. */
export interface Outbox {
  /**
   * About to be sent. Kept when this resolves; parts of lines that could not be kept are left out, and of a session
   * that is not in the store nothing is kept.
   */
  begin(post: OutgoingPost, at: number): Promise<number>
  posted(id: number, message: string): Promise<void>
  /** It will never be shown, and what it holds is not to be posted again. */
  refused(id: number): Promise<void>
  /** It was certainly not shown: what it holds is to be posted in another message. */
  withdrawn(id: number): Promise<void>
  /** Begun, and neither posted nor given up: nobody knows whether they are shown. Oldest first. */
  pending(): Promise<readonly PendingPost[]>
  /** The messages that were shown last, at most so many, oldest first: none of them is another post's. */
  shown(most: number): Promise<readonly string[]>
  /** Lines of which something is in no post that is pending, posted or refused, in order of their beginning. */
  unposted(): Promise<readonly UnpostedLine[]>
}

export type UnpostedLine = {
  readonly line: LineId
  /** What is in posts already: up to here, in units of the text as posted. */
  readonly doneTo: number
} & ({ readonly kind: 'turn'; readonly turn: FinalTurn } | { readonly kind: 'gap'; readonly gap: Gap })

/** What a speech service bills for, by UTC day. */
export interface Charge {
  readonly session: SessionId
  readonly guild: GuildId
  readonly engine: string
  /** `2026-11-22`. */
  readonly day: string
  readonly billedMs: number
  readonly spokenMs: number
  /** In the host's currency. */
  readonly cost: number
  /** Billed connections that are open now: after a crash nobody saw them close. */
  readonly open: number
}

export interface Spent {
  readonly billedMs: number
  readonly spokenMs: number
  readonly cost: number
}

export interface Spendings {
  /** Keeps the sum of a session's day so far, in place of the one kept before (by session, engine and day). */
  charge(charges: readonly Charge[]): Promise<void>
  /** The sum over the days from `from` to `to`, both included; of all guilds and sessions where none is named. */
  spent(query: {
    readonly from: string
    readonly to: string
    readonly guild?: GuildId
    readonly session?: SessionId
  }): Promise<Spent>
  /** All charges of a session, by engine and day: what a run that goes on with it must add to. */
  charges(session: SessionId): Promise<readonly Charge[]>
  /** Charges that still count open connections, which a process before this one left. */
  orphans(): Promise<readonly Charge[]>
}

/** Who wants to be heard in a guild, and who does not. */
export interface Consents {
  /** What each person decided last. */
  consents(guild: GuildId): Promise<readonly ConsentEntry[]>
  /** Kept when this resolves, beside those before it. */
  keepConsent(entry: ConsentEntry): Promise<void>
}

/** A message that holds somebody's words, alone or among others'. */
export interface WordsPost {
  readonly channel: ChannelId
  readonly message: string
  /** The webhook it went through; null: it is the bot's own. */
  readonly webhook: string | null
  /** Whether something of others stands in it too. */
  readonly shared: boolean
  /** Their words in it, as far as they go, in order of their beginning. */
  readonly parts: readonly WordsPart[]
  /** What other people say in it. */
  readonly others: readonly WordsPart[]
  /** What they were called in the session. */
  readonly names: readonly string[]
}

/** What stands in a message of a turn. */
export interface WordsPart extends Omit<PostPart, 'line'> {
  readonly turn: FinalTurn
}

export interface Hit {
  readonly session: SessionRecord
  readonly turn: Transcript['turns'][number]
  /** The text around what was found; the words found lie between U+0001 and U+0002. */
  readonly excerpt: string
}

/** What is read and deleted when a session is over. */
export interface Archive {
  session(id: SessionId): Promise<SessionRecord | null>
  /** Of a guild, newest first. */
  sessions(guild: GuildId, limit: number): Promise<readonly SessionRecord[]>
  transcript(id: SessionId): Promise<Transcript | null>
  /**
   * Turns of this guild's sessions in which all these words stand, best first; a word's beginning is enough. What was
   * said in `hidden` rooms is left out before anything is counted.
   */
  search(guild: GuildId, words: string, limit: number, hidden?: readonly RoomId[]): Promise<readonly Hit[]>
  /** Deletes this session, for good: rows, search index, posts' places. Its charges stay, without a guild's words. */
  deleteSession(id: SessionId): Promise<void>
  /** Sessions that ended before this. */
  endedBefore(at: number, guild?: GuildId): Promise<readonly SessionRecord[]>
  /** The messages of a session that stand in Discord, those with its files among them. */
  messages(id: SessionId): Promise<readonly { readonly channel: ChannelId; readonly message: string }[]>
  /**
   * Deletes the words that somebody wished to have forgotten, for good, once `cutOf` was asked of every message that
   * holds words of others too where they stand in it. A second time is fine.
   */
  forgetWords(wish: number, cutOf: (post: WordsPost) => string): Promise<void>
  /** The bot was removed from a guild, or (null) is in it again. */
  guildLeft(guild: GuildId, at: number | null): Promise<void>
  /** Guilds of which something is kept: a bot that was away finds out from them which it was removed from. */
  guilds(): Promise<readonly GuildId[]>
  /** Guilds that the bot was removed from before this. */
  guildsLeftBefore(at: number): Promise<readonly GuildId[]>
  /** Deletes all that is kept of a guild, charges too. */
  deleteGuild(guild: GuildId): Promise<void>
}

/** Guilds in whose room a session has ended: none is to begin by itself before people have left it. */
export interface AutoStarts {
  autoStartsDone(): Promise<readonly GuildId[]>
  keepAutoStartDone(guild: GuildId, done: boolean): Promise<void>
}

/** How a store fares, for those who watch over the bot. */
export interface StoreHealth {
  /** What it could not do since it was opened, by the cause. */
  readonly failures: ReadonlyMap<StoreTrouble, number>
  /** Why what is said now may not be kept; null: it is. What was damaged stays so until the next start. */
  readonly trouble: StoreTrouble | null
  /** Finds out whether a trouble is over, by writing something; nothing is done where there is none. Never rejects. */
  look(): Promise<void>
}

/** What the guilds have chosen, each for itself. */
export interface Settings {
  /** By the setting's name; what is not there is as the host has set it. */
  guildSettings(guild: GuildId): Promise<ReadonlyMap<string, string>>
  /** Keeps these in place of what there was, all or none; null: the guild's own choice is forgotten. */
  keepGuildSettings(guild: GuildId, changes: ReadonlyMap<string, string | null>): Promise<void>
}
