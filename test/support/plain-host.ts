import type { HostSettings } from '../../src/session/settings/host-settings.ts'

/** A host that has set nothing. */
export const PLAIN_HOST: HostSettings = {
  engines: ['assemblyai'],
  model: 'universal-streaming-english',
  models: ['universal-streaming-english', 'universal-streaming-multilingual'],
  languages: [],
  preset: 'balanced',
  keyTerms: [],
  filterProfanity: false,
  posting: 'personas',
  thread: false,
  liveCaptions: false,
  capDay: null,
  capMonth: null,
  currency: 'USD',
  retentionDays: null,
}
