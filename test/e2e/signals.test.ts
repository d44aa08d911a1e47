import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { toneLine } from '../../sandbox/cast/script.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { SessionPlan } from '../../sandbox/speech/faults.ts'
import { setTable } from '../../sandbox/table.ts'
import { systemClock } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { NpmStart } from '../support/npm-start.ts'
import { alive } from '../support/processes.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

const LIMIT_MS = 120_000

/** Some 8 s without a pause: whatever the moment, a turn is open. */
const WORDS = [
  'silver',
  'otter',
  'river',
  'bridge',
  'candle',
  'falcon',
  'honey',
  'planet',
  'needle',
  'rocket',
]
const speech = toneLine({ speaker: 'Ada', atMs: 0 }, [...WORDS, ...WORDS, ...WORDS])
/** So much of it is heard before the signal. */
const HEARD_MS = 2_500
/** How far a word's place in what was heard may lie from its place in what was said. */
const EDGE_MS = 100

/** `npm start` with a session in which Ada has been speaking for a while, and goes on. */
async function midSession(plan: SessionPlan, play: (scene: Scene) => Promise<void>): Promise<void> {
  const sandbox = await Sandbox.start()
  const npm = new NpmStart({ LOG_LEVEL: 'debug', ...sandbox.environment })
  try {
    const { guild, room, text, people } = setTable(sandbox, ['Ada'])
    const [ada] = people
    if (!ada) throw new Error('nobody is at the table')
    await npm.logged('ready')
    const mouth = await sandbox.enter(ada, room)
    expect(await transcribe(ada, text, ['start'])).toMatch(/^I am listening to/)
    sandbox.speech.faults.always(plan)
    const talk = mouth.talk(speech.packets)
    const heardMs = () => Math.max(...sandbox.speech.sessions.map(({ audioMs }) => audioMs))
    await until('so much of it to be heard', () => heardMs() > HEARD_MS)
    const inVoice = () => guild.voiceState(guild.bot.id) !== null
    await play({ sandbox, npm, botPid: npm.botPid, text, heardMs, inVoice })
    ada.leaveVoice()
    await talk
  } finally {
    await npm.close()
    await sandbox.close()
  }
}

interface Scene {
  readonly sandbox: Sandbox
  readonly npm: NpmStart
  readonly botPid: number
  readonly text: ReturnType<typeof setTable>['text']
  /** How much of what Ada says the service was sent until now. */
  readonly heardMs: () => number
  readonly inVoice: () => boolean
}

/** The journal is sound, another process can open it, and what was going on in it is there to be resumed. */
async function expectWhole(sandbox: Sandbox): Promise<void> {
  const folder = sandbox.environment['DATA_DIR'] ?? ''
  const database = new DatabaseSync(join(folder, 'hansard.sqlite'))
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  database.close()
  const store = await openSqliteStore({ folder, clock: systemClock, log: createLog('silent') })
  expect(await store.unended()).toHaveLength(1)
  await store.close()
}

const stepsOf = ({ output }: NpmStart): string[] =>
  output.flatMap((line) => /"event":"(stopping|session suspended|stopped)"/.exec(line)?.[1] ?? [])

describe('npm start in mid-session', () => {
  test.concurrent.each<[string, (npm: NpmStart, botPid: number) => void]>([
    ['SIGTERM to npm alone', ({ npmPid }) => void process.kill(npmPid, 'SIGTERM')],
    ['SIGTERM to the whole group', (npm) => npm.signalGroup('SIGTERM')],
    ['Ctrl+C', (npm) => npm.signalGroup('SIGINT')],
    ['SIGTERM to the bot', (_, botPid) => void process.kill(botPid, 'SIGTERM')],
  ])(
    'ended by %s posts the last words, tells the channel, pays no more, leaves, and exits with 0',
    async (_, send) => {
      await midSession({}, async ({ sandbox, npm, botPid, text, heardMs, inVoice }) => {
        const untilMs = heardMs() - EDGE_MS
        send(npm, botPid)
        expect(await npm.exited()).toBe(0)
        await until('the bot to be gone', () => !alive(botPid))

        const said = speech.spans.filter(({ endMs }) => endMs < untilMs).length
        const shown = readChannel(text.messages).flatMap(({ words }) => words)
        expect(said).toBeGreaterThan(3)
        expect(shown.length).toBeGreaterThanOrEqual(said)
        expect(shown).toEqual(speech.words.slice(0, shown.length))
        await posted(text, /^I am being restarted; I go on in this transcript when I am back\.$/)

        await until('every speech session to end', () => sandbox.speech.open === 0)
        expect(
          sandbox.speech.sessions.map(({ closeCode, received }) => [closeCode, received.get('Terminate')]),
        ).toEqual([
          [1000, 1],
          [1000, 1],
        ])
        expect(inVoice()).toBe(false)
        await until('the gateway connection to end', () => sandbox.discord.sockets === 0)
        await expectWhole(sandbox)
        expect(stepsOf(npm)).toEqual(['stopping', 'session suspended', 'stopped'])
        expect(npm.output.filter((line) => line.includes('"level":50') || /^\s+at /.test(line))).toEqual([])
      })
    },
    LIMIT_MS,
  )

  test.concurrent(
    'ended by a second signal waits for nothing more and damages nothing',
    async () => {
      // A service that does not say goodbye is waited for, longer than this test takes.
      await midSession({ termination: 'hang' }, async ({ sandbox, npm, botPid }) => {
        npm.signalGroup('SIGTERM')
        await npm.logged('stopping')
        // Within a second it may be the first one, which npm passes on. The system makes one of two that come together.
        await setTimeout(1_300)
        expect(alive(botPid)).toBe(true)
        npm.signalGroup('SIGTERM')
        // As of a process that SIGTERM (15) ended.
        expect(await npm.exited()).toBe(128 + 15)
        await until('the bot to be gone', () => !alive(botPid))
        expect(npm.has('ended at once')).toBe(true)
        expect(npm.has('stopped')).toBe(false)
        await expectWhole(sandbox)
      })
    },
    LIMIT_MS,
  )
})
