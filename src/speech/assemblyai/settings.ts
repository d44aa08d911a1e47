/** What an admin can set about AssemblyAI's Universal-Streaming v3. Plain data, checked by the configuration. */
export interface AssemblyAiSettings {
  /** Sent as the `Authorization` header, without "Bearer". */
  readonly apiKey: string
  /** `wss://` or `ws://` and a host, without a path. */
  readonly streamingUrl: string
  /** `speech_model`, passed through: the service's list of names changes from month to month. */
  readonly model: string
  /** Ask for punctuation and capitals. */
  readonly formatTurns: boolean
  /** 0 to 1: how sure the model must be that a turn is over. 0 ends it at the shortest silence, 1 never by itself. */
  readonly endOfTurnConfidenceThreshold: number | null
  /** Silence that ends a turn the model thinks complete, in ms. */
  readonly minTurnSilenceMs: number
  /** Silence that always ends a turn, in ms. */
  readonly maxTurnSilenceMs: number
  /** 0 to 1: how sure the service must be that it hears speech; null for the service's own default. */
  readonly vadThreshold: number | null
  /** The service closes a session that was sent nothing for so long (5 to 3600 s): a guard against leaked sessions. */
  readonly inactivityTimeoutSeconds: number
}

/** The older models tell a turn's end twice when asked for formatting; the Pro family formats by itself, once. */
export function formatsInASecondCopy(settings: AssemblyAiSettings): boolean {
  return settings.formatTurns && /^(universal-streaming|whisper)/.test(settings.model)
}
