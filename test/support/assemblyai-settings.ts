import type { AssemblyAiSettings } from '../../src/speech/assemblyai/settings.ts'

/** The defaults, and a key. */
export const assemblyAiSettings: AssemblyAiSettings = {
  apiKey: 'the-key-of-the-tests',
  streamingUrl: 'wss://streaming.assemblyai.com',
  model: 'universal-streaming-english',
  languageCodes: [],
  formatTurns: true,
  filterProfanity: false,
  turnPreset: 'balanced',
  endOfTurnConfidence: null,
  minTurnSilenceMs: null,
  maxTurnSilenceMs: null,
  turnMode: null,
  vadThreshold: null,
  holdMs: 5_000,
  keepMs: 60_000,
  sessionsPerMinute: null,
  sessionsMost: 200,
  pricePerHour: 0.15,
  inactivityTimeoutSeconds: 120,
}
