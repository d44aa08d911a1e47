import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { CommandOptions, SandboxMember } from '../../sandbox/discord/member.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import type { CommandOutcome } from '../../sandbox/discord/outcome.ts'
import { guildId } from '../../src/base/ids.ts'
import { allGuildSettings } from '../../src/session/settings/guild-settings.ts'
import { verbatim } from '../../src/wording/words.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage
/** Has Manage Server, as Ann has not. */
let chief: SandboxMember

beforeEach(async () => {
  stage = await openCommandStage()
  chief = stage.guild.addMember('chief', { nick: 'Chief' })
  chief.setRoles([stage.guild.addRole('Chiefs', ['ManageGuild']).id])
})

afterEach(() => stage.close())

const COMMAND = ['transcribe', 'settings']
const CHOOSE = 'hansard:settings:choose'
const setter = (name: string) => `hansard:settings:set ${name}`

interface Panel {
  readonly outcome: CommandOutcome
  readonly message: SandboxMessage
}

async function open(options: CommandOptions = {}, who = chief): Promise<Panel> {
  const outcome = await who.command(stage.text, COMMAND, options)
  expect(outcome.ephemeral).toBe(true)
  return { outcome, message: await outcome.next(({ content }) => content !== '') }
}
const give = async (options: CommandOptions = {}, who = chief) => (await open(options, who)).message
const say = async (options: CommandOptions, who = chief) => (await give(options, who)).content
const chosen = async () => Object.fromEntries(await stage.settings.chosen(guildId(stage.guild.id)))

/** A menu's values, with which of them is the present one. */
function menuOf(message: SandboxMessage, customId: string): { values: string[]; chosen: string[] } {
  const found = JSON.parse(JSON.stringify(message.components)).flatMap(
    (row: { components: { custom_id: string }[] }) => row.components,
  )
  const menu = found.find((each: { custom_id: string }) => each.custom_id === customId)
  const options: { value: string; default?: boolean }[] = menu?.options ?? []
  return {
    values: options.map(({ value }) => value),
    chosen: options.filter((option) => option.default === true).map(({ value }) => value),
  }
}

/** Chooses in a menu of somebody's own panel, which then shows the answer. */
async function choose({ outcome, message }: Panel, customId: string, value: string): Promise<Panel> {
  await chief.press(message, customId, [value])
  return { outcome, message: await outcome.next(({ content }) => content !== message.content) }
}

describe('/transcribe settings', () => {
  test('shows all settings to whoever manages the server, with those that were chosen here marked', async () => {
    await stage.settings.change(guildId(stage.guild.id), 'consent', 'ask')
    const panel = await give()
    const lines = panel.content.split('\n').slice(1)
    expect(lines).toHaveLength(allGuildSettings.length)
    expect(lines).toContain('▸ Consent: ask: only those who agreed')
    expect(lines).toContain('Turn detection: balanced')
    expect(menuOf(panel, CHOOSE).values).toEqual(allGuildSettings.map(({ name }) => name))
  })

  test.each<[string, CommandOptions, RegExp, Readonly<Record<string, string>>]>([
    [
      'a word',
      { setting: 'consent', value: 'ask' },
      /^Consent is now: ask: only .*\. This holds from now on\.$/,
      { consent: 'ask' },
    ],
    [
      'a number',
      { setting: 'stop-empty', value: '120' },
      /^Stop when empty is now: after 120 seconds\./,
      { 'stop-empty': '120' },
    ],
    [
      'an amount',
      { setting: 'cap-day', value: '1,5' },
      /^Spending cap, day is now: 1\.50 USD\. This holds from now on\./,
      { 'cap-day': '1.5' },
    ],
    [
      'a cap of nothing',
      { setting: 'cap-day', value: '0' },
      /With a cap of 0 no engine is used that costs money\.$/,
      { 'cap-day': '0' },
    ],
    [
      'what waits for the next session',
      { setting: 'posting', value: 'plain' },
      /This holds from the next session on\.$/,
      { posting: 'plain' },
    ],
    [
      'terms with markup in them',
      { setting: 'key-terms', value: '**Tiamat**, @everyone' },
      /^Key terms is now: \\\*\\\*Tiamat\\\*\\\*, \\@everyone\./,
      { 'key-terms': '**Tiamat**,@everyone' },
    ],
    [
      'a language that the model does not take',
      { setting: 'language', value: 'de' },
      /The model universal-streaming-english takes no languages/,
      { language: 'de' },
    ],
  ])('takes %s', async (_, options, answer, kept) => {
    const { content, pings } = await give(options)
    expect(content).toMatch(answer)
    expect(pings).toEqual({ everyone: false, roles: [], users: [] })
    expect(await chosen()).toEqual(kept)
  })

  test.each<[string, CommandOptions, RegExp]>([
    [
      'a value that is not allowed',
      { setting: 'consent', value: 'off' },
      /^Consent must be notice or ask\.$/,
    ],
    [
      'an amount that is none',
      { setting: 'cap-month', value: 'lots' },
      /^Spending cap, month must be an amount/,
    ],
    ['a value for nothing', { value: 'on' }, /^Name the setting too/],
    [
      'ids of channels, which may be another server’s',
      { setting: 'auto-start', value: '100000000000000001 100000000000000002' },
      /^Auto-start takes its channels from the options/,
    ],
  ])('refuses %s', async (_, options, answer) => {
    expect(await say(options)).toMatch(answer)
    expect(await chosen()).toEqual({})
  })

  test('takes a role that the server has, and no other', async () => {
    const { id } = stage.guild.addRole('Scribes', [])
    for (const value of [`<@&${id}>`, id]) {
      const { content, pings } = await give({ setting: 'starters', value })
      expect(content).toMatch(`Who may start is now: members with <@&${id}>.`)
      expect(pings).toEqual({ everyone: false, roles: [], users: [] })
      expect(await chosen()).toEqual({ starters: id })
    }
    expect(await say({ setting: 'starters', value: '123456789012345678' })).toBe(
      'There is no such role in this server. Type @ and choose one of those that are offered.',
    )
    expect(await chosen()).toEqual({ starters: id })
  })

  test('goes back to what the host has set', async () => {
    await say({ setting: 'consent', value: 'ask' })
    expect(await say({ setting: 'consent', value: 'default' })).toMatch(/^Consent is now: notice/)
    expect(await chosen()).toEqual({})
  })

  test('says what goes on as it began where a session runs', async () => {
    chief.joinVoice(stage.room)
    const outcome = await chief.command(stage.text, ['transcribe', 'start'])
    await outcome.next(({ content }) => content.startsWith('I am listening'))
    expect(await say({ setting: 'thread', value: 'on' })).toMatch(
      /The session that runs goes on as it began: this holds from the next one on\.$/,
    )
    expect(await say({ setting: 'preset', value: 'quick' })).toMatch(/This holds from now on\.$/)
    await stage.sessions.drain(verbatim('The test is over.'))
  })

  describe('auto-start', () => {
    test('takes its channels from the options; without a text channel, the chat of the voice channel', async () => {
      const { room, text } = stage
      expect(await say({ setting: 'auto-start', voice: room, text })).toMatch(
        `Auto-start is now: in <#${room.id}>, written to <#${text.id}>.`,
      )
      expect(await chosen()).toEqual({ 'auto-start': `${room.id} ${text.id}` })
      await say({ setting: 'auto-start', voice: room })
      expect(await chosen()).toEqual({ 'auto-start': `${room.id} ${room.id}` })
      expect(await say({ setting: 'auto-start', value: 'off' })).toMatch(/^Auto-start is now: off\./)
    })

    test('takes no text channel alone, no channel that the caller cannot see, and none for another setting', async () => {
      const { room, text, guild } = stage
      expect(await say({ setting: 'auto-start', text })).toMatch(/^Choose a voice channel with/)
      expect(await say({ setting: 'consent', voice: room })).toMatch(/are for the setting Auto-start\.$/)
      guild.overwrite(room, chief, { deny: ['ViewChannel'] })
      expect(await say({ setting: 'auto-start', voice: room })).toMatch(/that you can see yourself\.$/)
      expect(await chosen()).toEqual({})
    })
  })

  describe('auto-start is refused', () => {
    const set = async (room: SandboxChannel, text: SandboxChannel) => {
      const answer = await say({ setting: 'auto-start', voice: room, text })
      expect(answer).toMatch(/^Auto-start stays as it is, since I could not begin there: /)
      expect(await chosen()).toEqual({})
      return answer
    }

    test('in a room that cannot be joined, and for a channel that cannot be written in: each is named', async () => {
      const { guild, room } = stage
      const mute = guild.addText('mute')
      guild.deny(room, 'Connect')
      guild.deny(mute, 'SendMessages')
      const answer = await set(room, mute)
      expect(answer).toMatch(new RegExp(`<#${room.id}> .*Connect`))
      expect(answer).toMatch(new RegExp(`<#${mute.id}> .*Send Messages`))
      expect(answer).toMatch(/Permissions/)
    })

    test('where people could read along who cannot see the room', async () => {
      const { guild, text } = stage
      const secret = guild.addVoice('Secret')
      guild.overwrite(secret, guild.everyone, { deny: ['ViewChannel'] })
      guild.overwrite(secret, chief, { allow: ['ViewChannel'] })
      guild.allow(secret, 'ViewChannel', 'Connect')
      expect(await set(secret, text)).toMatch(`<#${text.id}> by people who cannot see <#${secret.id}>`)
    })

    test('in a stage', async () => {
      expect(
        await say({ setting: 'auto-start', voice: stage.guild.addStage('Stage'), text: stage.text }),
      ).toMatch(/^Choose a voice channel/)
    })
  })

  test('says what will be missing where a session is to begin by itself', async () => {
    const { guild, room, text } = stage
    guild.deny(text, 'AttachFiles')
    const answer = await say({ setting: 'auto-start', voice: room, text })
    expect(answer).toMatch(/^Auto-start is now: .*\n.*Attach Files/)
    expect(await chosen()).toEqual({ 'auto-start': `${room.id} ${text.id}` })
  })

  test('offers, while a value is typed, those of the setting that was chosen', async () => {
    const typed = async (options: CommandOptions, who = chief) =>
      (await who.complete(stage.text, COMMAND, { options, focused: 'value' })).choices.map(
        ({ value }) => value,
      )
    expect(await typed({ setting: 'preset', value: '' })).toEqual(['quick', 'balanced', 'notes', 'default'])
    expect(await typed({ setting: 'preset', value: 'sooner' })).toEqual(['quick'])
    expect(await typed({ value: '' })).toEqual([])
    expect(await typed({ setting: 'preset', value: '' }, stage.ann)).toEqual([])
  })

  test('fits into a message whatever was chosen', async () => {
    const terms = Array.from({ length: 100 }, (_, n) => `${'*_~`'.repeat(12)}${n}`)
    expect(await say({ setting: 'key-terms', value: terms.join(',') })).toMatch(
      /^Key terms is now: .*from now on\.$/,
    )
    expect(await say({ setting: 'key-terms' })).toMatch(/Type at most 100 names and words/)
    expect(await say({})).toMatch(/Who may start: whoever is in the voice channel$/)
  })

  test('is for members with Manage Server alone, and leaves everything as it is', async () => {
    const refusal = 'My settings are for members with Manage Server. Ask one of them.'
    for (const options of [{}, { setting: 'consent' }, { setting: 'consent', value: 'ask' }])
      expect(await say(options, stage.ann)).toBe(refusal)
    expect(await chosen()).toEqual({})
  })
})

describe('the panel', () => {
  test('leads from a setting to its values, and each choice is answered in its place', async () => {
    const panel = await open()
    const detail = await choose(panel, CHOOSE, 'consent')
    expect(detail.message.id).toBe(panel.message.id)
    expect(detail.message.content).toMatch(/^\*\*Consent\*\*: notice: .* \(as whoever runs me has set it\)\n/)
    expect(menuOf(detail.message, setter('consent'))).toEqual({
      values: ['notice', 'ask', 'default'],
      chosen: ['default'],
    })
    const done = await choose(detail, setter('consent'), 'ask')
    expect(done.message.content).toMatch(
      /^Consent is now: ask: only those who agreed\. This holds from now on\.\n/,
    )
    expect(menuOf(done.message, setter('consent')).chosen).toEqual(['ask'])
    expect(await chosen()).toEqual({ consent: 'ask' })
    const next = await choose(done, CHOOSE, 'thread')
    expect(next.message.content).toMatch(/^\*\*Thread\*\*: off/)
  })

  test('leads to every setting and takes what it offers', async () => {
    let panel = await open()
    for (const { name } of allGuildSettings) {
      panel = await choose(panel, CHOOSE, name)
      const { values } = menuOf(panel.message, setter(name))
      expect(values.at(-1)).toBe('default')
      expect(menuOf(panel.message, CHOOSE).chosen).toEqual([name])
      const [first = ''] = values
      panel = await choose(panel, setter(name), first)
      expect(panel.message.content).toMatch(/^.* is now: /)
      expect(await chosen()).toEqual({ [name]: first })
      panel = await choose(panel, setter(name), 'default')
      expect(await chosen()).toEqual({})
    }
  }, 30_000)

  test('is of no use to somebody who may manage the server no more', async () => {
    const { message } = await open({ setting: 'consent' })
    chief.setRoles([])
    const outcome = await chief.press(message, setter('consent'), ['ask'])
    expect((await outcome.next()).content).toBe(
      'My settings are for members with Manage Server. Ask one of them.',
    )
    expect(await chosen()).toEqual({})
  })

  test('shows nothing of another server', async () => {
    await stage.settings.change(guildId('777'), 'key-terms', 'Mordenkainen')
    await stage.settings.change(guildId('777'), 'consent', 'ask')
    const { content } = await give()
    expect(content).not.toMatch(/^▸|Mordenkainen|only those who agreed/m)
  })
})
