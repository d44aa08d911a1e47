import type { TurnPreset } from '../../config/turn-presets.ts'

/** What the host has set for all guilds: where a guild has chosen nothing, and the bounds of what it may choose. */
export interface HostSettings {
  /** The engines that there are, in the host's order of preference. */
  readonly engines: readonly string[]
  readonly model: string
  /** Those that a guild may choose; the host's own is one of them. */
  readonly models: readonly string[]
  readonly languages: readonly string[]
  readonly preset: TurnPreset
  readonly keyTerms: readonly string[]
  readonly filterProfanity: boolean
  readonly posting: 'personas' | 'plain'
  readonly thread: boolean
  readonly liveCaptions: boolean
  /** In `currency`; null: no cap. */
  readonly capDay: number | null
  readonly capMonth: number | null
  readonly currency: string
  /** Null: transcripts are kept. */
  readonly retentionDays: number | null
}
