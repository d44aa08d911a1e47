import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import type { PermissionName } from '../../sandbox/discord/permissions.ts'
import { verbatim } from '../../src/wording/words.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage
let news: SandboxChannel

beforeEach(async () => {
  stage = await openCommandStage()
  news = stage.guild.addText('announcements')
})

afterEach(async () => {
  await stage.sessions.drain(verbatim('The test is over.'))
  await stage.close()
})

/** Somebody in the voice channel who has these permissions beyond everybody's. */
function caller(...permissions: PermissionName[]): SandboxMember {
  const member = stage.guild.addMember('cleo')
  if (permissions.length > 0) member.setRoles([stage.guild.addRole('some', permissions).id])
  member.joinVoice(stage.room)
  return member
}

async function start(member: SandboxMember, where: SandboxChannel, named = true): Promise<string> {
  const outcome = await member.command(
    named ? stage.text : where,
    ['transcribe', 'start'],
    named ? { text: where } : {},
  )
  return unescaped((await outcome.next()).content)
}

/** What everybody else may not do in the channel; the bot may. */
function close(channel: SandboxChannel, ...permissions: PermissionName[]): void {
  stage.guild.overwrite(channel, stage.guild.everyone, { deny: permissions })
  stage.guild.allow(channel, ...permissions)
}

const refusal = (channel: SandboxChannel) =>
  `I write for you only where you may write yourself, which you may not in <#${channel.id}>. Name another channel with the option “text”, or ask a member with Manage Server to start me.`

describe('where whoever starts may not write, the bot does not write for them', () => {
  test.each<[string, boolean]>([
    ['in a channel that the option names', true],
    ['in the channel in which the command is given', false],
  ])('%s', async (_, named) => {
    close(news, 'SendMessages')
    const cleo = caller()
    expect(await start(cleo, news, named)).toBe(refusal(news))
    expect([stage.engine.checks, stage.voices.rooms.length, stage.sessions.count]).toEqual([0, 0, 0])
  })

  test.each<[string, readonly PermissionName[], readonly PermissionName[], boolean]>([
    ['everybody may write there', [], [], true],
    ['they may write there, others not', ['SendMessages'], ['SendMessages'], true],
    ['they have Manage Server', ['SendMessages'], ['ManageGuild'], true],
    ['they may only write in its threads', ['SendMessages'], ['SendMessagesInThreads'], false],
  ])('in a channel: %s', async (_, closed, own, allowed) => {
    if (closed.length > 0) close(news, ...closed)
    const cleo = caller(...own)
    if (own.includes('SendMessages')) stage.guild.overwrite(news, cleo, { allow: ['SendMessages'] })
    const answer = await start(cleo, news)
    if (allowed) expect(answer).toContain(`and write to <#${news.id}>`)
    else expect(answer).toBe(refusal(news))
  })

  test.each<[PermissionName, boolean]>([
    ['SendMessages', true],
    ['SendMessagesInThreads', false],
  ])('in a thread, where everybody lacks %s in its channel', async (permission, allowed) => {
    const thread = stage.guild.addChannel({ kind: 'public-thread', name: 'evening', parentId: news.id })
    close(news, permission)
    const answer = await start(caller(), thread)
    if (allowed) expect(answer).toContain(`and write to <#${thread.id}>`)
    else expect(answer).toBe(refusal(thread))
  })
})
