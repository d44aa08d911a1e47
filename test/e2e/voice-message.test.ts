import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { oggOpus } from '../../sandbox/cast/ogg.ts'
import { encodeSpeech } from '../../sandbox/cast/speech-packets.ts'
import { utter } from '../../sandbox/cast/tone-language.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import { startRig } from '../support/rig.ts'
import { wordsOf } from '../support/tone-sample.ts'
import { until } from '../support/until.ts'

const ANSWER_MS = 30_000
const MESSAGE_CONTENT = 1 << 15
const UNASKED = { AUTO_TRANSCRIBE_VOICE_MESSAGES: 'true' }
const WORDS = ['river', 'castle', 'today']

function voiceMessage(words: readonly string[]) {
  const bytes = oggOpus(encodeSpeech(utter(words)))
  return {
    flags: 8192,
    files: [{ filename: 'voice-message.ogg', contentType: 'audio/ogg', bytes, seconds: 1 }],
  }
}

describe('the bot, given voice messages', () => {
  test.concurrent('makes text of them for who asks, leaves those of who opted out alone, and keeps nothing', async () => {
    const rig = await startRig({ sandbox: { grantedIntents: MESSAGE_CONTENT }, environment: UNASKED })
    try {
      await rig.bot.ready
      const guild = rig.sandbox.discord.addGuild('Guild')
      const text = guild.addText('chat')
      const [ann, bob] = [guild.addMember('ann', { nick: 'Ann' }), guild.addMember('bob')]
      const first = ann.say(text, '', voiceMessage(WORDS))
      const repliesTo = (message: SandboxMessage) =>
        text.messages.filter(({ replyTo }) => replyTo === message.id)
      await until('an answer unasked', () => repliesTo(first).length > 0)
      expect(wordsOf(repliesTo(first)[0]?.content ?? '').slice(0, 4)).toEqual(['ann', ...WORDS])

      const asked = await bob.messageCommand(first, 'Transcribe')
      const { content } = await asked.next((reply) => /river/i.test(reply.content), ANSWER_MS)
      expect(wordsOf(content).slice(0, 4)).toEqual(['ann', ...WORDS])

      const privacy = await ann.command(text, ['transcribe', 'privacy'])
      const answer = await privacy.next((reply) => reply.components.length > 0, ANSWER_MS)
      const optOut = /"custom_id":"([^"]*opted-out[^"]*)"/.exec(JSON.stringify(answer.components))?.[1]
      await ann.press(answer, optOut ?? '')
      await privacy.next((reply) => /opted out/.test(reply.content), ANSWER_MS)

      const uploads = rig.sandbox.speech.files.uploadedBytes.length
      const second = ann.say(text, '', voiceMessage(['lemon']))
      const refused = await bob.messageCommand(second, 'Transcribe')
      await refused.next((reply) => /does not want to be transcribed/.test(reply.content), ANSWER_MS)
      expect(repliesTo(second)).toEqual([])
      expect(rig.sandbox.speech.files.uploadedBytes).toHaveLength(uploads)
      expect(rig.sandbox.speech.files.jobs.map(({ deleted }) => deleted)).toEqual([true, true])

      const folder = rig.sandbox.environment['DATA_DIR'] ?? ''
      expect(await readdir(join(folder, 'fetched'))).toEqual([])
      expect(await rig.bot.stop()).toEqual({ code: 0, signal: null })
      expect(
        rig.bot.output.filter((line) => /river|castle|lemon|voice-message\.ogg|"Ann"/i.test(line)),
      ).toEqual([])
    } finally {
      await rig.close()
    }
  }, 120_000)

  test.concurrent('says at its start what is missing, where Discord refuses to show it messages', async () => {
    const rig = await startRig({ environment: UNASKED })
    try {
      expect((await rig.bot.exited).code).toBe(1)
      const told = rig.bot.output.filter((line) =>
        /^ {2}- Discord refused the Message Content intent/.test(line),
      )
      expect(told).toHaveLength(1)
    } finally {
      await rig.close()
    }
  }, 120_000)
})
