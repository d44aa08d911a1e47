import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Config } from '../config/load.ts'
import { createAssemblyAiEngine } from './assemblyai/engine.ts'
import type { AssemblyAiSettings } from './assemblyai/settings.ts'
import type { SpeechEngine } from './engine.ts'
import { createSherpaEngine, type SherpaSettings } from './sherpa/engine.ts'
import type { ModelPlace } from './sherpa/model.ts'

/** A session that was sent nothing for so long is closed by the service, and billed no further. */
export const INACTIVITY_SECONDS = 120

interface Parts {
  readonly clock: Clock
  readonly log: Log
}

type Maker = (config: Config, parts: Parts) => SpeechEngine

/** Each engine by the name that SPEECH_ENGINE gives it: a new one is a folder beside this file and a line here. */
const makers = new Map<string, Maker>([
  ['assemblyai', (config, parts) => createAssemblyAiEngine(assemblyAiSettings(config), parts)],
  ['sherpa', (config, parts) => createSherpaEngine(sherpaSettings(config), parts)],
])

export const ENGINE_NAMES: readonly string[] = [...makers.keys()]

/** The engines to try, in order: those asked for, else assemblyai with a key and sherpa without. */
export function preferredEngines(config: Config): readonly string[] {
  if (config.speechEngines.length > 0) return config.speechEngines
  return config.assemblyaiApiKey === null ? ['sherpa'] : ['assemblyai']
}

export function makeEngines(config: Config, parts: Parts): SpeechEngine[] {
  return preferredEngines(config).flatMap((name) => makers.get(name)?.(config, parts) ?? [])
}

/** Where the local engine looks for its model: where the host says, else where models are fetched to. */
export function localModelPlace(config: Config): ModelPlace | null {
  const name = config.speechLocalModel
  if (config.speechModelDir !== null) return { folder: config.speechModelDir, name }
  if (config.dataDir === ':memory:') return null
  return { folder: join(config.dataDir, 'models'), name, byDefault: true }
}

/** The part of the configuration that is about the engine on this machine. */
export const sherpaSettings = (config: Config): Required<SherpaSettings> => ({
  modelDir: localModelPlace(config),
  processes: config.speechLocalProcesses,
  vad: config.speechVadModel,
})

/** The part of the configuration that is about AssemblyAI, in the units of the house. */
export const assemblyAiSettings = (config: Config): AssemblyAiSettings => ({
  apiKey: config.assemblyaiApiKey ?? '',
  streamingUrl: config.assemblyaiStreamingUrl,
  model: config.speechModel,
  languageCodes: config.languageCodes,
  formatTurns: config.formatTurns,
  filterProfanity: config.filterProfanity,
  turnPreset: config.turnPreset,
  endOfTurnConfidence: config.endOfTurnConfidence,
  minTurnSilenceMs: config.minTurnSilenceMs,
  maxTurnSilenceMs: config.maxTurnSilenceMs,
  turnMode: config.turnMode,
  vadThreshold: config.vadThreshold,
  holdMs: config.holdSeconds * 1000,
  keepMs: config.keepSeconds * 1000,
  sessionsPerMinute: config.sessionsPerMinute,
  sessionsMost: config.sessionsMost,
  pricePerHour: config.pricePerHour,
  inactivityTimeoutSeconds: INACTIVITY_SECONDS,
})
