import { PRESET_FIGURES, type TurnFigures, type TurnPreset } from '../../config/turn-presets.ts'
import type { Tuning } from '../engine.ts'

/** The Pro family's own word for a preset; it sets what the figures leave open. */
export type TurnMode = 'min_latency' | 'balanced' | 'max_accuracy'

/** What an admin can set about AssemblyAI's Universal-Streaming v3. Plain data, checked by the configuration. */
export interface AssemblyAiSettings {
  /** Sent as the `Authorization` header, without "Bearer". */
  readonly apiKey: string
  /** `wss://` or `ws://` and a host, without a path. */
  readonly streamingUrl: string
  /** `speech_model`, passed through: the service's list of names changes from month to month. */
  readonly model: string
  /** Languages to expect, the most likely first; only sent to the Pro family. Empty: the model finds out. */
  readonly languageCodes: readonly string[]
  /** Ask for punctuation and capitals. */
  readonly formatTurns: boolean
  readonly filterProfanity: boolean
  /** When a turn ends, where a guild has no preset of its own; each figure that is set wins over any preset. */
  readonly turnPreset: TurnPreset
  /** 0 to 1: how sure the model must be that a turn is over. 0 ends it at the shortest silence, 1 never by itself. */
  readonly endOfTurnConfidence: number | null
  /** Silence that ends a turn the model thinks complete, in ms. */
  readonly minTurnSilenceMs: number | null
  /** Silence that always ends a turn, in ms. */
  readonly maxTurnSilenceMs: number | null
  /** For the Pro family only. */
  readonly turnMode: TurnMode | null
  /** 0 to 1: how sure the service must be that it hears speech; null for the service's own default. */
  readonly vadThreshold: number | null
  /** A session in which nobody has spoken for so long is closed. */
  readonly holdMs: number
  /** How much speech of each speaker is kept until a final covers it. */
  readonly keepMs: number
  /** New sessions a minute; null: as the service lets us. */
  readonly sessionsPerMinute: number | null
  /** Sessions open at once. */
  readonly sessionsMost: number
  /** For an hour of an open session. */
  readonly pricePerHour: number
  /** The service closes a session that was sent nothing for so long (5 to 3600 s): a guard against leaked sessions. */
  readonly inactivityTimeoutSeconds: number
}

/** The host's settings with what a guild has of its own. */
export function settingsWith(settings: AssemblyAiSettings, tuning: Tuning): AssemblyAiSettings {
  return {
    ...settings,
    model: tuning.model ?? settings.model,
    languageCodes: tuning.languageCodes ?? settings.languageCodes,
    filterProfanity: tuning.filterProfanity ?? settings.filterProfanity,
  }
}

/** When a turn ends, as one session is told; `mode` is null where it is not to be sent. */
export interface Figures extends TurnFigures {
  readonly mode: TurnMode | null
}

const MODES: Readonly<Record<TurnPreset, TurnMode>> = {
  quick: 'min_latency',
  balanced: 'balanced',
  notes: 'max_accuracy',
}

/**
 * What a session with this preset is told; null is the host's own. What the host has set by itself wins over any
 * preset, and where the preset's other silence would contradict it, that gives way.
 */
export function figuresOf(settings: AssemblyAiSettings, preset: TurnPreset | null): Figures {
  const named = preset ?? settings.turnPreset
  const figures = PRESET_FIGURES[named]
  const maxTurnSilenceMs =
    settings.maxTurnSilenceMs ?? Math.max(figures.maxTurnSilenceMs, settings.minTurnSilenceMs ?? 0)
  return {
    endOfTurnConfidence: settings.endOfTurnConfidence ?? figures.endOfTurnConfidence,
    minTurnSilenceMs: settings.minTurnSilenceMs ?? Math.min(figures.minTurnSilenceMs, maxTurnSilenceMs),
    maxTurnSilenceMs,
    mode: isPro(settings.model) ? (settings.turnMode ?? MODES[named]) : null,
  }
}

/**
 * Whether this is one of the Pro family (`u3-rt-pro`, `universal-3-6-pro` and what may follow them): they know
 * `mode` and `language_codes`, and key terms are in their price.
 */
export function isPro(model: string): boolean {
  return /^(u|universal-)\d/.test(model)
}

/** Whether the service charges extra for key terms: it does on the older models; of a name unknown we expect it. */
export function keyTermsCostExtra(model: string): boolean {
  return !isPro(model)
}

/** The older models tell a turn's end twice when asked for formatting; the Pro family formats by itself, once. */
export function formatsInASecondCopy(settings: Pick<AssemblyAiSettings, 'formatTurns' | 'model'>): boolean {
  return settings.formatTurns && /^(universal-streaming|whisper)/.test(settings.model)
}
