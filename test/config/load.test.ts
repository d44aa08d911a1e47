import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { ConfigError } from '../../src/base/errors.ts'
import { envExample } from '../../src/config/env-example.ts'
import { type Config, type Environment, loadConfig } from '../../src/config/load.ts'

const load = (environment: Environment): Config => loadConfig(environment, ['assemblyai', 'sherpa'])

const least = { DISCORD_TOKEN: 'a-token' }

function problems(environment: Environment): readonly string[] {
  try {
    load(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('loading the configuration', () => {
  test('needs nothing but a token', () => {
    expect(load(least)).toEqual({
      discordToken: 'a-token',
      discordGuildId: null,
      discordApiUrl: 'https://discord.com/api',
      speechEngines: [],
      assemblyaiApiKey: null,
      assemblyaiStreamingUrl: 'wss://streaming.assemblyai.com',
      assemblyaiApiUrl: 'https://api.assemblyai.com',
      speechModel: 'universal-streaming-english',
      guildModels: ['universal-streaming-english', 'universal-streaming-multilingual'],
      languageCodes: [],
      formatTurns: true,
      filterProfanity: false,
      turnPreset: 'balanced',
      endOfTurnConfidence: null,
      minTurnSilenceMs: null,
      maxTurnSilenceMs: null,
      turnMode: null,
      vadThreshold: null,
      keyTerms: [],
      keyTermNames: 'auto',
      holdSeconds: 5,
      keepSeconds: 60,
      sessionsPerMinute: null,
      sessionsMost: 200,
      pricePerHour: 0.15,
      currency: 'USD',
      capGuildDay: null,
      capGuildMonth: null,
      capTotalDay: null,
      capTotalMonth: null,
      fallbackSeconds: 15,
      fallbackToCloud: false,
      speechModelDir: null,
      speechLocalModel: null,
      speechModelUrl: 'https://github.com/k2-fsa/sherpa-onnx/releases/download',
      speechVadModel: null,
      speechLocalProcesses: null,
      longTurnSeconds: 20,
      filePricePerHour: 0.21,
      maxFileMegabytes: 100,
      maxFileMinutes: 120,
      autoTranscribeVoiceMessages: false,
      dataDir: './data',
      retentionDays: null,
      retentionPosts: false,
      resumeMinutes: 10,
      postingMode: 'personas',
      threadPerSession: false,
      liveCaptions: false,
      drainSeconds: 10,
      statusPanel: true,
      httpPort: null,
      httpHost: '127.0.0.1',
      logLevel: 'info',
    })
  })

  test('is frozen', () => {
    expect(Object.isFrozen(load(least))).toBe(true)
  })

  test('names every problem at once and quotes no value', () => {
    const found = problems({
      DISCORD_GUILD_ID: 'secret-guild',
      DISCORD_API_URL: 'ftp://user:secret@host/api',
      END_OF_TURN_CONFIDENCE_THRESHOLD: '1.5',
      MAX_TURN_SILENCE: 'secret',
      FORMAT_TURNS: 'yes',
      SPEECH_ENGINE: 'assemblyai,google',
      LOG_LEVEL: 'loud',
    })
    expect(found.map((problem) => problem.split(' ')[0])).toEqual([
      'DISCORD_TOKEN',
      'DISCORD_GUILD_ID',
      'DISCORD_API_URL',
      'FORMAT_TURNS',
      'END_OF_TURN_CONFIDENCE_THRESHOLD',
      'MAX_TURN_SILENCE',
      'LOG_LEVEL',
      'SPEECH_ENGINE',
      'ASSEMBLYAI_API_KEY',
    ])
    expect(found.join()).not.toContain('secret')
  })

  test.each<[string, Environment, string]>([
    ['a key term of 51 characters', { KEY_TERMS: 'x'.repeat(51) }, 'KEY_TERMS'],
    ['101 key terms', { KEY_TERMS: Array(101).fill('x').join() }, 'KEY_TERMS'],
    [
      'a streaming address with a path',
      { ASSEMBLYAI_STREAMING_URL: 'wss://host/v3/ws' },
      'ASSEMBLYAI_STREAMING_URL',
    ],
    ['less than the shortest silence', { MIN_TURN_SILENCE: '49' }, 'MIN_TURN_SILENCE'],
    ['half a millisecond', { MIN_TURN_SILENCE: '400.5' }, 'MIN_TURN_SILENCE'],
    ['a minimum above the maximum', { MIN_TURN_SILENCE: '2000' }, 'MIN_TURN_SILENCE'],
    ["a maximum below the preset's minimum", { MAX_TURN_SILENCE: '300' }, 'MIN_TURN_SILENCE'],
    [
      "a minimum above another preset's maximum",
      { TURN_PRESET: 'quick', MIN_TURN_SILENCE: '500' },
      'MIN_TURN_SILENCE',
    ],
    ['a preset that there is not', { TURN_PRESET: 'slow' }, 'TURN_PRESET'],
    ['a mode that there is not', { TURN_MODE: 'fast' }, 'TURN_MODE'],
    ['eleven languages', { LANGUAGE_CODES: Array(11).fill('en').join() }, 'LANGUAGE_CODES'],
    ['a language by its full name', { LANGUAGE_CODES: 'german' }, 'LANGUAGE_CODES'],
    ['an address for files with a path', { ASSEMBLYAI_API_URL: 'https://host/v2' }, 'ASSEMBLYAI_API_URL'],
    ['an address for files over ws', { ASSEMBLYAI_API_URL: 'wss://host' }, 'ASSEMBLYAI_API_URL'],
    ['names as key terms sometimes', { KEY_TERM_NAMES: 'sometimes' }, 'KEY_TERM_NAMES'],
    ['a hold of less than nothing', { SPEECH_HOLD_SECONDS: '-1' }, 'SPEECH_HOLD_SECONDS'],
    ['less than five seconds kept', { SPEECH_KEEP_SECONDS: '4' }, 'SPEECH_KEEP_SECONDS'],
    ['no session in a minute', { SPEECH_SESSIONS_PER_MINUTE: '0' }, 'SPEECH_SESSIONS_PER_MINUTE'],
    ['half a session', { SPEECH_SESSIONS_MOST: '1.5' }, 'SPEECH_SESSIONS_MOST'],
    ['a price below nothing', { SPEECH_PRICE_PER_HOUR: '-0.15' }, 'SPEECH_PRICE_PER_HOUR'],
    ['a cap in words', { SPEND_CAP_GUILD_DAY: 'ten' }, 'SPEND_CAP_GUILD_DAY'],
    ['a cap with its currency', { SPEND_CAP_TOTAL_MONTH: '10 USD' }, 'SPEND_CAP_TOTAL_MONTH'],
    ['no time before the fall-back', { FALLBACK_SECONDS: '0' }, 'FALLBACK_SECONDS'],
    ['a leave for the cloud that is none', { FALLBACK_TO_CLOUD: 'maybe' }, 'FALLBACK_TO_CLOUD'],
    ['a retention of no days', { RETENTION_DAYS: '0' }, 'RETENTION_DAYS'],
    ['a resumption after more than a day', { RESUME_MINUTES: '1441' }, 'RESUME_MINUTES'],
    ['another way to post', { POSTING_MODE: 'webhook' }, 'POSTING_MODE'],
    ['assemblyai without a key', { SPEECH_ENGINE: 'assemblyai' }, 'ASSEMBLYAI_API_KEY'],
    ['an engine named twice', { SPEECH_ENGINE: 'sherpa,sherpa' }, 'SPEECH_ENGINE'],
  ])('refuses %s', (_, environment, name) => {
    expect(problems({ ...least, ...environment })).toEqual([expect.stringMatching(new RegExp(`^${name} `))])
  })

  test('takes the old name of the shortest silence', () => {
    const config = load({ ...least, MIN_END_OF_TURN_SILENCE_WHEN_CONFIDENT: '160' })
    expect(config.minTurnSilenceMs).toBe(160)
  })

  test('refuses both names of one setting with different values, and takes equal ones', () => {
    const both = (old: string) => ({
      ...least,
      MIN_TURN_SILENCE: '400',
      MIN_END_OF_TURN_SILENCE_WHEN_CONFIDENT: old,
    })
    expect(problems(both('160'))).toEqual([expect.stringContaining('MIN_END_OF_TURN_SILENCE_WHEN_CONFIDENT')])
    expect(problems(both('400'))).toEqual([])
  })

  test('takes what is set beside a preset that agrees with it', () => {
    const environment = { ...least, TURN_PRESET: 'notes', MIN_TURN_SILENCE: '2000', TURN_MODE: 'balanced' }
    expect(load(environment)).toMatchObject({
      turnPreset: 'notes',
      minTurnSilenceMs: 2000,
      maxTurnSilenceMs: null,
      turnMode: 'balanced',
    })
  })

  test('takes caps, prices and lists as they are meant', () => {
    const config = load({
      ...least,
      SPEND_CAP_GUILD_DAY: '0.5',
      SPEND_CAP_TOTAL_MONTH: '0',
      SPEECH_PRICE_PER_HOUR: '0.45',
      CURRENCY: 'EUR',
      LANGUAGE_CODES: 'en, de',
      SPEECH_SESSIONS_PER_MINUTE: '5',
      ASSEMBLYAI_API_URL: 'https://api.eu.assemblyai.com/',
    })
    expect(config).toMatchObject({
      capGuildDay: 0.5,
      capGuildMonth: null,
      capTotalMonth: 0,
      pricePerHour: 0.45,
      currency: 'EUR',
      languageCodes: ['en', 'de'],
      sessionsPerMinute: 5,
      assemblyaiApiUrl: 'https://api.eu.assemblyai.com',
    })
  })

  test('takes a zero as a value', () => {
    const config = load({ ...least, END_OF_TURN_CONFIDENCE_THRESHOLD: '0', VAD_THRESHOLD: '0' })
    expect(config).toMatchObject({ endOfTurnConfidence: 0, vadThreshold: 0 })
  })
})

test('.env.example shows every setting as it is', () => {
  expect(readFileSync('.env.example', 'utf8')).toBe(envExample())
})
