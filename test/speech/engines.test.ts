import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { type Environment, loadConfig } from '../../src/config/load.ts'
import { Retuning } from '../../src/session/tuning.ts'
import {
  assemblyAiSettings,
  ENGINE_NAMES,
  localModelPlace,
  makeEngines,
  preferredEngines,
  sherpaSettings,
} from '../../src/speech/engines.ts'
import { createSherpaEngine } from '../../src/speech/sherpa/engine.ts'
import { assemblyAiSettings as settingsWithKey } from '../support/assemblyai-settings.ts'
import { ManualClock } from '../support/manual-clock.ts'

const load = (environment: Environment) =>
  loadConfig({ DISCORD_TOKEN: 'a-token', ...environment }, ENGINE_NAMES)

describe('the engines to use', () => {
  test.each<[string, Environment, readonly string[]]>([
    ['sherpa without a key', {}, ['sherpa']],
    ['assemblyai with one', { ASSEMBLYAI_API_KEY: 'key' }, ['assemblyai']],
    [
      'those asked for, in that order',
      { ASSEMBLYAI_API_KEY: 'key', SPEECH_ENGINE: 'sherpa,assemblyai' },
      ['sherpa', 'assemblyai'],
    ],
  ])('are %s', (_, environment, names) => {
    expect(preferredEngines(load(environment))).toEqual(names)
  })
})

describe('the local model', () => {
  test.each<[string, Environment, ReturnType<typeof localModelPlace>]>([
    [
      'is looked for where models are fetched to',
      { DATA_DIR: '/var/hansard' },
      { folder: '/var/hansard/models', name: null, byDefault: true },
    ],
    [
      'is looked for where the host says, by its name',
      { SPEECH_MODEL_DIR: '/models', SPEECH_LOCAL_MODEL: 'kroko-en' },
      { folder: '/models', name: 'kroko-en' },
    ],
    ['is nowhere when nothing is kept on the disk', { DATA_DIR: ':memory:' }, null],
  ])('%s', (_, environment, place) => {
    expect(localModelPlace(load(environment))).toEqual(place)
  })
})

test('names are words to expect by themselves only where that has no price: not for the local engine', async () => {
  const engine = createSherpaEngine(
    { modelDir: null },
    { clock: new ManualClock(), log: createLog('silent') },
  )
  const ada = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
  const tuned = (names: 'auto' | 'on') =>
    new Retuning({ keyTerms: ['kettle'], names }).tuning([ada], engine).keyTerms
  expect(tuned('auto')).toEqual(['kettle'])
  expect(tuned('on')).toEqual(['kettle', 'Ada'])
  await engine.close()
})

describe('the settings of the engine on this machine', () => {
  test('are the defaults where nothing is set', () => {
    const place = { folder: 'data/models', name: null, byDefault: true }
    expect(sherpaSettings(load({}))).toEqual({ modelDir: place, processes: null, vad: null })
  })

  test('are each as it is set', () => {
    const config = load({
      SPEECH_MODEL_DIR: '/models',
      SPEECH_LOCAL_MODEL: 'kroko-en',
      SPEECH_LOCAL_PROCESSES: '3',
      SPEECH_VAD_MODEL: '/models/silero.onnx',
    })
    expect(sherpaSettings(config)).toEqual({
      modelDir: { folder: '/models', name: 'kroko-en' },
      processes: 3,
      vad: '/models/silero.onnx',
    })
  })

  test('reach it: a voice activity detector that is not there keeps it from working', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hansard-model-'))
    for (const name of ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'])
      await writeFile(join(folder, name), 'no model at all')
    const config = load({ SPEECH_MODEL_DIR: folder, SPEECH_VAD_MODEL: join(folder, 'silero.onnx') })
    const [engine, ...others] = makeEngines(config, { clock: new ManualClock(), log: createLog('silent') })
    expect(others).toEqual([])
    await expect(engine?.check()).rejects.toMatchObject({
      message: 'The file that SPEECH_VAD_MODEL names cannot be read.',
    })
    await engine?.close()
    await rm(folder, { recursive: true })
  })
})

describe("AssemblyAI's settings", () => {
  test('are the defaults where nothing is set', () => {
    expect(assemblyAiSettings(load({}))).toEqual({ ...settingsWithKey, apiKey: '' })
  })

  test('are each as it is set', () => {
    const config = load({
      ASSEMBLYAI_API_KEY: 'key',
      ASSEMBLYAI_STREAMING_URL: 'ws://127.0.0.1:8080',
      SPEECH_MODEL: 'universal-3-6-pro',
      LANGUAGE_CODES: 'en,de',
      FORMAT_TURNS: 'false',
      FILTER_PROFANITY: 'true',
      TURN_PRESET: 'notes',
      END_OF_TURN_CONFIDENCE_THRESHOLD: '0',
      MIN_TURN_SILENCE: '500',
      MAX_TURN_SILENCE: '2000',
      TURN_MODE: 'min_latency',
      VAD_THRESHOLD: '0.3',
      SPEECH_HOLD_SECONDS: '0.5',
      SPEECH_KEEP_SECONDS: '120',
      SPEECH_SESSIONS_PER_MINUTE: '5',
      SPEECH_SESSIONS_MOST: '7',
      SPEECH_PRICE_PER_HOUR: '0.45',
    })
    expect(assemblyAiSettings(config)).toEqual({
      apiKey: 'key',
      streamingUrl: 'ws://127.0.0.1:8080',
      model: 'universal-3-6-pro',
      languageCodes: ['en', 'de'],
      formatTurns: false,
      filterProfanity: true,
      turnPreset: 'notes',
      endOfTurnConfidence: 0,
      minTurnSilenceMs: 500,
      maxTurnSilenceMs: 2_000,
      turnMode: 'min_latency',
      vadThreshold: 0.3,
      holdMs: 500,
      keepMs: 120_000,
      sessionsPerMinute: 5,
      sessionsMost: 7,
      pricePerHour: 0.45,
      inactivityTimeoutSeconds: 120,
    })
  })
})
