import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import { toneLine } from '../../sandbox/cast/script.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { systemClock } from '../../src/base/clock.ts'
import { guildId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { metricNames } from '../support/metric-names.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'
import { type WebPage, webPage } from '../support/web-page.ts'

const LIMIT_MS = 180_000

const LINES = {
  first: ['silver', 'otter', 'today'],
  /** The disk is full. */
  second: ['badger', 'falcon', 'river', 'candle', 'today'],
  filling: ['spider', 'feather', 'garden', 'thunder', 'pepper', 'today'],
  third: ['kettle', 'marble', 'bridge', 'meadow', 'today'],
  /** There is room again. */
  fourth: ['lantern', 'ginger', 'today'],
} as const

const FULL =
  'What is said now will be missing in the transcript. The disk that DATA_DIR lies on is full: free some space.'

/** Of the process, of a command or of a channel with all its sessions: no single session has these. */
const OF_NO_SESSION = new Set([
  ...['speech engines', 'http listening', 'command registered', 'connected to Discord', 'ready'],
  'Discord gateway reconnecting',
  ...['command done', 'webhook made', 'spend not kept', 'stopping', 'stopped'],
])

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

describe('a bot in operation', () => {
  let rig: Rig
  let table: Table
  const seen: { metrics: string; busy: WebPage[]; ready: WebPage[]; health: WebPage[] } = {
    metrics: '',
    busy: [],
    ready: [],
    health: [],
  }

  const ask = async (path: string): Promise<WebPage> => {
    const port = /"port":(\d+)/.exec(rig.bot.output.join('\n'))?.[1]
    return webPage(port, path)
  }
  const look = async () => {
    seen.busy.push(await ask('/busy'))
    seen.ready.push(await ask('/readyz'))
    seen.health.push(await ask('/healthz'))
  }
  const toggleDisk = () => process.kill(rig.bot.pid ?? 0, 'SIGUSR2')

  beforeAll(async () => {
    const preload = fileURLToPath(new URL('../support/full-disk.ts', import.meta.url))
    rig = await startRig({
      environment: { HTTP_PORT: '0', NODE_OPTIONS: `--no-warnings --import=${preload}` },
      prepare: (sandbox) => {
        table = setTable(sandbox, ['Ada'])
      },
    })
    await rig.bot.ready
    await play()
    await rig.bot.stop()
  }, LIMIT_MS)
  afterAll(() => rig.close(), LIMIT_MS)

  async function play() {
    const { sandbox } = rig
    const { room, text } = table
    const [ada] = table.people
    if (ada === undefined) throw new Error('nobody is at the table')
    const mouth = await sandbox.enter(ada, room)
    const says = async (words: readonly string[]) => {
      await mouth.talk(toneLine({ speaker: '', atMs: 0 }, words).packets)
      await posted(text, new RegExp(words.join(' '), 'i'))
    }
    await look()
    await transcribe(ada, text, ['start'])
    await says(LINES.first)
    await look()

    // Things that go wrong within the session, for the log to tell of.
    sandbox.speech.strike({ do: 'cut' })
    sandbox.discord.failNext({ method: 'POST', path: /^\/webhooks\/\d+\/[^/]+$/, status: 500 })
    toggleDisk()
    await says(LINES.second)
    // A line may still find room in pages that were given back.
    while (!table.text.messages.some(({ content }) => unescaped(content).includes(FULL)))
      await says(LINES.filling)
    await says(LINES.third)
    await look()
    seen.metrics = (await ask('/metrics')).body

    toggleDisk()
    await until('the store to be well', async () => (await ask('/readyz')).status === 200)
    await says(LINES.fourth)
    await transcribe(ada, text, ['stop'])
    await until('the end of what goes on', async () => (await ask('/busy')).status === 200)
    await look()
  }

  test('is busy from the start of a session until the last of it is shown', () => {
    expect(seen.busy.map(({ status }) => status)).toEqual([200, 503, 503, 200])
    expect(JSON.parse(seen.busy[1]?.body ?? '')).toMatchObject({ busy: true, sessions: 1 })
  })

  test('goes on posting while the disk is full, and tells the channel once', () => {
    const contents = table.text.messages.map(({ content }) => unescaped(content))
    expect(contents.filter((content) => content.includes(FULL))).toHaveLength(1)
  })

  test('says to machines that nothing is kept, and when it is again, without asking for a restart', () => {
    expect(seen.ready.map(({ status }) => status)).toEqual([200, 200, 503, 200])
    expect(JSON.parse(seen.ready[2]?.body ?? '')).toEqual({ ready: false, discord: true, store: 'full' })
    expect(seen.health.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const value = (name: string) =>
      Number(
        seen.metrics
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')
          .at(-1),
      )
    expect(value('hansard_store_errors_total{trouble="full"}')).toBeGreaterThan(0)
    expect(value('hansard_store_trouble{trouble="full"}')).toBe(1)
    expect(value('hansard_lines_unkept_total')).toBeGreaterThan(0)
  })

  test('keeps what is said before and after', async () => {
    const folder = rig.sandbox.environment['DATA_DIR'] ?? ''
    const store = await openSqliteStore({ folder, clock: systemClock, log: createLog('silent') })
    const [session] = await store.sessions(guildId(table.guild.id), 2)
    const transcript = session === undefined ? null : await store.transcript(session.id)
    await store.close()
    const kept = transcript?.turns.map(({ text }) => text.toLowerCase().replace('.', '').split(' '))
    expect(kept).toEqual(expect.arrayContaining([LINES.first, LINES.fourth]))
    expect(kept).not.toEqual(expect.arrayContaining([LINES.third]))
    expect(transcript?.session.state.kind).toBe('ended')
  })

  test.each([
    [
      'the dashboard',
      () => {
        const { panels } = JSON.parse(readFileSync('deploy/grafana/hansard.json', 'utf8'))
        return panels.flatMap(({ targets = [] }: { targets?: { expr: string }[] }) =>
          targets.map(({ expr }) => expr),
        )
      },
    ],
    [
      'the alert rules',
      () =>
        parse(readFileSync('deploy/prometheus/alerts.yaml', 'utf8')).groups.flatMap(
          ({ rules }: { rules: { expr: string }[] }) => rules.map(({ expr }) => expr),
        ),
    ],
  ])('serves every metric that %s asks for', (_, expressions: () => string[]) => {
    const served = new Set(seen.metrics.match(/^[a-z_]\w*(?=[{ ])/gm))
    const asked = [...new Set(expressions().flatMap(metricNames))]
    expect(asked.length).toBeGreaterThan(15)
    expect(asked.filter((name) => !served.has(name))).toEqual([])
  })

  test('writes one line for each event, and the session’s id into every line that belongs to it', () => {
    const lines: Record<string, unknown>[] = rig.bot.output.map((line) => JSON.parse(line))
    const events = lines.map(({ event }) => String(event))
    expect(events).toEqual(
      expect.arrayContaining([
        ...['session started', 'speaker met', 'assemblyai socket lost', 'caption delayed'],
        ...['not kept', 'outbox cannot be kept', 'session stopped'],
      ]),
    )
    const strayed = lines.filter(
      ({ event, session }) => !OF_NO_SESSION.has(String(event)) && !UUID.test(String(session)),
    )
    expect(strayed).toEqual([])
    // A field of the same name would hide it.
    expect(rig.bot.output.filter((line) => line.split('"session":').length > 2)).toEqual([])
    expect(new Set(lines.flatMap(({ session }) => (session === undefined ? [] : [session]))).size).toBe(1)
  })
})
