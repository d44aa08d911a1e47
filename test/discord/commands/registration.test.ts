import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  Client,
  InteractionContextType,
} from 'discord.js'
import { guildId } from '../../../src/base/ids.ts'
import { clientOptions } from '../../../src/discord/client-options.ts'
import { type CommandData, registerCommands } from '../../../src/discord/commands/registration.ts'
import { type Hall, openHall } from '../hall.ts'

let hall: Hall
let client: Client

beforeEach(async () => {
  hall = await openHall()
  client = new Client(clientOptions(hall.discord.apiUrl))
  const ready = new Promise((resolve) => client.once('clientReady', resolve))
  await client.login(hall.discord.token)
  await ready
})

afterEach(async () => {
  await client.destroy()
  await hall.close()
})

const register = (wanted: readonly CommandData[], where: 'everywhere' | 'here' = 'everywhere') => {
  const manager = client.application?.commands
  if (!manager) throw new Error('there is an application')
  return registerCommands(manager, wanted, where === 'everywhere' ? null : guildId(hall.guild.id))
}

const slash: CommandData = {
  type: ApplicationCommandType.ChatInput,
  name: 'transcribe',
  description: 'Writes down',
  descriptionLocalizations: { de: 'Schreibt mit', fr: 'Écrit' },
  options: [
    {
      type: ApplicationCommandOptionType.Subcommand,
      name: 'start',
      nameLocalizations: { de: 'beginnen' },
      description: 'Begins',
      options: [
        {
          type: ApplicationCommandOptionType.String,
          name: 'readers',
          description: 'Who',
          required: false,
          choices: [{ name: 'All', nameLocalizations: { de: 'Alle' }, value: 'all' }],
        },
      ],
    },
  ],
}
const menu: CommandData = {
  type: ApplicationCommandType.Message,
  name: 'Transcribe',
  nameLocalizations: { de: 'Mitschreiben' },
}
const both = [slash, menu]

const withStart = (start: object): CommandData[] => {
  const text = JSON.stringify(slash)
  const changed: CommandData = JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'name' in value && value.name === 'start'
      ? { ...value, ...start }
      : value,
  )
  return [changed, menu]
}

describe('commands', () => {
  test.each(['everywhere', 'here'] as const)('are registered once, and not again (%s)', async (where) => {
    expect(await register(both, where)).toEqual(['transcribe', 'Transcribe'])
    expect(await register(both, where)).toEqual([])
    expect(hall.discord.commandNames(where === 'here' ? hall.guild.id : null)).toEqual([
      'transcribe',
      'Transcribe',
    ])
  })

  test.each<[string, readonly CommandData[], readonly string[]]>([
    ['a description', [{ ...slash, description: 'Notes down' }, menu], ['transcribe']],
    [
      'a description in another language',
      [{ ...slash, descriptionLocalizations: { de: 'Notiert' } }, menu],
      ['transcribe'],
    ],
    [
      'a name in another language',
      [slash, { ...menu, nameLocalizations: { de: 'Notieren' } }],
      ['Transcribe'],
    ],
    [
      'a language less',
      [slash, { type: ApplicationCommandType.Message, name: 'Transcribe' }],
      ['Transcribe'],
    ],
    [
      'a subcommand’s name in another language',
      withStart({ nameLocalizations: { de: 'los' } }),
      ['transcribe'],
    ],
    ['where it shows', [slash, { ...menu, contexts: [InteractionContextType.Guild] }], ['Transcribe']],
    ['an option less', withStart({ options: undefined }), ['transcribe']],
  ])('are registered anew where one differs in %s', async (_, changed, names) => {
    await register(both)
    expect(await register(changed)).toEqual(names)
    expect(await register(changed)).toEqual([])
    expect(hall.discord.commandNames(null)).toEqual(['transcribe', 'Transcribe'])
  })

  test('are the same in whatever order Discord lists languages', async () => {
    await register(both)
    expect(
      await register([{ ...slash, descriptionLocalizations: { fr: 'Écrit', de: 'Schreibt mit' } }]),
    ).toEqual([])
  })

  test('of one name and two kinds are kept apart', async () => {
    const namesakes = [slash, { ...menu, name: 'transcribe' }]
    expect(await register(namesakes)).toEqual(['transcribe', 'transcribe'])
    expect(await register(namesakes)).toEqual([])
  })

  test('of somebody else’s are left alone', async () => {
    await register([{ ...menu, name: 'Other' }])
    await register(both)
    expect(hall.discord.commandNames(null)).toContain('Other')
  })
})
