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
    expect(load(least)).toMatchObject({
      discordApiUrl: 'https://discord.com/api',
      assemblyaiStreamingUrl: 'wss://streaming.assemblyai.com',
      formatTurns: true,
      endOfTurnConfidence: 0.4,
      minTurnSilenceMs: 400,
      maxTurnSilenceMs: 1280,
      vadThreshold: null,
      keyTerms: [],
      longTurnSeconds: 20,
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

  test('takes a zero as a value', () => {
    const config = load({ ...least, END_OF_TURN_CONFIDENCE_THRESHOLD: '0', VAD_THRESHOLD: '0' })
    expect(config).toMatchObject({ endOfTurnConfidence: 0, vadThreshold: 0 })
  })
})

test('.env.example shows every setting as it is', () => {
  expect(readFileSync('.env.example', 'utf8')).toBe(envExample())
})
