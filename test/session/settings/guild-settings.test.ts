import { describe, expect, test } from '@jest/globals'
import {
  allGuildSettings,
  type GuildSettings,
  readGuildSettings,
} from '../../../src/session/settings/guild-settings.ts'
import type { HostSettings } from '../../../src/session/settings/host-settings.ts'
import { settingNamed } from '../../../src/session/settings/settings-desk.ts'
import { allWords } from '../../../src/wording/catalogue.ts'
import { english } from '../../../src/wording/english/english.ts'
import { PLAIN_HOST } from '../../support/plain-host.ts'

const host: HostSettings = {
  ...PLAIN_HOST,
  engines: ['assemblyai', 'sherpa'],
  keyTerms: ['Hansard'],
  capDay: 5,
  retentionDays: 30,
}
const ROOM = '100000000000000001'
const CHANNEL = '100000000000000002'
const ROLE = '100000000000000003'
const hundred = (text: string): string => Array.from({ length: 100 }, (_, n) => `${text}${n}`).join(',')

interface Row {
  readonly name: string
  readonly key: keyof GuildSettings
  /** Texts as a person may type them, with the value, and how it is kept. */
  readonly good: readonly [text: string, value: unknown, kept: string][]
  readonly bad: readonly [text: string, problem: RegExp][]
  /** Of a guild that has chosen nothing. */
  readonly fallback: unknown
}

const rows: readonly Row[] = [
  {
    name: 'engine',
    key: 'engines',
    good: [
      ['sherpa', ['sherpa'], 'sherpa'],
      [' Sherpa , assemblyai', ['sherpa', 'assemblyai'], 'sherpa,assemblyai'],
      ['sherpa,sherpa', ['sherpa'], 'sherpa'],
    ],
    bad: [
      ['', /^must be out of assemblyai, sherpa: this bot has no other engines$/],
      ['whisper', /no other engines/],
      ['sherpa,whisper', /no other engines/],
    ],
    fallback: ['assemblyai', 'sherpa'],
  },
  {
    name: 'model',
    key: 'model',
    good: [
      [
        'universal-streaming-multilingual',
        'universal-streaming-multilingual',
        'universal-streaming-multilingual',
      ],
    ],
    bad: [['universal-3-6-pro', /^must be universal-streaming-english or universal-streaming-multilingual$/]],
    fallback: 'universal-streaming-english',
  },
  {
    name: 'language',
    key: 'languages',
    good: [
      ['de', ['de'], 'de'],
      ['EN, de,ja', ['en', 'de', 'ja'], 'en,de,ja'],
      ['any', [], 'any'],
    ],
    bad: [
      ['', /^must be any, or at most 10 of en, es/],
      ['klingon', /at most 10 of/],
      ['any,de', /at most 10 of/],
      ['en,es,de,fr,it,pt,tr,nl,sv,no,da', /at most 10 of/],
    ],
    fallback: [],
  },
  {
    name: 'preset',
    key: 'preset',
    good: [
      ['quick', 'quick', 'quick'],
      ['Notes', 'notes', 'notes'],
    ],
    bad: [['fast', /^must be quick, balanced or notes$/]],
    fallback: 'balanced',
  },
  {
    name: 'key-terms',
    key: 'keyTerms',
    good: [
      ['Tiamat, Waterdeep,,Tiamat', ['Tiamat', 'Waterdeep'], 'Tiamat,Waterdeep'],
      ['none', [], 'none'],
      [hundred('term'), hundred('term').split(','), hundred('term')],
      ['𝒯'.repeat(50), ['𝒯'.repeat(50)], '𝒯'.repeat(50)],
    ],
    bad: [
      ['', /^must be none, or at most 100 names and words of at most 50 characters/],
      [`${hundred('term')},one more`, /at most 100/],
      ['x'.repeat(51), /at most 50 characters/],
      ['a\u0007b', /at most 50 characters/],
    ],
    fallback: ['Hansard'],
  },
  {
    name: 'profanity-filter',
    key: 'filterProfanity',
    good: [
      ['on', true, 'on'],
      ['OFF', false, 'off'],
    ],
    bad: [['true', /^must be on or off$/]],
    fallback: false,
  },
  {
    name: 'posting',
    key: 'posting',
    good: [['plain', 'plain', 'plain']],
    bad: [['embeds', /^must be personas or plain$/]],
    fallback: 'personas',
  },
  { name: 'thread', key: 'thread', good: [['on', true, 'on']], bad: [['1', /on or off/]], fallback: false },
  {
    name: 'live-captions',
    key: 'liveCaptions',
    good: [['on', true, 'on']],
    bad: [['', /on or off/]],
    fallback: false,
  },
  {
    name: 'wording',
    key: 'wording',
    good: [
      ['de', 'de', 'de'],
      ['PT-br', 'pt-BR', 'pt-BR'],
    ],
    bad: [['klingon', /^must be auto, en, de, fr, es, pt-BR or ja$/]],
    fallback: 'auto',
  },
  {
    name: 'consent',
    key: 'consent',
    good: [['ask', 'ask', 'ask']],
    bad: [
      ['off', /^must be notice or ask$/],
      ['toString', /^must be notice or ask$/],
    ],
    fallback: 'notice',
  },
  { name: 'bots', key: 'hearBots', good: [['on', true, 'on']], bad: [['yes', /on or off/]], fallback: false },
  {
    name: 'cap-day',
    key: 'capDay',
    good: [
      ['1.50', 1.5, '1.5'],
      ['1,5', 1.5, '1.5'],
      ['0', 0, '0'],
      ['5', 5, '5'],
    ],
    bad: [
      ['5.01', /^must be an amount from 0 to 5\.00 USD, which is what whoever runs me has set$/],
      ['-1', /from 0 to/],
      ['1e3', /from 0 to/],
      ['much', /from 0 to/],
    ],
    fallback: 5,
  },
  {
    name: 'cap-month',
    key: 'capMonth',
    good: [['1000000', 1_000_000, '1000000']],
    bad: [['1000001', /^must be an amount from 0 to 1000000\.00 USD$/]],
    fallback: null,
  },
  {
    name: 'auto-start',
    key: 'autoStart',
    good: [
      [`${ROOM} ${CHANNEL}`, { room: ROOM, channel: CHANNEL }, `${ROOM} ${CHANNEL}`],
      ['off', null, 'off'],
    ],
    bad: [
      [ROOM, /^must be off, or the channels that the options “voice” and “text” name$/],
      [`<#${ROOM}> <#${CHANNEL}>`, /must be off/],
    ],
    fallback: null,
  },
  {
    name: 'stop-empty',
    key: 'stopEmptySeconds',
    good: [
      ['10', 10, '10'],
      ['86400', 86_400, '86400'],
      ['never', null, 'never'],
    ],
    bad: [
      ['9', /^must be a whole number of seconds from 10 to 86400, or never$/],
      ['86401', /from 10 to 86400/],
      ['60.5', /a whole number/],
    ],
    fallback: 60,
  },
  {
    name: 'stop-quiet',
    key: 'stopQuietMinutes',
    good: [
      ['1', 1, '1'],
      ['Never', null, 'never'],
    ],
    bad: [
      ['0', /^must be a whole number of minutes from 1 to 1440, or never$/],
      ['1441', /from 1 to 1440/],
    ],
    fallback: 30,
  },
  {
    name: 'retention',
    key: 'retentionDays',
    good: [
      ['1', 1, '1'],
      ['30', 30, '30'],
    ],
    bad: [
      ['31', /^must be a whole number of days from 1 to 30: whoever runs me keeps nothing for longer$/],
      ['0', /from 1 to 30/],
      ['never', /from 1 to 30/],
    ],
    fallback: 30,
  },
  {
    name: 'starters',
    key: 'starters',
    good: [
      ['room', { kind: 'room' }, 'room'],
      ['Manage', { kind: 'manage' }, 'manage'],
      [`<@&${ROLE}>`, { kind: 'role', role: ROLE }, ROLE],
      [ROLE, { kind: 'role', role: ROLE }, ROLE],
    ],
    bad: [
      ['everyone', /^must be room, manage, or a role as @role$/],
      [`<@${ROLE}>`, /must be room/],
    ],
    fallback: { kind: 'room' },
  },
]

const problemOf = (name: string, text: string): string | null => {
  const checked = settingNamed(name).check(text, host)
  return 'problem' in checked ? checked.problem(english) : null
}

const settingsOf = (texts: Readonly<Record<string, string>>, of = host): GuildSettings =>
  readGuildSettings(new Map(Object.entries(texts)), of)

describe('the settings of a guild', () => {
  test('are all in this table', () => {
    expect(rows.map(({ name }) => name)).toEqual(allGuildSettings.map(({ name }) => name))
    expect(rows.map(({ key }) => key)).toEqual(Object.keys(settingsOf({})))
  })

  describe.each(rows)('$name', ({ name, key, good, bad, fallback }) => {
    test('takes what it allows, and is kept and read back as the same', () => {
      for (const [text, value, kept] of good) {
        expect(settingNamed(name).check(text, host)).toEqual({ value: kept })
        expect(settingsOf({ [name]: kept })[key]).toEqual(value)
      }
    })

    test('says what is wrong with anything else', () => {
      for (const [text, problem] of bad) expect(problemOf(name, text)).toMatch(problem)
    })

    test('is as the host has set it where nothing was chosen, or what is not allowed any more', () => {
      expect(settingsOf({})[key]).toEqual(fallback)
      expect(settingsOf({ [name]: 'nonsense' })[key]).toEqual(name === 'key-terms' ? ['nonsense'] : fallback)
    })

    test('offers nothing that it would not take, each once, in words that fit a menu', () => {
      const setting = settingNamed(name)
      const offers = setting.offers(host)
      expect(offers.map((text) => setting.check(text, host))).toEqual(offers.map((value) => ({ value })))
      expect(new Set(offers).size).toBe(offers.length)
      expect(offers.length).toBeLessThanOrEqual(24)
      expect(offers.every((text) => text.length <= 100)).toBe(true)
      for (const words of allWords) {
        const said = [setting.help, setting.title].map((say) => say(words))
        const values = offers.map((text) => setting.reads(text, host)(words))
        expect([...said, ...values].filter((text) => text === '' || text.length > 100)).toEqual([])
        expect(new Set(values).size).toBe(values.length)
      }
    })
  })

  test('never allow more than the host does: what was chosen before gives way when the host lowers it', () => {
    const chosen = { 'cap-day': '4', 'cap-month': '50', retention: '20', engine: 'sherpa' }
    expect(settingsOf(chosen)).toMatchObject({ capDay: 4, capMonth: 50, retentionDays: 20 })
    const stricter = { ...host, capDay: 2, capMonth: 10, retentionDays: 7, engines: ['assemblyai'] }
    expect(settingsOf(chosen, stricter)).toMatchObject({
      capDay: 2,
      capMonth: 10,
      retentionDays: 7,
      engines: ['assemblyai'],
    })
  })

  test('can be chosen by hand where the host has no bound', () => {
    const free = { ...host, retentionDays: null, capDay: null }
    expect(settingsOf({ retention: '36500', 'cap-day': '99' }, free)).toMatchObject({
      retentionDays: 36_500,
      capDay: 99,
    })
    expect(settingsOf({}, free)).toMatchObject({ retentionDays: null, capDay: null })
  })
})
