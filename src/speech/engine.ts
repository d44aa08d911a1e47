import type { PcmChunk } from '../audio/pcm.ts'
import type { EngineError } from '../base/errors.ts'
import type { SessionId, SessionMs } from '../base/ids.ts'
import type { TurnPreset } from '../config/turn-presets.ts'
import type { Saying } from '../wording/words.ts'

/**
 * The contract between a listening session and a speech engine. A new engine is one folder beside this file and
 * one line in `engines.ts`; `test/speech/engine-contract.ts` is what it must pass.
 */

export interface SpokenWord {
  readonly text: string
  readonly startMs: SessionMs
  readonly endMs: SessionMs
  /** 0 to 1, where the engine says it. */
  readonly confidence: number | null
}

/** One stretch of speech of this stream's speaker, as far as it is known. */
export interface SpokenTurn {
  /** Names the turn within its stream; never used twice for two turns, also across reconnects. */
  readonly key: number
  readonly text: string
  readonly words: readonly SpokenWord[]
  readonly startMs: SessionMs
  readonly endMs: SessionMs
  /** A final only: recognition was lost in its middle, and these are the words that were told before. */
  readonly cut?: true
}

export type GapCause = 'engine-unavailable' | 'engine-overloaded' | 'buffer-overflow'

/** What a stream says. Within a stream the finals come in order of speech. */
export type SpeechEvent =
  /** The turn as understood so far; each replaces the one before with the same key. */
  | { readonly kind: 'open'; readonly turn: SpokenTurn }
  /** The turn is over and its text will not change. At most once per key; never empty. */
  | { readonly kind: 'final'; readonly turn: SpokenTurn }
  /** An open turn came to nothing (no words, or to be told again under another key). */
  | { readonly kind: 'withdrawn'; readonly key: number }
  /** Sound of this stretch of session time was lost to recognition, for good. */
  | { readonly kind: 'gap'; readonly fromMs: SessionMs; readonly toMs: SessionMs; readonly cause: GapCause }
  /** The engine is behind, reconnecting or well again: for showing, not for deciding. */
  | { readonly kind: 'health'; readonly state: StreamHealth }
  /** The last event of a stream. With an error if it ended before it was asked to. */
  | { readonly kind: 'ended'; readonly error: EngineError | null }

export type StreamHealth = 'connecting' | 'live' | 'waiting'

/**
 * What may differ between guilds. Key terms and preset may change while a stream runs; the rest is taken when a
 * stream is opened, and stays.
 */
export interface Tuning {
  /** Words to expect, as the guild spells them, the most important first. */
  readonly keyTerms: readonly string[]
  /** Null: as the host has set the engine. */
  readonly preset: TurnPreset | null
  /** Which of the engine's models; left out, as are the two below: as the host has set the engine. */
  readonly model?: string
  /** To expect, the most likely first; empty: the model finds out. */
  readonly languageCodes?: readonly string[]
  readonly filterProfanity?: boolean
}

/** Nothing of a guild's own. */
export const PLAIN_TUNING: Tuning = { keyTerms: [], preset: null }

export interface StreamOptions {
  /** For log lines; holds no name. */
  readonly label: string
  /** For log lines: the session that it is part of, if it is. */
  readonly session?: SessionId | undefined
  /** Receives every event; may be called from within any of the stream's methods. */
  readonly emit: (event: SpeechEvent) => void
  readonly tuning: Tuning
}

/** One speaker's recognition. Methods never throw and never block; trouble arrives as events. */
export interface SpeechStream {
  /**
   * Takes the next 50 ms. Chunks come in order of session time; where one does not begin at the end of the one
   * before, nothing was sent for the time between (a pause longer than the tail, not a loss).
   */
  send(chunk: PcmChunk): void
  /** Ends the open turn now, if there is one: its final follows. */
  endTurn(): void
  /**
   * Nobody has spoken for a while: tells what is still to be told and lets go of what is billed. The stream stays
   * open; the next sound wakes it, and none of that is lost. Nothing to do for an engine not billed by the socket.
   */
  rest(): void
  /** Takes over another tuning, now where the engine can, else when it connects next. */
  tune(tuning: Tuning): void
  /** No more sound comes: emits the last finals, frees everything, then resolves (at the latest after `deadlineMs`). */
  finish(deadlineMs: number): Promise<void>
  /** Stops at once and drops what is in flight: no event follows but `ended`. */
  abort(): void
  /**
   * Stops at once, as `abort` does, and gives back the sound that no final covers, oldest first and bounded, so that
   * another engine can be told it. What gave way before is told as a gap first.
   */
  surrender(): readonly PcmChunk[]
  /** What this stream has cost so far. */
  usage(): StreamUsage
}

export interface StreamUsage {
  /**
   * Milliseconds that a service bills for, as far as is known: its own figure for what is over, our clock for what
   * runs (it may shrink by a second when the figure comes). 0 for a local engine.
   */
  readonly billedMs: number
  /** Connections opened so far. */
  readonly connections: number
  /** Whether something that is billed by its time is open now. */
  readonly billing: boolean
}

/** How an engine is paid for. */
export interface Billing {
  /** `socket`: for as long as a stream's connection is open; `audio`: for the sound sent; `nothing`: it is ours. */
  readonly by: 'socket' | 'audio' | 'nothing'
  /** For an hour of that, in the currency that the host thinks in. */
  readonly pricePerHour: number
}

/** What became of an engine's connections to its service since the engine was made. All but the present only grows. */
export interface EngineTraffic {
  /** Connections asked for, checks among them. */
  readonly asked: number
  /** Of those, the ones in which a session began. */
  readonly begun: number
  /** Connections that are open now. */
  readonly open: number
  /** Streams that wait now for leave to ask for one. */
  readonly waiting: number
  /** The service has refused us, and only a person can mend it. */
  readonly refused: boolean
  /** Connections that ended unasked, by reason: a few words such as `closed-3007`, `http-429`, `network`, `no-pong`. */
  readonly losses: ReadonlyMap<string, number>
}

export interface SpeechEngine {
  /** The name in settings: `assemblyai`, `sherpa`. */
  readonly name: string
  /** For the public notice: what it is and where sound goes, e.g. "AssemblyAI (sound is sent to its servers)". */
  readonly description: Saying
  /** The model that it was found to have, by its name in the engine's catalogue; left out where there is no choice. */
  readonly model?: string | null
  /** `here`: sound stays on this machine; `cloud`: it is sent away. */
  readonly place: 'here' | 'cloud'
  readonly billing: Billing
  /** After so long without sound a stream is to rest, in ms: longer when few sessions may be opened. Null: never. */
  readonly restAfterMs: number | null
  /** Whether words to expect have a price, in money or in other words misheard: then nobody's name is one unless the host wants it. */
  readonly keyTermsCostExtra: boolean
  /** The same for a guild's own model; left out: one is as another. */
  readonly keyTermsCostExtraWith?: (model: string) => boolean
  /** What readers of the status should know of the engine as a whole, as a sentence without names; null: all is well. */
  readonly trouble: Saying | null
  /** What `check` was billed for since the engine was made, in ms: no stream's `usage` holds it. */
  readonly checkedMs: number
  /** What became of its connections, as of now; left out: it makes none. */
  readonly traffic?: EngineTraffic
  /** Silence to feed after speech, in ms, until a turn ends by itself; null is the host's own preset. */
  tailMs(preset: TurnPreset | null): number
  /** How long after the tail to wait for the final before asking with `endTurn`, in ms. */
  readonly graceMs: number
  /**
   * Proves that the engine can work (one probe session, one model load). Rejects with an EngineError that
   * says what an admin should know. A refusal that only a person can mend is remembered: later calls and
   * streams fail at once, without another attempt. Where trying costs nothing, it is tried again now and then.
   */
  check(): Promise<void>
  open(options: StreamOptions): SpeechStream
  /** Frees what the engine itself holds (child processes); streams are to be finished before. */
  close(): Promise<void>
}
