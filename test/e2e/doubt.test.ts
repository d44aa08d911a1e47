import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { toneLine } from '../../sandbox/cast/script.ts'
import { CrashCall } from '../support/crash-call.ts'
import { isLong } from '../support/durations.ts'
import { posted } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

// Each takes a bot or two and some seconds of talk; the pieces have their own tests.
const long = isLong ? describe : describe.skip

jest.setTimeout(120_000)

let call: CrashCall | undefined
afterEach(async () => {
  await call?.close()
  call = undefined
})

const CONTROLS = { privacy: 'hansard:consent:opted-out privacy', forget: 'hansard:forget:' }
const WORDS = ['badger', 'falcon', 'kettle', 'today']

async function open(): Promise<CrashCall> {
  call = await CrashCall.open(['Ada', 'Bert'], { POSTING_MODE: 'plain' })
  await call.begin()
  return call
}

/** Bert says no to what he said; resolves with what he is told. */
async function sayNo({ table }: CrashCall, how: keyof typeof CONTROLS): Promise<string> {
  const [, bert] = table.people
  if (bert === undefined) throw new Error('Bert is not there')
  const outcome = await bert.command(table.text, ['transcribe', how])
  const question = await outcome.next(({ content }) => content !== '', 30_000)
  await bert.press(question, CONTROLS[how])
  const told = await outcome.next(({ content }) => content !== question.content && content !== '', 30_000)
  return told.content
}

const badgers = ({ table }: CrashCall): number =>
  table.text.messages.filter(({ content }) => /badger/i.test(content)).length

const IN_DOUBT = "SELECT count(*) AS count FROM posts WHERE state = 'pending' AND content LIKE '%adger%'"
const KEPT = `SELECT (SELECT count(*) FROM posts WHERE content LIKE '%adger%') +
  (SELECT count(*) FROM lines WHERE text LIKE '%adger%') = 0 AS count`

long('a line in doubt is never posted after its speaker said no', () => {
  test.each(['privacy', 'forget'] as const)('with %s, while the channel is closed', async (how) => {
    const here = await open()
    const { table, sandbox, bot } = here
    const path = new RegExp(`^/channels/${table.text.id}/messages$`)
    sandbox.discord.failNext({ method: 'POST', path, status: 500 })
    for (const method of ['POST', 'GET']) sandbox.discord.failNext({ method, path, status: 403, times: 500 })
    await here.play([toneLine({ speaker: 'Bert', atMs: 0 }, WORDS)])
    await bot.logged('text channel closed')
    await sayNo(here, how)
    await here.journalHas(KEPT, 1)
    sandbox.discord.clearFaults()
    table.guild.deny(table.text, 'AttachFiles')
    await here.play([toneLine({ speaker: 'Ada', atMs: 0 }, ['silver', 'otter', 'today'])])
    await posted(table.text, /silver/i)
    expect(badgers(here)).toBe(0)
    expect(await sayNo(here, 'forget')).toMatch(/^I keep nothing/)
  })

  test.each([
    ['privacy', 'SIGTERM'],
    ['privacy', 'SIGKILL'],
    ['forget', 'SIGTERM'],
    ['forget', 'SIGKILL'],
  ] as const)('with %s, and then %s before it was tried again', async (how, signal) => {
    const here = await open()
    const { table, sandbox } = here
    const path = new RegExp(`^/channels/${table.text.id}/messages$`)
    sandbox.discord.failNext({ method: 'POST', path, status: 500, times: 500 })
    await here.play([toneLine({ speaker: 'Bert', atMs: 0 }, WORDS)])
    await here.journalHas(IN_DOUBT, 1)
    await sayNo(here, how)
    await here.die(signal)
    sandbox.discord.clearFaults()
    await here.comeBack()
    await posted(table.text, /and go on now/)
    expect(badgers(here)).toBe(0)
    await here.journalHas(KEPT, 1)
  })

  test('and taken back where it was there all the same', async () => {
    const here = await open()
    const { table, sandbox } = here
    const path = new RegExp(`^/channels/${table.text.id}/messages$`)
    sandbox.discord.failNext({ method: 'POST', path, status: 'drop', when: 'after' })
    sandbox.discord.failNext({ method: 'POST', path, status: 500, times: 500 })
    await here.play([toneLine({ speaker: 'Bert', atMs: 0 }, WORDS)])
    await until('the message', () => badgers(here) === 1)
    await here.die()
    await here.comeBack()
    await sayNo(here, 'privacy')
    sandbox.discord.clearFaults()
    await until('it to be taken back', () => badgers(here) === 0)
    await here.journalHas(KEPT, 1)
  })
})
