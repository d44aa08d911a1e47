import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import { guildId, roomId } from '../../src/base/ids.ts'
import { BEGAN } from '../transcript/export/sample.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage

beforeEach(async () => {
  stage = await openCommandStage()
})

afterEach(() => stage.close())

const give = async (options: Record<string, string> = {}, who: SandboxMember = stage.ann) => {
  const outcome = await who.command(stage.text, ['transcribe', 'export'], options)
  const reply = await outcome.next()
  return { outcome, reply, names: reply.attachments.map(({ filename }) => filename) }
}

const offered = async (typed: string, who: SandboxMember = stage.ann) =>
  (
    await who.complete(stage.text, ['transcribe', 'export'], {
      options: { session: typed },
      focused: 'session',
    })
  ).choices

describe('/transcribe export', () => {
  test('gives all formats of the newest session, to the caller alone', async () => {
    await stage.keep(1, 'The older one.')
    await stage.keep(2, 'The newer one.')
    const { outcome, reply, names } = await give()
    expect(outcome.ephemeral).toBe(true)
    expect(reply.content).toBe(
      `Here is the transcript of **Table**, begun <t:${(BEGAN + 120_000) / 1000}:f>.`,
    )
    expect(names).toEqual(
      ['txt', 'md', 'srt', 'vtt', 'json', 'csv'].map((ending) => `2026-01-02-0306-table.${ending}`),
    )
    const texts = reply.attachments.map(({ bytes }) => bytes.toString())
    for (const text of texts) expect(text.replace('\n', ' ')).toContain('The newer one.')
    expect(texts[1]).toContain(`(https://discord.com/channels/${stage.guild.id}/${stage.text.id}/902)`)
  })

  test('gives one session in one format', async () => {
    const id = await stage.keep(1, 'The older one.')
    await stage.keep(2, 'The newer one.')
    const { names, reply } = await give({ session: id, format: 'srt' })
    expect(names).toEqual(['2026-01-02-0305-table.srt'])
    expect(reply.attachments[0]?.bytes.toString()).toContain('Ada: The older one.')
  })

  test('gives what there is of a session that has not ended, and says so', async () => {
    await stage.keep(1, 'So far.', { roomName: 'Now' }, 'open')
    const { reply } = await give({ format: 'txt' })
    expect(reply.content).toMatch(/ It has not ended yet: this is the record so far\.$/)
    expect(reply.attachments[0]?.bytes.toString()).toContain('Ada: So far.')
  })

  test('offers the sessions that the caller sees, newest first, with date, room and length', async () => {
    const older = await stage.keep(1, 'x')
    const newer = await stage.keep(2, 'x', { roomName: 'Round\nTable' }, 'open')
    expect(await offered('')).toEqual([
      { name: '2026-01-02 03:06 UTC, Round Table, not ended yet', value: newer },
      { name: '2026-01-02 03:05 UTC, Table, 10 s', value: older },
    ])
    expect((await offered('03:05')).map(({ value }) => value)).toEqual([older])
    expect((await offered('round t')).map(({ value }) => value)).toEqual([newer])
    expect(await offered('nothing like it')).toEqual([])
  })

  test('without any session says so', async () => {
    expect((await give()).reply.content).toBe(
      'There is no transcript of a voice channel here that you can see.',
    )
  })
})

describe('who asks', () => {
  const NOT_THIS = /^I have no such transcript for you\./

  test('gets nothing of a voice channel that they cannot see', async () => {
    const id = await stage.keep(1, 'Secret.')
    const seen = await stage.keep(0, 'Public.', { room: roomId(stage.guild.addVoice('Other').id) })
    stage.guild.overwrite(stage.room, stage.ann, { deny: ['ViewChannel'] })
    const { reply } = await give({ session: id })
    expect(reply.content).toMatch(NOT_THIS)
    expect(reply.attachments).toEqual([])
    expect((await offered('')).map(({ value }) => value)).toEqual([seen])
    expect((await give({ format: 'txt' })).reply.attachments[0]?.bytes.toString()).toContain('Public.')
  })

  test('gets a deleted voice channel only when they manage the server', async () => {
    const id = await stage.keep(1, 'Gone.')
    const admin = stage.guild.addMember('max')
    admin.setRoles([stage.guild.addRole('admin', ['ManageGuild']).id])
    stage.guild.deleteChannel(stage.room)
    expect((await give({ session: id })).reply.content).toMatch(NOT_THIS)
    expect(await offered('')).toEqual([])
    expect((await give({ session: id, format: 'txt' }, admin)).names).toEqual(['2026-01-02-0305-table.txt'])
  })

  test("gets nothing of another server's, and is not told whether there is any", async () => {
    const id = await stage.keep(1, 'Elsewhere.', { guild: guildId('777') })
    const foreign = (await give({ session: id })).reply.content
    expect(foreign).toMatch(NOT_THIS)
    expect((await give({ session: 'no such id' })).reply.content).toBe(foreign)
    expect(await offered('')).toEqual([])
  })
})
