import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { conversation, toneLine } from '../../sandbox/cast/script.ts'
import { BotProcess } from '../../src/cli/bot-process.ts'
import { CrashCall } from '../support/crash-call.ts'
import { unbilled } from '../support/seats.ts'
import { posted } from '../support/transcribe.ts'

const SPEAKERS = ['Ada', 'Bert', 'Cleo']
const RESTART = /^I am being restarted; I go on in this transcript when I am back\.$/

let call: CrashCall | undefined
afterEach(async () => {
  await call?.close()
  call = undefined
}, 60_000)

describe('a bot that is restarted in a call', () => {
  test('by SIGTERM posts what was said, says that it goes, and goes on in the same transcript', async () => {
    const here = await CrashCall.open(SPEAKERS)
    call = here
    await here.begin()
    const speaking = here.play(conversation({ seed: 3, speakers: SPEAKERS, durationMs: 14_000 }))
    await wait(5_000)
    await here.journalHas("SELECT count(*) AS count FROM lines WHERE kind = 'turn'", 1)
    await here.die('SIGTERM')
    expect((await here.bot.exited).code).toBe(0)
    await posted(here.table.text, RESTART)
    await unbilled(here.sandbox)
    await here.comeBack()
    await posted(here.table.text, /^I was away for .+, from [\d:]+ to [\d:]+ UTC, and go on now\.$/)
    // Where the next process takes long to start, all else was said by then.
    const afterwards = toneLine({ speaker: 'Ada', atMs: 0 }, ['silver', 'otter', 'today'])
    const spoken = [...(await speaking), ...(await here.play([afterwards]))]
    const { reckoning, transcript, unexplained, unposted, excessMs } = await here.judge(spoken)
    expect(reckoning).toMatchObject({ doubled: [], misattributed: [], extra: [], moved: [] })
    expect({ unexplained, unposted }).toEqual({ unexplained: [], unposted: [] })
    // Turns of both processes.
    expect(new Set(transcript.turns.map(({ id }) => id.split(/[/.]/)[1]))).toEqual(new Set(['1', '2']))
    expect(transcript).toMatchObject({ session: { runs: 2, state: { kind: 'ended' } } })
    expect(transcript.turns.filter(({ cut }) => cut)).toEqual([])
    for (const ms of excessMs) expect(ms).toBeLessThanOrEqual(2_000)
    // The webhook was found again.
    expect(
      here.sandbox.discord.requests.filter(
        ({ method, path }) => method === 'POST' && /\/webhooks$/.test(path),
      ),
    ).toHaveLength(1)
  }, 180_000)

  test('while everybody leaves ends the transcript, says so once, and keeps a second process out', async () => {
    const here = await CrashCall.open(SPEAKERS)
    call = here
    await here.begin()
    await here.play([toneLine({ speaker: 'Ada', atMs: 0 }, ['silver', 'otter', 'today'])])
    await posted(here.table.text, /silver otter today/i)
    const second = new BotProcess({ ...here.sandbox.environment })
    expect((await second.exited).code).toBe(1)
    expect(second.output).toContain(
      'Another Hansard already runs with this DATA_DIR: stop it, or give this one a folder of its own.',
    )
    await here.die()
    for (const person of here.table.people) person.leaveVoice()
    const later = new BotProcess({ LOG_LEVEL: 'debug', ...here.sandbox.environment })
    await later.logged('session left behind was ended')
    await later.stop()
    const told =
      /^I was away from [\d:]+ UTC on and do not go on with this transcript: Nobody is in the voice channel/
    await posted(here.table.text, told)
    const handed = here.table.text.messages.at(-1)
    expect(handed?.attachments.map(({ filename }) => filename.replace(/^.*\./, ''))).toEqual([
      'txt',
      'md',
      'srt',
      'vtt',
      'json',
      'csv',
    ])
    expect(handed?.attachments[0]?.bytes.toString()).toMatch(/Ada: Silver otter today/)
    const count = here.table.text.messages.length
    const last = new BotProcess({ LOG_LEVEL: 'debug', ...here.sandbox.environment })
    await last.ready
    await last.stop()
    expect(here.table.text.messages).toHaveLength(count)
    const { session, turns } = await here.transcript()
    expect(session.state).toMatchObject({ kind: 'ended', reason: 'Nobody is in the voice channel any more.' })
    expect(turns.map(({ posts }) => posts.length)).toEqual([1])
    await unbilled(here.sandbox)
  }, 180_000)
})
