import type { AssemblyAiSettings } from '../../src/speech/assemblyai/settings.ts'

export const assemblyAiSettings: AssemblyAiSettings = {
  apiKey: 'the-key-of-the-tests',
  streamingUrl: 'wss://streaming.assemblyai.com',
  model: 'universal-streaming-english',
  formatTurns: true,
  endOfTurnConfidenceThreshold: 0.4,
  minTurnSilenceMs: 400,
  maxTurnSilenceMs: 1280,
  vadThreshold: null,
  inactivityTimeoutSeconds: 120,
}
