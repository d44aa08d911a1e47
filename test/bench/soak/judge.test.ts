import { describe, expect, test } from '@jest/globals'
import { runSoak, type SoakRun, type SufferedFault } from '../../../bench/soak/call.ts'
import { judge, type SoakPromise } from '../../../bench/soak/judge.ts'
import { soakTable } from '../../../bench/soak/table.ts'
import type { Sample } from '../../../bench/soak/watch.ts'
import type { SandboxMessage } from '../../../sandbox/discord/message.ts'
import type { Gap } from '../../../src/transcript/turn.ts'
import { ANNA, BEN, CHANNEL, record, turn } from '../../storage/samples.ts'
import { isLong } from '../../support/durations.ts'

const STARTED_AT = 1_000_000
const MINUTE = 60_000

const message = (id: string, content: string): SandboxMessage => ({
  id,
  channelId: CHANNEL,
  type: 0,
  authorId: '1',
  authorName: 'Hansard',
  author: {},
  webhookId: null,
  content,
  flags: 0,
  createdAt: STARTED_AT + 5_000,
  editedAt: null,
  embeds: [],
  components: [],
  attachments: [],
  pings: { everyone: false, roles: [], users: [] },
  nonce: null,
  replyTo: null,
  interaction: null,
  threadId: null,
})

const sample = (minute: number, more: Partial<Sample> = {}): Sample => ({
  at: STARTED_AT + minute * MINUTE + 1_000,
  pid: 1,
  rssMb: 100,
  cpuSeconds: minute,
  files: { socket: 5 },
  resources: { Timeout: 2 },
  stillMs: 10,
  ...more,
})

const said = (speaker: string, fromMs: number, words: readonly string[]) => ({
  speaker,
  words,
  startedAt: STARTED_AT + fromMs,
  endedAt: STARTED_AT + fromMs + 300 * words.length,
  wordEndsAt: words.map((_, place) => STARTED_AT + fromMs + 300 * (place + 1)),
})

const outage = (fromMs: number, toMs: number): SufferedFault => ({
  kind: 'voice',
  name: 'the voice server changes',
  atMs: fromMs,
  forMs: 0,
  fromAt: STARTED_AT + fromMs,
  toAt: STARTED_AT + toMs,
  deafens: true,
})

const heard = [
  { ...turn('a', 1_000, 'silver otter', ANNA), posts: [{ channel: CHANNEL, message: '1' }] },
  { ...turn('b', 3_000, 'apple river', BEN), posts: [{ channel: CHANNEL, message: '2' }] },
]
const SHOWN = [message('1', '**Anna**: Silver otter.'), message('2', '**Ben**: Apple river.')]

/** A call of three minutes in which all went well. */
function call({ turns = heard, gaps = [], ...more }: Partial<SoakRun> & Partial<SoakRun['transcript']> = {}) {
  const run: SoakRun = {
    startedAt: STARTED_AT,
    endedAt: STARTED_AT + 3 * MINUTE,
    speakers: ['Anna', 'Ben'],
    spoken: [said('Anna', 1_000, ['silver', 'otter']), said('Ben', 3_000, ['apple', 'river'])],
    messages: SHOWN,
    faults: [],
    samples: [sample(0, { rssMb: 50 }), sample(1), sample(2)],
    idle: { before: sample(0), after: sample(3) },
    stalls: [],
    worstStallMs: 20,
    rateLimited: 0,
    transcript: {
      session: record('soak', { startedAt: STARTED_AT }),
      speakers: [ANNA, BEN],
      turns,
      gaps,
      presence: [],
      consent: { notices: [], decisions: [] },
    },
    ...more,
  }
  return run
}

const broken = (promises: readonly SoakPromise[]) =>
  promises.flatMap(({ name, verdict }) => (verdict === 'kept' ? [] : [[name, verdict]]))

const gap = (startMs: number, endMs: number, speaker: Gap['speaker'] = null): Gap => ({
  speaker,
  startMs,
  endMs,
  cause: 'I was not running',
})

describe('a soak', () => {
  test('in which all went well keeps every promise', () => {
    expect(broken(judge(call()))).toEqual([])
  })

  test('may lose a word in a gap that an outage explains', () => {
    const spoken = [...call().spoken, said('Anna', 10_000, ['lemon'])]
    const lost = call({ spoken, gaps: [gap(9_000, 11_500)], faults: [outage(10_000, 10_600)] })
    expect(broken(judge(lost))).toEqual([])
  })

  test.each<[string, Partial<SoakRun> & Partial<SoakRun['transcript']>, string]>([
    [
      'a word is lost outside gaps',
      { spoken: [...call().spoken, said('Anna', 10_000, ['lemon'])] },
      'words lost outside gaps',
    ],
    ['a turn that was kept is not shown', { messages: SHOWN.slice(0, 1) }, 'words kept, but not shown'],
    [
      'a message stands there twice',
      { messages: [...SHOWN, message('3', '**Ben**: Apple river.')] },
      'words doubled',
    ],
    [
      'a turn stands below a later one',
      { messages: SHOWN.toReversed() },
      'turns below one that began after they ended',
    ],
    [
      'a word stands under another name',
      { messages: [...SHOWN.slice(0, 1), message('2', '**Anna**: Apple river.')] },
      'words misattributed',
    ],
    ['a word was never said', { messages: [...SHOWN, message('3', '**Ben**: Lemon.')] }, 'words never said'],
    [
      'a gap is much longer than its outage',
      { gaps: [gap(9_000, 13_000)], faults: [outage(10_000, 10_600)] },
      'gap time beyond each outage, a speaker (at most 2 s)',
    ],
    [
      'there is a gap and no outage',
      { gaps: [gap(9_000, 9_500, BEN)] },
      'gap time beyond each outage, a speaker (at most 2 s)',
    ],
    [
      'memory grows',
      { samples: [sample(0), sample(1), sample(2, { rssMb: 111 })] },
      'mean RSS of the last third against the middle third (10 %)',
    ],
    [
      'a socket stays open',
      { idle: { before: sample(0), after: sample(3, { files: { socket: 6 } }) } },
      'handles after the session as before it',
    ],
  ])('breaks its promise when %s', (_, change, name) => {
    expect(broken(judge(call(change)))).toEqual([[name, 'broken']])
  })

  test('names what was lost, when, and what was wrong then', () => {
    const spoken = [...call().spoken, said('Anna', 20_000, ['lemon'])]
    const [lost] = judge(call({ spoken, faults: [outage(19_000, 19_100)] }))
    expect(lost?.examples).toEqual([
      'Anna “lemon” at 20.3 s (voice: the voice server changes, 1.3 s from its beginning and 1.2 s from its end)',
    ])
  })

  test('does not take a line for misplaced that says when it was spoken', () => {
    const messages = [
      message('2', '**Ben**: Apple river.'),
      message('1', '-# <t:1000:T>\n**Anna**: Silver otter.'),
    ]
    expect(broken(judge(call({ messages })))).toEqual([])
  })

  test('does not blame the bot for what was lost while the bench itself stood still', () => {
    const stalls = [{ fromAt: STARTED_AT + 9_000, toAt: STARTED_AT + 9_800 }]
    const spoken = [...call().spoken, said('Anna', 10_000, ['lemon'])]
    const run = call({ spoken, stalls })
    expect(broken(judge(run))).toEqual([['words lost outside gaps', 'excused']])
  })

  test('does not blame the bot for a word that the stall tore in two, but for one that is shown twice', () => {
    const stalls = [{ fromAt: STARTED_AT + 900, toAt: STARTED_AT + 1_400 }]
    const torn = { ...turn('a', 1_000, 'silver silver otter', ANNA), posts: heard[0]?.posts ?? [] }
    const messages = [message('1', '**Anna**: Silver silver otter.'), ...SHOWN.slice(1)]
    const turns = [torn, ...heard.slice(1)]
    const once = broken(judge(call({ stalls, turns, messages })))
    expect(once).toContainEqual(['words doubled', 'excused'])
    expect(once.filter(([, verdict]) => verdict === 'broken')).toEqual([])
    const again = [...messages, message('3', '**Anna**: Silver silver otter.')]
    expect(broken(judge(call({ stalls, turns, messages: again })))).toContainEqual([
      'words doubled',
      'broken',
    ])
  })

  test('judges no memory where a kill parts the middle from the end, and no handles that were not seen', () => {
    const run = call({
      samples: [sample(0), sample(1), sample(2, { pid: 2 })],
      idle: { before: null, after: null },
    })
    expect(broken(judge(run)).map(([, verdict]) => verdict)).toEqual(['not judged', 'not judged'])
  })

  test('is shown as a table that says what was done and what broke', () => {
    const run = call({ faults: [outage(1_000, 1_100)], stalls: [{ fromAt: 0, toAt: 1 }], worstStallMs: 700 })
    const options = { minutes: 3, speakers: 2, seed: 1, speechDrops: 0, voiceDrops: 1, gatewayDrops: 0 }
    const table = soakTable({ ...options, kills: 0, restFaults: 0, blackouts: 0 }, run, judge(run))
    expect(table).toContain('3 minutes, 2 speakers, seed 1; faults: 1 voice\n')
    expect(table).toContain('words said: 4, of which 0 were not heard; turns kept: 2, messages: 2\n')
    expect(table).toContain('THE BENCH ITSELF stood still 1 times, for 700 ms at most')
    expect(table).toContain('kept       words doubled: 0\n')
  })
})

const describeLong = isLong ? describe : null
describeLong?.('a soak of two minutes that is played', () => {
  test('keeps every promise about words and handles through each kind of fault', async () => {
    const told: string[] = []
    const run = await runSoak(
      {
        ...{ minutes: 2, speakers: 4, seed: 1 },
        ...{ speechDrops: 2, voiceDrops: 3, gatewayDrops: 2, kills: 1, restFaults: 2, blackouts: 0 },
      },
      (what) => told.push(what),
    )
    // A process that has just begun still grows.
    const broken = judge(run).filter(({ verdict, name }) => verdict === 'broken' && !/RSS/.test(name))
    expect({ broken, told }).toEqual({ broken: [], told })
    expect(run.faults).toHaveLength(10)
    expect(run.transcript.session.runs).toBe(2)
  }, 300_000)
})
