import { expect, test } from '@jest/globals'
import { oggOpus } from '../../sandbox/cast/ogg.ts'
import { toneLine } from '../../sandbox/cast/script.ts'
import { encodeSpeech } from '../../sandbox/cast/speech-packets.ts'
import { utter } from '../../sandbox/cast/tone-language.ts'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import { CrashCall } from '../support/crash-call.ts'
import { startRig } from '../support/rig.ts'
import { seat } from '../support/seats.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

const LIMIT_MS = 180_000
const isLong = process.env['HANSARD_LONG'] === '1'
const long = isLong ? test : test.skip
if (!isLong) process.stdout.write('SKIPPED: forgetting with the whole bot (HANSARD_LONG=1 runs it)\n')

/** Says yes to the question; answers what the bot says from then on. */
async function forget(person: SandboxMember, text: SandboxChannel) {
  const outcome = await person.command(text, ['transcribe', 'forget'])
  const question = await outcome.next(({ content }) => content !== '')
  await person.press(question, 'hansard:forget:')
  return (deadlineMs: number) =>
    outcome.next(({ content }) => content !== '' && content !== question.content, deadlineMs)
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  long(
    `what somebody wants forgotten goes although the bot ends in between (${signal}), and they are told`,
    async () => {
      const call = await CrashCall.open(['Ada', 'Bert'], { POSTING_MODE: 'plain' })
      try {
        await call.begin()
        const { table, sandbox } = call
        const bert = table.people[1]
        if (bert === undefined) throw new Error('Bert is not there')
        const theirs = () =>
          table.text.messages.filter(({ content }) => /badger|falcon|kettle/i.test(content))
        for (const [place, word] of ['badger', 'falcon', 'kettle'].entries()) {
          await call.play([toneLine({ speaker: 'Bert', atMs: 0 }, [word, 'river', 'today'])])
          await call.play([toneLine({ speaker: 'Ada', atMs: 0 }, ['silver', 'otter', 'today'])])
          await until('both lines', () => theirs().length === place + 1)
        }
        sandbox.discord.failNext({ method: 'DELETE', path: /messages/, delayMs: 3_000, times: 50 })
        const answer = await forget(bert, table.text)
        await until('the first to go', () => theirs().length < 3)
        await call.die(signal)
        sandbox.discord.clearFaults()
        if (signal === 'SIGTERM')
          expect((await answer(1_000)).content).toMatch(
            /Removed: 3 turns .*\n\d messages? still to be deleted/,
          )
        expect(theirs().length).toBeGreaterThan(0)
        await call.comeBack()
        await until('the rest to go', () => theirs().length === 0)
        const direct = sandbox.discord.world.directMessages(bert.id)
        await until('the private message', () => direct.messages.length > 0)
        expect(direct.messages[0]?.content).toMatch(/Removed: 3 turns /)
        expect(table.text.messages.filter(({ content }) => /otter/i.test(content)).length).toBeGreaterThan(0)
        expect((await (await forget(bert, table.text))(20_000)).content).toBe(
          'I keep nothing that you said in this server.',
        )
      } finally {
        await call.close()
      }
    },
    LIMIT_MS,
  )

long(
  'what somebody said stands nowhere any more: not in lines, not in files handed out, not in an answer to a voice message',
  async () => {
    const rig = await startRig({ environment: { POSTING_MODE: 'plain' } })
    try {
      await rig.bot.ready
      const { guild, ada, bert, room, text } = seat(rig.sandbox, 'G')
      const chief = guild.addMember('Chief')
      chief.setRoles([guild.addRole('C', ['ManageGuild']).id])
      const set = await chief.command(text, ['transcribe', 'settings'], {
        setting: 'stop-empty',
        value: '10',
      })
      await set.next(({ content }) => content !== '')
      const mouth = await rig.sandbox.enter(bert, room)
      await transcribe(bert, text, ['start'])
      await mouth.talk(toneLine({ speaker: '', atMs: 0 }, ['badger', 'falcon', 'today']).packets)
      await posted(text, /badger falcon today/i)
      bert.leaveVoice()
      await until('the files', () => text.messages.some(({ attachments }) => attachments.length > 1))
      const bytes = oggOpus(encodeSpeech(utter(['kettle', 'marble', 'today'])))
      const file = { filename: 'voice-message.ogg', contentType: 'audio/ogg', bytes, seconds: 1 }
      const message = bert.say(text, '', { flags: 8192, files: [file] })
      const outcome = await ada.messageCommand(message, 'Transcribe')
      await outcome.next(({ content }) => /kettle/i.test(content), 20_000)
      const told = (await (await forget(bert, text))(20_000)).content
      expect(told).toMatch(/Removed: 1 turn .*; 2 messages deleted, .*\nFiles .* from 1 message;/)
      const said = text.messages.flatMap(({ id, content, attachments }) =>
        id === message.id ? [] : [content, ...attachments.map((each) => each.bytes.toString())],
      )
      expect(said.join('\n')).not.toMatch(/badger|kettle/i)
    } finally {
      await rig.close()
    }
  },
  LIMIT_MS,
)
