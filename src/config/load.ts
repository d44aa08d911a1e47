import { ConfigError } from '../base/errors.ts'
import type { Parsed, Setting } from './setting.ts'
import { settings } from './settings.ts'
import { PRESET_FIGURES } from './turn-presets.ts'

type Settings = typeof settings
type ValueOf<S> = S extends Setting<infer Value> ? Value : never

/** All settings, parsed and checked; frozen. */
export type Config = { readonly [Key in keyof Settings]: ValueOf<Settings[Key]> }

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Turns an environment into a Config, or throws one ConfigError that names every problem. Values are never
 * quoted. `engines` are the names that SPEECH_ENGINE may hold.
 */
export function loadConfig(environment: Environment, engines: readonly string[]): Config {
  const problems: string[] = []
  const read = <Value>(setting: Setting<Value>): Value => {
    const found = readSetting(setting, environment)
    if ('value' in found) return found.value
    problems.push(`${setting.name} ${found.problem}`)
    // Never seen by anyone: a problem was recorded, so loading fails below.
    return undefined as never
  }
  const config: Config = {
    discordToken: read(settings.discordToken),
    discordGuildId: read(settings.discordGuildId),
    discordApiUrl: read(settings.discordApiUrl),
    speechEngines: read(settings.speechEngines),
    assemblyaiApiKey: read(settings.assemblyaiApiKey),
    assemblyaiStreamingUrl: read(settings.assemblyaiStreamingUrl),
    assemblyaiApiUrl: read(settings.assemblyaiApiUrl),
    speechModel: read(settings.speechModel),
    guildModels: read(settings.guildModels),
    languageCodes: read(settings.languageCodes),
    formatTurns: read(settings.formatTurns),
    filterProfanity: read(settings.filterProfanity),
    turnPreset: read(settings.turnPreset),
    endOfTurnConfidence: read(settings.endOfTurnConfidence),
    minTurnSilenceMs: read(settings.minTurnSilenceMs),
    maxTurnSilenceMs: read(settings.maxTurnSilenceMs),
    turnMode: read(settings.turnMode),
    vadThreshold: read(settings.vadThreshold),
    keyTerms: read(settings.keyTerms),
    keyTermNames: read(settings.keyTermNames),
    speechModelDir: read(settings.speechModelDir),
    speechLocalModel: read(settings.speechLocalModel),
    speechVadModel: read(settings.speechVadModel),
    speechLocalProcesses: read(settings.speechLocalProcesses),
    speechModelUrl: read(settings.speechModelUrl),
    holdSeconds: read(settings.holdSeconds),
    keepSeconds: read(settings.keepSeconds),
    sessionsPerMinute: read(settings.sessionsPerMinute),
    sessionsMost: read(settings.sessionsMost),
    pricePerHour: read(settings.pricePerHour),
    currency: read(settings.currency),
    capGuildDay: read(settings.capGuildDay),
    capGuildMonth: read(settings.capGuildMonth),
    capTotalDay: read(settings.capTotalDay),
    capTotalMonth: read(settings.capTotalMonth),
    fallbackSeconds: read(settings.fallbackSeconds),
    fallbackToCloud: read(settings.fallbackToCloud),
    longTurnSeconds: read(settings.longTurnSeconds),
    filePricePerHour: read(settings.filePricePerHour),
    maxFileMegabytes: read(settings.maxFileMegabytes),
    maxFileMinutes: read(settings.maxFileMinutes),
    autoTranscribeVoiceMessages: read(settings.autoTranscribeVoiceMessages),
    dataDir: read(settings.dataDir),
    retentionDays: read(settings.retentionDays),
    retentionPosts: read(settings.retentionPosts),
    resumeMinutes: read(settings.resumeMinutes),
    postingMode: read(settings.postingMode),
    threadPerSession: read(settings.threadPerSession),
    liveCaptions: read(settings.liveCaptions),
    drainSeconds: read(settings.drainSeconds),
    statusPanel: read(settings.statusPanel),
    httpPort: read(settings.httpPort),
    httpHost: read(settings.httpHost),
    logLevel: read(settings.logLevel),
  }
  const { turnPreset, minTurnSilenceMs, maxTurnSilenceMs } = config
  const figures = turnPreset === undefined ? null : PRESET_FIGURES[turnPreset]
  const [shortest, longest] = [
    minTurnSilenceMs ?? figures?.minTurnSilenceMs ?? 0,
    maxTurnSilenceMs ?? figures?.maxTurnSilenceMs ?? 0,
  ]
  if (shortest > longest) {
    problems.push(
      `${settings.minTurnSilenceMs.name} (${shortest}) must not be greater than ${settings.maxTurnSilenceMs.name} (${longest})`,
    )
  }
  const wanted = config.speechEngines ?? []
  if (wanted.some((name) => !engines.includes(name)) || new Set(wanted).size < wanted.length) {
    problems.push(
      `${settings.speechEngines.name} must be a list out of ${engines.join(', ')}, each at most once`,
    )
  }
  if (wanted.includes('assemblyai') && config.assemblyaiApiKey === null) {
    problems.push(
      `${settings.assemblyaiApiKey.name} is missing, but ${settings.speechEngines.name} asks for assemblyai`,
    )
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(config)
}

function readSetting<Value>(setting: Setting<Value>, environment: Environment): Parsed<Value> {
  const given = [setting.name, ...setting.aliases].flatMap((name) => {
    const value = environment[name]?.trim()
    return value === undefined || value === '' ? [] : [{ name, value }]
  })
  const [first, ...others] = given
  const other = others.find((candidate) => candidate.value !== first?.value)
  if (first && other) return { problem: `and ${other.name} are the same setting but have different values` }
  return setting.parse(first?.value ?? setting.fallback ?? '')
}
