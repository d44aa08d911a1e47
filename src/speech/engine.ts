import type { PcmChunk } from '../audio/pcm.ts'
import type { EngineError } from '../base/errors.ts'
import type { SessionMs } from '../base/ids.ts'

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

export interface StreamOptions {
  /** For log lines; holds no name. */
  readonly label: string
  /** Receives every event; may be called from within any of the stream's methods. */
  readonly emit: (event: SpeechEvent) => void
  /** Words to expect, as the guild spells them. */
  readonly keyTerms: readonly string[]
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
  /** No more sound comes: emits the last finals, frees everything, then resolves (at the latest after `deadlineMs`). */
  finish(deadlineMs: number): Promise<void>
  /** Stops at once and drops what is in flight: no event follows but `ended`. */
  abort(): void
  /** What this stream has cost so far. */
  usage(): StreamUsage
}

export interface StreamUsage {
  /** Milliseconds that a service bills for (sockets open), 0 for a local engine. */
  readonly billedMs: number
  /** Connections opened so far. */
  readonly connections: number
}

export interface SpeechEngine {
  /** The name in settings: `assemblyai`, `sherpa`. */
  readonly name: string
  /** For the public notice: what it is and where sound goes, e.g. "AssemblyAI (sound is sent to its servers)". */
  readonly description: string
  /** Silence to feed after speech, in ms, until a turn ends by itself. */
  readonly tailMs: number
  /** How long after the tail to wait for the final before asking with `endTurn`, in ms. */
  readonly graceMs: number
  /**
   * Proves that the engine can work (one probe session, one model load). Rejects with an EngineError whose
   * message can be shown to an admin. A refusal that only a person can mend is remembered: later calls and
   * streams fail at once, without another attempt.
   */
  check(): Promise<void>
  open(options: StreamOptions): SpeechStream
  /** Frees what the engine itself holds (child processes); streams are to be finished before. */
  close(): Promise<void>
}
