import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import { verbatim } from '../../src/wording/words.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage
beforeEach(async () => {
  stage = await openCommandStage()
})
afterEach(() => stage.close())

const status = async (who: SandboxMember): Promise<string> => {
  const outcome = await who.command(stage.text, ['transcribe', 'status'])
  return (await outcome.next(({ content }) => content !== '')).content
}

test('/transcribe status says what goes on to those who can see the room, and to nobody else', async () => {
  const { guild, ann, text } = stage
  const nothing = await status(ann)
  const room = guild.addVoice('Secret')
  guild.overwrite(room, guild.everyone, { deny: ['ViewChannel'] })
  guild.overwrite(room, ann, { allow: ['ViewChannel'] })
  guild.allow(room, 'ViewChannel')
  ann.joinVoice(room)
  const started = await ann.command(text, ['transcribe', 'start'], { text: room })
  await started.next(({ content }) => /I am listening to/.test(content))
  expect(await status(ann)).toContain(`<#${room.id}>`)
  const eve = guild.addMember('eve', { nick: 'Eve' })
  expect(await status(eve)).toBe(nothing)
  await stage.sessions.drain(verbatim('The test is over.'))
})
