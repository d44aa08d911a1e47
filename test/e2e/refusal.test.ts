import { expect, test } from '@jest/globals'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import { toneLine } from '../../sandbox/cast/script.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable } from '../../sandbox/table.ts'
import { BotProcess } from '../../src/cli/bot-process.ts'
import { transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

test('a bot that stops refuses what it is told from then on, while it still waits for last words', async () => {
  const sandbox = await Sandbox.start()
  const bot = new BotProcess({ ...sandbox.environment, DRAIN_SECONDS: '60' })
  try {
    const { room, text, people } = setTable(sandbox, ['Ada'])
    const [ada] = people
    if (!ada) throw new Error('nobody is at the table')
    await bot.ready
    const mouth = await sandbox.enter(ada, room)
    expect(await transcribe(ada, text, ['start'])).toMatch(/^I am listening to/)
    // A service that does not say goodbye is waited for, longer than this test takes.
    sandbox.speech.faults.always({ termination: 'hang' })
    const talk = mouth.talk(toneLine({ speaker: 'Ada', atMs: 0 }, ['silver', 'otter', 'river']).packets)
    await until('something to be heard', () => sandbox.speech.sessions.some(({ audioMs }) => audioMs > 0))
    const stopping = bot.logged('stopping')
    process.kill(bot.pid ?? 0, 'SIGTERM')
    await stopping
    for (const command of ['start', 'status']) {
      const outcome = await ada.command(text, ['transcribe', command])
      const { content } = await outcome.next((reply) => reply.content !== '', 30_000)
      expect(unescaped(content)).toBe('I am shutting down. Try again in a minute.')
    }
    await talk
  } finally {
    await bot.stop('SIGKILL')
    await sandbox.close()
  }
}, 120_000)
