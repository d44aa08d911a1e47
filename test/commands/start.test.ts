import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { CommandOptions, SandboxMember } from '../../sandbox/discord/member.ts'
import type { PermissionName } from '../../sandbox/discord/permissions.ts'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { guildSettings } from '../../src/session/settings/guild-settings.ts'
import { verbatim } from '../../src/wording/words.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage

beforeEach(async () => {
  stage = await openCommandStage()
})

afterEach(async () => {
  await stage.sessions.drain(verbatim('The test is over.'))
  await stage.close()
})

const answer = async (path: string, options: CommandOptions = {}, who: SandboxMember = stage.ann) =>
  unescaped((await (await who.command(stage.text, ['transcribe', path], options)).next()).content)

const start = (options: CommandOptions = {}, who?: SandboxMember) => answer('start', options, who)
const stop = (who?: SandboxMember) => answer('stop', {}, who)

const listening = (room: SandboxChannel = stage.room, text: SandboxChannel = stage.text) =>
  `I am listening to <#${room.id}> with a script and write to <#${text.id}>. End it with /transcribe stop.`

const member = (name: string, ...permissions: PermissionName[]): SandboxMember => {
  const made = stage.guild.addMember(name)
  if (permissions.length > 0) made.setRoles([stage.guild.addRole(name, permissions).id])
  return made
}

/** Makes the voice channel Ann's alone. */
function closeRoom(): void {
  stage.guild.overwrite(stage.room, stage.guild.everyone, { deny: ['ViewChannel'] })
  stage.guild.overwrite(stage.room, stage.ann, { allow: ['ViewChannel'] })
  stage.guild.allow(stage.room, 'ViewChannel')
}

/** What came of it in all: no service was asked, no room joined, nothing posted. */
const traces = () => [stage.engine.checks, stage.voices.rooms.length, stage.sessions.count]

describe('/transcribe start', () => {
  test('listens to the voice channel one is in and writes where it is given', async () => {
    stage.ann.joinVoice(stage.room)
    expect(await start()).toBe(listening())
  })

  test('listens and writes where the options say', async () => {
    stage.ann.joinVoice(stage.room)
    const other = stage.guild.addText('other')
    expect(await start({ voice: stage.room, text: other })).toBe(listening(stage.room, other))
  })

  test('says what will not be possible there, and goes all the same', async () => {
    stage.ann.joinVoice(stage.room)
    stage.guild.deny(stage.text, 'ReadMessageHistory', 'EmbedLinks')
    const [first, second, ...rest] = (await start()).split('\n')
    expect([first, rest]).toEqual([listening(), []])
    expect(second).toMatch(/^In <#\d+> I do without Read Message History \(.*\), Embed Links \(.*\)\. Grant/)
  })

  test('looks at permissions before it asks any service or joins', async () => {
    stage.ann.joinVoice(stage.room)
    stage.guild.deny(stage.room, 'Connect')
    stage.guild.deny(stage.text, 'SendMessages')
    expect(await start()).toMatch(/I need Connect\. Grant .*\n.* I need Send Messages\. Grant/)
    expect(traces()).toEqual([0, 0, 0])
  })

  test('is refused where those could read it who cannot see the call, before anything is asked or joined', async () => {
    closeRoom()
    stage.ann.joinVoice(stage.room)
    expect(await start()).toMatch(/^I do not start: .* people who cannot see <#\d+>\. These can: everybody/)
    expect(traces()).toEqual([0, 0, 0])
    expect(await start({ text: stage.room })).toBe(listening(stage.room, stage.room))
  })

  test('lets those read it all the same, where somebody with Manage Server says so', async () => {
    closeRoom()
    stage.ann.joinVoice(stage.room)
    expect(await start({ readers: 'everybody' })).toMatch(/^Only members with Manage Server can decide/)
    expect(traces()).toEqual([0, 0, 0])
    stage.ann.setRoles([stage.guild.addRole('admin', ['ManageGuild']).id])
    expect(await start({ readers: 'room' })).toMatch(/^I do not start/)
    expect(await start()).toMatch(/^I do not start/)
    expect(await start({ readers: 'everybody' })).toBe(listening())
  })
})

describe('who may', () => {
  const choose = (starters: string) =>
    stage.settings.change(guildId(stage.guild.id), guildSettings.starters.name, starters)

  test('start: those who are in that voice channel, and who manages the server', async () => {
    const bob = member('bob')
    bob.joinVoice(stage.guild.addVoice('Elsewhere'))
    expect(await start({ voice: stage.room }, bob)).toBe(
      `Join <#${stage.room.id}> first: only those who are in a voice channel can have me listen there.`,
    )
    expect(await start({ voice: stage.room }, member('max', 'ManageGuild'))).toBe(listening())
  })

  test('start: nobody a call that they cannot see', async () => {
    closeRoom()
    const max = member('max', 'ManageGuild')
    expect(await start({ voice: stage.room, readers: 'everybody' }, max)).toMatch(
      /^I listen for you only to voice channels that you can see\./,
    )
  })

  test('start and stop: by a role, or with Manage Server alone, where the server wants it so', async () => {
    const dj = stage.guild.addRole('dj')
    const [ann, bob, max] = [stage.ann, member('bob'), member('max', 'ManageGuild')]
    for (const each of [ann, bob]) each.joinVoice(stage.room)
    bob.setRoles([dj.id])
    await choose(dj.id)
    expect(await start()).toMatch(/^Only members with <@&\d+> or Manage Server can have me listen/)
    expect(await start({}, bob)).toBe(listening())
    expect(await stop()).toMatch(/^Only whoever started it, members with <@&\d+> and members with Manage/)
    await choose('manage')
    expect(await stop()).toMatch(/^Only whoever started it and members with Manage Server can stop it\./)
    expect(await stop(bob)).toMatch(/^Stopped\./)
    expect(await start({}, bob)).toMatch(/^Only members with Manage Server can have me listen/)
    expect(await start({ voice: stage.room }, max)).toBe(listening())
    expect(await stop(max)).toMatch(/^Stopped\./)
  })

  test('stop: those who are in the voice channel, not those who left it, and whoever began it', async () => {
    const [ann, bob] = [stage.ann, member('bob')]
    for (const each of [ann, bob]) each.joinVoice(stage.room)
    expect(await start()).toBe(listening())
    bob.leaveVoice()
    expect(await stop(bob)).toMatch(
      new RegExp(`^Only whoever started it, those who are in <#${stage.room.id}> and members with Manage`),
    )
    expect(stage.sessions.count).toBe(1)
    ann.leaveVoice()
    expect(await stop(ann)).toMatch(/^Stopped\./)
    ann.joinVoice(stage.room)
    expect(await start()).toBe(listening())
    bob.joinVoice(stage.room)
    expect(await stop(bob)).toMatch(/^Stopped\./)
  })

  test('stop: nothing there is to stop is told to anybody', async () => {
    expect(await stop(member('bob'))).toMatch(/^Nothing is being transcribed in this server\. Start with/)
  })
})

describe('two people at once', () => {
  test('start: one does, the other is told', async () => {
    const bob = member('bob')
    for (const each of [stage.ann, bob]) each.joinVoice(stage.room)
    const answers = await Promise.all([start(), start({}, bob)])
    expect(answers).toContain(listening())
    expect(answers.filter((text) => text !== listening())).toEqual([
      expect.stringMatching(/^A transcription is just being started|^I am already transcribing/),
    ])
    expect([stage.sessions.count, stage.voices.rooms.length]).toEqual([1, 1])
  })

  test('stop: one does, the other is told', async () => {
    const bob = member('bob')
    for (const each of [stage.ann, bob]) each.joinVoice(stage.room)
    await start()
    const answers = await Promise.all([stop(), stop(bob)])
    expect(answers.filter((text) => text.startsWith('Stopped.'))).toHaveLength(1)
    expect(answers.filter((text) => !text.startsWith('Stopped.'))).toEqual([
      expect.stringMatching(/^The transcription is being stopped already\.|^Nothing is being transcribed/),
    ])
    expect(stage.sessions.count).toBe(0)
  })

  test('start and stop: it is stopped when it has begun, if whoever wants that may', async () => {
    const bob = member('bob')
    stage.ann.joinVoice(stage.room)
    const { promise, resolve } = Promise.withResolvers<void>()
    stage.voices.ready = promise
    const started = start()
    const refused = stop(bob)
    const stopped = stop()
    resolve()
    expect(await started).toBe(listening())
    expect(await refused).toMatch(/^Only whoever started it/)
    expect(await stopped).toMatch(/^Stopped\./)
    expect(stage.voices.rooms[0]?.gone).toBe(true)
  })

  test('start in two servers: neither waits for the other', async () => {
    stage.ann.joinVoice(stage.room)
    const other = stage.discord.addGuild('Other')
    const [room, text, cat] = [other.addVoice('Room'), other.addText('text'), other.addMember('cat')]
    cat.joinVoice(room)
    const elsewhere = cat.command(text, ['transcribe', 'start'])
    expect(await start()).toBe(listening())
    expect(unescaped((await (await elsewhere).next()).content)).toBe(listening(room, text))
  })
})

test('a session that began by itself is stopped by those in its room', async () => {
  await stage.sessions.start({
    ref: { guild: guildId(stage.guild.id), room: roomId(stage.room.id) },
    roomName: 'Table',
    channel: channelId(stage.text.id),
    starter: { id: speakerId(stage.discord.botUserId), name: 'Hansard' },
  })
  expect(await stop()).toMatch(/^Only whoever started it/)
  stage.ann.joinVoice(stage.room)
  expect(await stop()).toMatch(/^Stopped\./)
})
