import { describe, expect, test } from '@jest/globals'
import { channelId, guildId, roomId, speakerId } from '../../../src/base/ids.ts'
import { type StatusTextOptions, statusText } from '../../../src/discord/status/status-text.ts'
import type { SessionStatus, SpeakerStatus } from '../../../src/session/status.ts'
import { english } from '../../../src/wording/english/english.ts'
import { verbatim } from '../../../src/wording/words.ts'

const base: SessionStatus = {
  state: 'listening',
  sinceMs: 0,
  startedAt: 1_700_000_000_000,
  room: { guild: guildId('1'), room: roomId('11') },
  channel: channelId('12'),
  engine: 'assemblyai',
  speakers: [],
  unnamed: 0,
  events: [],
  listenedMs: 0,
  spend: { billedMs: 0, spokenMs: 0, cost: 0, currency: 'USD', caps: [] },
  trouble: null,
}
const person = (name: string) => ({ id: speakerId('987654321'), name, avatarUrl: null, bot: false })
const speaker = (name: string, rest: Partial<SpeakerStatus> = {}): SpeakerStatus => ({
  speaker: person(name),
  state: 'hearing',
  sinceMs: 60_000,
  lagMs: 0,
  ...rest,
})
const lines = (
  status: Partial<SessionStatus>,
  options: StatusTextOptions = { events: 3, channel: false },
): string[] => statusText({ ...base, ...status }, options, english).split('\n')

describe('a status in words', () => {
  test('says where, with what and since when, and that nobody spoke yet', () => {
    expect(lines({})).toEqual([
      '**Listening** in <#11> with the speech engine assemblyai, connected <t:1700000000:R>.',
      'Nobody has spoken yet.',
    ])
  })

  test('says how far a local model is to be trusted', () => {
    expect(lines({ engine: 'sherpa:zipformer-en-3.3m' })[0]).toContain(
      'with the speech engine sherpa (local small model, about 1 word in 8 wrong), connected',
    )
  })

  test('says which engines told the text so far, where one did that does not hear now', () => {
    const engine = 'sherpa:kroko-en'
    expect(lines({ engine, toldBy: ['assemblyai', engine] }).slice(0, 2)).toEqual([
      '**Listening** in <#11> with the speech engine sherpa (local model kroko-en), connected <t:1700000000:R>.',
      'The text so far comes from assemblyai and sherpa (local model kroko-en).',
    ])
    expect(lines({ engine, toldBy: ['assemblyai'] })[1]).toBe('The text so far comes from assemblyai.')
    for (const toldBy of [[], [engine]])
      expect(lines({ engine, toldBy }).join()).not.toContain('The text so far')
  })

  test('says where the text goes if asked to', () => {
    expect(lines({}, { events: 0, channel: true })[1]).toBe('The text goes to <#12>.')
  })

  test('says that the bot is joining again, and that it stopped', () => {
    expect(lines({ state: 'rejoining', sinceMs: 5_000 })[0]).toBe(
      '**Not listening just now.** The connection to <#11> broke <t:1700000005:R>; I am joining again.',
    )
    expect(
      lines({ state: 'stopped', sinceMs: 5_000, listenedMs: 65_000, speakers: [speaker('Ada')] }),
    ).toEqual(['**Stopped** <t:1700000005:R>. I listened in <#11> for 1 min 5 s.'])
    expect(lines({ state: 'suspended', sinceMs: 5_000, speakers: [speaker('Ada')] })).toEqual([
      '**I am being restarted** <t:1700000005:R>, and go on listening in <#11> when I am back.',
    ])
  })

  test('says what keeps the text from being posted or kept', () => {
    expect(
      lines({ warnings: ['The disk is full.', 'I cannot write there.'].map(verbatim) }).slice(1, 3),
    ).toEqual(['**Attention:** The disk is full.', '**Attention:** I cannot write there.'])
  })

  test('has words for each state, the worst first', () => {
    const speakers = [
      speaker('A', { state: 'opted-out' }),
      speaker('B', { state: 'silent' }),
      speaker('C'),
      speaker('D', { lagMs: 1_200 }),
      speaker('E', { state: 'behind', lagMs: 14_000 }),
      speaker('F', { state: 'encrypted' }),
      speaker('G', { state: 'lost' }),
    ]
    expect(lines({ speakers }).slice(1)).toEqual([
      '- G: not heard since <t:1700000060:T>, although Discord shows them speaking',
      '- F: not understood since <t:1700000060:T>: their sound is end-to-end encrypted and I have no key for it',
      '- E: heard, but speech recognition is late since <t:1700000060:T>: by 20 s',
      '- C: heard',
      '- D: heard; text follows within 2 s',
      '- B: silent; last heard <t:1700000060:R>',
      '- A: opted out; not listened to',
    ])
  })

  test('tells what was billed for how much speech, and what it costs', () => {
    const spend = { ...base.spend, billedMs: 200_000, spokenMs: 171_000, cost: 0.0083 }
    expect(lines({ spend })[1]).toBe('Billed 3 min 20 s for 2 min 51 s of speech: 0.01 USD.')
    expect(lines({ spend }, { events: 0, channel: false, spend: false })).toHaveLength(2)
    expect(lines({ spend, state: 'stopped', speakers: [speaker('Ada')] })).toEqual([
      expect.stringMatching(/^\*\*Stopped/),
      'Billed 3 min 20 s for 2 min 51 s of speech: 0.01 USD.',
    ])
  })

  test('tells that an engine on this machine costs nothing, and no price where none is set', () => {
    expect(lines({ spend: { ...base.spend, spokenMs: 171_000 } })[1]).toBe(
      'Understanding 2 min 51 s of speech costs nothing.',
    )
    expect(lines({ spend: { ...base.spend, billedMs: 9_000, spokenMs: 5_000 } })[1]).toBe(
      'Billed 9 s for 5 s of speech.',
    )
  })

  test('tells what the server has spent of what it may', () => {
    const day = { period: 'day', spent: 0.402, cap: 1 } as const
    const month = { period: 'month', spent: 3.2, cap: 20 } as const
    expect(lines({ spend: { ...base.spend, caps: [day] } })[1]).toBe(
      'This server has spent 0.41 USD of 1.00 USD today.',
    )
    expect(lines({ spend: { ...base.spend, caps: [day, month] } })[1]).toBe(
      'This server has spent 0.41 USD of 1.00 USD today and 3.20 USD of 20.00 USD this month.',
    )
  })

  test('tells what is wrong with speech recognition as a whole, while it listens', () => {
    const trouble = verbatim('The service lets me open few sessions; *first* words may come late.')
    expect(lines({ trouble })[1]).toBe(
      '**Speech recognition:** The service lets me open few sessions; \\*first\\* words may come late.',
    )
    expect(lines({ trouble, state: 'stopped' })).toHaveLength(1)
  })

  test('a currency cannot format or ping either', () => {
    const spend = { ...base.spend, billedMs: 1_000, spokenMs: 1_000, cost: 1, currency: '@everyone **' }
    expect(lines({ spend })[1]).toBe('Billed 1 s for 1 s of speech: 1.00 \\@everyone \\*\\*.')
  })

  test('tells voices without a name, and the last events', () => {
    const events = [1, 2, 3, 4].map((n) => ({ atMs: n * 1000, speaker: null, what: verbatim(`event ${n}`) }))
    expect(lines({ unnamed: 1, speakers: [speaker('Ada')], events }).slice(1)).toEqual([
      'One more voice is heard, but Discord has not said yet whose it is.',
      '- Ada: heard',
      '-# <t:1700000002:T> event 2',
      '-# <t:1700000003:T> event 3',
      '-# <t:1700000004:T> event 4',
    ])
    expect(lines({ unnamed: 3 })[1]).toMatch(/^3 more voices/)
  })

  test('is in the language of its reader, what happened too', () => {
    const words = {
      ...english,
      measures: { ...english.measures, duration: (ms: number) => `${ms / 1000} Sek.` },
      status: {
        ...english.status,
        states: { ...english.status.states, heardWithin: (delay: string) => `gehört, Text binnen ${delay}` },
      },
      voice: { ...english.voice, events: { ...english.voice.events, givenUp: 'jemand ist nicht zu hören' } },
    }
    const speakers = [speaker('Ada', { lagMs: 1_200 })]
    const events = [{ atMs: 0, speaker: null, what: ({ voice }: typeof english) => voice.events.givenUp }]
    const text = statusText({ ...base, speakers, events }, { events: 1, channel: false }, words)
    expect(text.split('\n').slice(1)).toEqual([
      '- Ada: gehört, Text binnen 2 Sek.',
      '-# <t:1700000000:T> jemand ist nicht zu hören',
    ])
  })

  test('no name can ping, format, forge a line, or be nothing at all', () => {
    const text = lines({
      speakers: [speaker('@everyone **x**\n- Eve: heard'), speaker('\u200b')],
      events: [{ atMs: 0, speaker: person('<@1>'), what: verbatim('not heard for 3 s: *gone*') }],
    })
    expect(text.slice(1)).toEqual([
      '- \\@everyone \\*\\*x\\*\\* \\- Eve: heard: heard',
      '- Speaker 4321: heard',
      '-# <t:1700000000:T> \\<\\@1\\>: not heard for 3 s: \\*gone\\*',
    ])
  })

  test('fits into a message however many speak, in whole lines, with the troubled ones on it', () => {
    const speakers = Array.from({ length: 200 }, (_, n) => speaker(`${'*'.repeat(29)}${n}`))
    speakers.push(speaker('Troubled', { state: 'lost' }))
    const events = Array.from({ length: 5 }, () => ({
      atMs: 0,
      speaker: person('*'.repeat(32)),
      what: verbatim('not heard for 3 s: speech recognition could not be reached'),
    }))
    const text = statusText({ ...base, speakers, events }, { events: 5, channel: true }, english)
    expect(text.length).toBeLessThanOrEqual(2_000)
    expect(text).toMatch(/\n- Troubled: not heard since/)
    const shown = text.match(/: heard$/gm)?.length ?? 0
    expect(text).toContain(`\n- … and ${200 - shown} more\n`)
    expect(shown).toBeGreaterThan(10)
    expect(text.endsWith('could not be reached')).toBe(true)
  })
})
