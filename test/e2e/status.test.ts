import { describe, expect, test } from '@jest/globals'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { reckon } from '../../sandbox/cast/ledger.ts'
import { perform } from '../../sandbox/cast/performance.ts'
import { conversation, monologue } from '../../sandbox/cast/script.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import type { VoicePerson } from '../../sandbox/discord/voice/voice-person.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { longOr } from '../support/durations.ts'
import { type Rig, type RigOptions, startRig } from '../support/rig.ts'
import { until } from '../support/until.ts'
import { webPage } from '../support/web-page.ts'

interface Party {
  readonly rig: Rig
  readonly table: Table
  readonly mouths: ReadonlyMap<string, VoicePerson>
  /** The status message as it read each time it changed. */
  readonly panel: SandboxMessage[]
  command(...words: string[]): Promise<string>
  http(path: string): Promise<{ readonly status: number; readonly text: string }>
}

/** People at a table, the bot listening to them, and its HTTP pages. */
async function meet(
  speakers: readonly string[],
  body: (party: Party) => Promise<void>,
  options: RigOptions = {},
): Promise<void> {
  const tables: Table[] = []
  const rig = await startRig({
    ...options,
    environment: { HTTP_PORT: '0', ...options.environment },
    prepare: (sandbox) => tables.push(setTable(sandbox, speakers)),
  })
  try {
    const listening = rig.bot.logged('http listening')
    await rig.bot.ready
    const { port } = await listening
    const [table] = tables
    const [first] = table?.people ?? []
    if (!table || !first) throw new Error('no table')
    const panel: SandboxMessage[] = []
    table.text.onMessage((_change, message) => {
      if (/^\*\*(Listening|Not listening|Stopped)/.test(message.content)) panel.push(message)
    })
    const mouths = new Map<string, VoicePerson>()
    for (const person of table.people) mouths.set(person.name, await rig.sandbox.enter(person, table.room))
    const command = async (...words: string[]) => {
      const outcome = await first.command(table.text, ['transcribe', ...words])
      return (await outcome.next(({ content }) => content !== '', 30_000)).content
    }
    const http = async (path: string) => {
      const { status, body } = await webPage(port, path)
      return { status, text: body }
    }
    await body({ rig, table, mouths, panel, command, http })
  } finally {
    await rig.close()
  }
}

/** When Discord took a request that made or edited this message. */
const editTimes = ({ rig, table }: Party, message: SandboxMessage): number[] =>
  rig.sandbox.discord.requests
    .filter(
      ({ method, path }) =>
        method === 'PATCH' && path === `/channels/${table.text.id}/messages/${message.id}`,
    )
    .map(({ at }) => at)

const sample = (text: string, name: string): number =>
  Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])

describe('the status, seen from outside', () => {
  const durationMs = longOr(60_000, 14_000)

  test.concurrent(
    'shows who is heard in one message and to who asks, and costs the captions nothing',
    async () => {
      await meet(['Ada', 'Bert*'], async (party) => {
        const { rig, table, mouths, panel, command, http } = party
        expect(await command('status')).toMatch(/^Nothing is being transcribed in this server/)
        expect((await http('/readyz')).status).toBe(200)
        await command('start')
        const play = perform(conversation({ seed: 3, speakers: [...mouths.keys()], durationMs }), mouths)
        await until('both to be shown', () =>
          /- Ada: heard.*\n- Bert\\\*: heard/.test(panel.at(-1)?.content ?? ''),
        )
        const status = await command('status')
        expect(status).toMatch(
          new RegExp(
            `^\\*\\*Listening\\*\\* in <#${table.room.id}> with the speech engine assemblyai, connected <t:\\d+:R>\\.\\nThe text goes to <#${table.text.id}>\\.\\nBilled \\d+ s for \\d+ s of speech: \\d\\.\\d\\d USD\\.\\n- `,
          ),
        )
        expect(status).toMatch(/\n-# <t:\d+:T> Bert\\\*: heard for the first time/)
        expect((await http('/healthz')).text).toBe('{"healthy":true,"sessions":1,"problems":[]}\n')
        const metrics = (await http('/metrics')).text
        expect(sample(metrics, 'hansard_packets_opened_total')).toBeGreaterThan(0)
        expect(sample(metrics, 'hansard_speakers\\{state="hearing"\\}')).toBe(2)
        const spoken = await play
        expect(await command('stop')).toMatch(/^Stopped\./)
        await until('the last edit', () => panel.at(-1)?.content.startsWith('**Stopped**') === true)

        const [message] = panel
        if (!message) throw new Error('no panel')
        expect(new Set(panel.map(({ id }) => id)).size).toBe(1)
        expect(message.flags & 4096).toBe(4096)
        for (const [index, { content }] of panel.entries())
          expect(content).not.toBe(panel[index - 1]?.content)
        const edits = editTimes(party, message)
        expect(edits).toHaveLength(panel.length - 1)
        for (const [index, at] of edits.entries()) {
          const before = index === 0 ? message.createdAt : (edits[index - 1] ?? 0)
          expect(at - before).toBeGreaterThanOrEqual(4_950)
        }
        const result = reckon(spoken, readChannel(table.text.messages))
        expect(result).toMatchObject({ lost: [], doubled: [], misattributed: [], moved: [], extra: [] })
        expect(rig.sandbox.discord.rateLimited).toBe(0)
        const after = (await http('/metrics')).text
        expect(sample(after, 'hansard_words_total')).toBe(result.spoken)
        // Neither the panel nor the notice before all is a caption.
        expect(sample(after, 'hansard_posts_total')).toBe(table.text.messages.length - 2)
        expect(sample(after, 'hansard_packets_received_total')).toBeGreaterThanOrEqual(
          sample(metrics, 'hansard_packets_received_total'),
        )
        const billed = sample(after, 'hansard_speech_billed_seconds_total\\{engine="assemblyai"\\}')
        expect(billed).toBeGreaterThan(durationMs / 1000)
        expect(sample(after, 'hansard_timed_decodes_total')).toBeGreaterThan(5)
        const secrets = [table.guild, table.room, table.text, ...table.people].map(({ id }) => id)
        for (const secret of ['Ada', 'Bert', 'Tavern', ...secrets])
          expect(metrics + after).not.toContain(secret)
      })
    },
    durationMs + 120_000,
  )

  test.concurrent('shows that speech recognition is away, and that it is back', async () => {
    await meet(['Ada'], async ({ rig, mouths, panel, command, http }) => {
      await command('start')
      rig.sandbox.speech.faults.always({ upgradeStatus: 503 })
      const play = perform(monologue({ seed: 5, speaker: 'Ada', durationMs: 6_000, pauseMs: null }), mouths)
      const late = async () => sample((await http('/metrics')).text, 'hansard_speakers\\{state="behind"\\}')
      await until('trouble to be shown', () =>
        /- Ada: heard, but speech recognition is late since/.test(panel.at(-1)?.content ?? ''),
      )
      expect(await late()).toBe(1)
      // Its ears are fine: another service's trouble is no reason to restart the bot.
      expect((await http('/healthz')).status).toBe(200)
      rig.sandbox.speech.faults.clear()
      await until('the end of it', async () => (await late()) === 0, 40_000)
      await play
      const events = (await command('status')).split('\n').filter((line) => line.startsWith('-# '))
      expect(events.map((line) => line.replace(/^-# <t:\d+:T> /, ''))).toEqual([
        'Ada: heard for the first time',
        'Ada: speech recognition is away; what is said waits for it',
        'Ada: speech recognition is back',
      ])
    })
  }, 120_000)

  test.concurrent('turns red while sound comes that cannot be opened, and green when it is heard again', async () => {
    await meet(['Ada'], async ({ rig, mouths, panel, command, http }) => {
      await command('start')
      rig.sandbox.voice.setWireRule(() => 'broken')
      const say = (durationMs: number) =>
        perform(monologue({ seed: 6, speaker: 'Ada', durationMs, pauseMs: null }), mouths)
      const play = say(14_000)
      const started = performance.now()
      await until('red', async () => (await http('/healthz')).status === 503)
      expect(performance.now() - started).toBeGreaterThan(9_000)
      expect((await http('/healthz')).text).toContain('"kind":"deaf"')
      await until('it to be shown', () =>
        panel.some(({ content }) => /- Ada: not understood since <t:\d+:T>/.test(content)),
      )
      rig.sandbox.voice.setWireRule(undefined)
      await play
      // Where red came late, she may have said all of it by then.
      await say(2_000)
      await until('green', async () => (await http('/healthz')).status === 200)
    })
  }, 120_000)

  test.concurrent('turns red while somebody is said to speak and nothing comes at all', async () => {
    await meet(['Ada', 'Bert'], async ({ rig, table, mouths, panel, command, http }) => {
      await command('start')
      const say = (speaker: string, durationMs: number) =>
        perform(monologue({ seed: 6, speaker, durationMs, pauseMs: null }), mouths)
      await say('Ada', 3_000)
      rig.sandbox.voice.setWireRule(() => 'drop')
      await say('Bert', 1_000)
      // Nobody has heard a sound of his yet, so nobody has introduced him.
      const bert = `Speaker ${table.people[1]?.id.slice(-4)}`
      await until('it to be shown', () =>
        new RegExp(`^- ${bert}: not heard since <t:\\d+:T>, although`, 'm').test(panel.at(-1)?.content ?? ''),
      )
      await until('red', async () => (await http('/healthz')).status === 503)
      expect((await http('/healthz')).text).toContain('"kind":"deaf"')
    })
  }, 120_000)

  test.concurrent('turns red while the bot is kept out of its room', async () => {
    await meet(['Ada'], async ({ rig, panel, command, http }) => {
      await command('start')
      rig.sandbox.discord.ignoreVoiceRequests(true)
      rig.sandbox.voice.ignoreJoins(1_000)
      rig.sandbox.voice.cutVoiceSocket(rig.sandbox.discord.botUserId, 4006)
      await until('red', async () => (await http('/healthz')).status === 503)
      expect((await http('/healthz')).text).toContain('"kind":"absent"')
      await until('the panel to say so', () =>
        /^\*\*Not listening just now/.test(panel.at(-1)?.content ?? ''),
      )
    })
  }, 120_000)

  test.concurrent('is not ready any more once it shuts down, and shows no panel where it is switched off', async () => {
    await meet(
      ['Ada'],
      async ({ rig, mouths, panel, table, command, http }) => {
        // The end takes a few seconds, so that it can be watched.
        rig.sandbox.speech.faults.always({ termination: 'hang' })
        await command('start')
        await perform(monologue({ seed: 7, speaker: 'Ada', durationMs: 2_000, pauseMs: null }), mouths)
        await until('the caption', () => readChannel(table.text.messages).length > 0)
        const stopped = rig.bot.stop()
        await until('not ready', async () => (await http('/readyz')).status === 503)
        expect((await stopped).code).toBe(0)
        expect(panel).toEqual([])
      },
      { environment: { STATUS_PANEL: 'false' } },
    )
  }, 120_000)

  test.concurrent('a port in use ends the start with a sentence', async () => {
    await meet(['Ada'], async ({ rig }) => {
      const line = rig.bot.output.find((text) => text.includes('http listening')) ?? ''
      const { port }: { port?: unknown } = JSON.parse(line)
      const second = await startRig({ environment: { HTTP_PORT: String(port) } })
      await expect(second.bot.ready).rejects.toThrow(`HTTP_PORT ${port} on 127.0.0.1 is in use`)
      expect((await second.bot.exited).code).toBe(1)
      await second.close()
    })
  }, 120_000)
})
