/** When a turn ends, as one word: `quick` shows lines sooner and shorter, `notes` later and longer. */
export const TURN_PRESETS = ['quick', 'balanced', 'notes'] as const
export type TurnPreset = (typeof TURN_PRESETS)[number]

export interface TurnFigures {
  /** 0 to 1: how sure the model must be that a turn is over. */
  readonly endOfTurnConfidence: number
  /** Silence that ends a turn the model thinks complete, in ms. */
  readonly minTurnSilenceMs: number
  /** Silence that always ends a turn, in ms. */
  readonly maxTurnSilenceMs: number
}

/** AssemblyAI's documentation calls them aggressive, balanced and conservative. */
export const PRESET_FIGURES: Readonly<Record<TurnPreset, TurnFigures>> = {
  quick: { endOfTurnConfidence: 0.4, minTurnSilenceMs: 160, maxTurnSilenceMs: 400 },
  balanced: { endOfTurnConfidence: 0.4, minTurnSilenceMs: 400, maxTurnSilenceMs: 1280 },
  notes: { endOfTurnConfidence: 0.7, minTurnSilenceMs: 800, maxTurnSilenceMs: 3600 },
}
