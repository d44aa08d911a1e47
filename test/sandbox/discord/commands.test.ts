import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  type Client,
  Events,
  type Interaction,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js'
import type { SandboxChannel } from '../../../sandbox/discord/channel.ts'
import type { SandboxGuild } from '../../../sandbox/discord/guild.ts'
import { isRecord, listOf } from '../../../sandbox/discord/json.ts'
import type { SandboxMember } from '../../../sandbox/discord/member.ts'
import { openStage, type Stage } from './stage.ts'

const transcribe = new SlashCommandBuilder()
  .setName('transcribe')
  .setDescription('Writes down a call')
  .addSubcommand((sub) =>
    sub
      .setName('start')
      .setDescription('Begins')
      .addChannelOption((option) =>
        option.setName('voice').setDescription('Where').addChannelTypes(ChannelType.GuildVoice),
      ),
  )
  .addSubcommand((sub) =>
    sub
      .setName('search')
      .setDescription('Finds')
      .addStringOption((option) =>
        option.setName('words').setDescription('What').setRequired(true).setAutocomplete(true),
      )
      .addUserOption((option) => option.setName('who').setDescription('By whom')),
  )

describe('commands, seen through the unmodified discord.js', () => {
  let stage: Stage
  let client: Client<true>
  let guild: SandboxGuild
  let text: SandboxChannel
  let room: SandboxChannel
  let ann: SandboxMember

  beforeAll(async () => {
    stage = await openStage()
    guild = stage.server.addGuild('Table')
    text = guild.addText('general')
    room = guild.addVoice('Room')
    ann = guild.addMember('ann')
    client = await stage.login()
    await client.application.commands.set([
      transcribe,
      { name: 'owners', description: 'Not for all', defaultMemberPermissions: '0' },
      { name: 'Take this down', type: 3 },
    ])
  })
  afterAll(() => stage.close())

  const onNext = (handler: (interaction: Interaction) => Promise<unknown>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      client.once(Events.InteractionCreate, (interaction) => {
        handler(interaction).then(resolve, reject)
      })
    })

  test('a command reaches the bot with its options, is deferred privately, and answered for the caller alone', async () => {
    ann.joinVoice(room)
    void onNext(async (interaction) => {
      if (!interaction.isChatInputCommand()) return
      await interaction.deferReply({ flags: MessageFlags.Ephemeral })
      const channel = interaction.options.getChannel('voice', true)
      await interaction.editReply(
        `${interaction.options.getSubcommand()} ${channel.id} ${interaction.user.id}`,
      )
    })
    const outcome = await ann.command(text, ['transcribe', 'start'], { voice: room })
    const reply = await outcome.next()
    expect(reply.content).toBe(`start ${room.id} ${ann.id}`)
    expect(outcome).toMatchObject({ ephemeral: true, deferred: true })
    expect(outcome.ackMs).toBeLessThan(3000)
    expect(text.messages).toHaveLength(0)
  })

  test('a public answer and its follow-up stand in the channel and can be edited and deleted', async () => {
    const done = onNext(async (interaction) => {
      if (!interaction.isChatInputCommand()) return
      await interaction.reply('one')
      const second = await interaction.followUp({ content: 'two', flags: MessageFlags.Ephemeral })
      await interaction.editReply('one, edited')
      await interaction.webhook.editMessage(second, 'two, edited')
      const third = await interaction.followUp('three')
      await interaction.deleteReply(third)
    })
    const outcome = await ann.command(text, ['transcribe', 'start'])
    await done
    expect(outcome.replies.map((reply) => reply.content)).toEqual(['one, edited', 'two, edited'])
    expect(text.messages.map((message) => message.content)).toEqual(['one, edited'])
    expect(outcome.deferred).toBe(false)
  })

  test('a deferred answer that is followed up takes the first follow-up as the answer', async () => {
    void onNext(async (interaction) => {
      if (!interaction.isChatInputCommand()) return
      await interaction.deferReply({ flags: MessageFlags.Ephemeral })
      await interaction.followUp('first')
      await interaction.followUp({ content: 'second', flags: MessageFlags.Ephemeral })
    })
    const outcome = await ann.command(text, ['transcribe', 'start'])
    await outcome.next((reply) => reply.content === 'second')
    expect(outcome.replies.map((reply) => reply.content)).toEqual(['first', 'second'])
    expect(text.messages.map((message) => message.content)).not.toContain('first')
  })

  test('an answer after three seconds is too late for the person and for the bot', async () => {
    const late = onNext(async (interaction) => {
      if (!interaction.isChatInputCommand()) return
      await rejected
      await interaction.reply('late')
    })
    const rejected = expect(ann.command(text, ['transcribe', 'start'])).rejects.toThrow(
      'The application did not respond',
    )
    await expect(late).rejects.toMatchObject({ status: 404, code: 10062 })
  })

  test('a second callback is refused with 40060', async () => {
    const done = onNext(async (interaction) => {
      if (!interaction.isChatInputCommand()) return
      await interaction.reply({ content: 'one', flags: MessageFlags.Ephemeral })
      await client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
        body: { type: 4, data: { content: 'two' } },
        auth: false,
      })
    })
    await ann.command(text, ['transcribe', 'start'])
    await expect(done).rejects.toMatchObject({ status: 400, code: 40060 })
  })

  test('autocomplete offers choices for what is typed', async () => {
    void onNext(async (interaction) => {
      if (!interaction.isAutocomplete()) return
      await interaction.respond([{ name: `${interaction.options.getFocused()}…`, value: 'hello' }])
    })
    const outcome = await ann.complete(text, ['transcribe', 'search'], {
      options: { words: 'hel' },
      focused: 'words',
    })
    expect(outcome.choices).toEqual([{ name: 'hel…', value: 'hello' }])
  })

  test('a member can be an option', async () => {
    const bob = guild.addMember('bob', { nick: 'Bobby' })
    void onNext(async (interaction) => {
      if (!interaction.isChatInputCommand()) return
      const who = interaction.options.getMember('who')
      const name = who !== null && 'displayName' in who ? who.displayName : 'nobody'
      await interaction.reply({ content: name, flags: MessageFlags.Ephemeral })
    })
    const outcome = await ann.command(text, ['transcribe', 'search'], { words: 'hello', who: bob })
    expect((await outcome.next()).content).toBe('Bobby')
  })

  test('buttons can update the message they stand on, also a private one', async () => {
    const button = (id: string): ActionRowBuilder<ButtonBuilder> =>
      new ActionRowBuilder<ButtonBuilder>().addComponents(
        new ButtonBuilder().setCustomId(id).setLabel(id).setStyle(ButtonStyle.Primary),
      )
    for (const flags of [undefined, MessageFlags.Ephemeral] as const) {
      void onNext(async (interaction) => {
        if (!interaction.isChatInputCommand()) return
        await interaction.reply({ content: 'agree?', components: [button('yes')], ...(flags && { flags }) })
      })
      const outcome = await ann.command(text, ['transcribe', 'start'])
      const question = await outcome.next()
      void onNext(async (interaction) => {
        if (interaction.isButton())
          await interaction.update({ content: `${interaction.customId}!`, components: [] })
      })
      await ann.press(question, 'yes')
      expect(outcome.replies[0]?.content).toBe('yes!')
      await expect(
        outcome.next((reply) => reply.components.length === 0).then((reply) => ann.press(reply, 'yes')),
      ).rejects.toThrow('no component "yes"')
    }
  })

  test('a form can be opened, filled in and answered', async () => {
    void onNext(async (interaction) => {
      if (!interaction.isChatInputCommand()) return
      const field = new TextInputBuilder()
        .setCustomId('terms')
        .setLabel('Terms')
        .setStyle(TextInputStyle.Short)
      await interaction.showModal(
        new ModalBuilder()
          .setCustomId('form')
          .setTitle('Key terms')
          .addComponents(new ActionRowBuilder<TextInputBuilder>().addComponents(field)),
      )
    })
    const opened = await ann.command(text, ['transcribe', 'start'])
    expect(opened.modal).toMatchObject({ custom_id: 'form' })
    void onNext(async (interaction) => {
      if (!interaction.isModalSubmit()) return
      const terms = interaction.fields.getTextInputValue('terms')
      await interaction.reply({ content: terms, flags: MessageFlags.Ephemeral })
    })
    const outcome = await ann.submit(text, 'form', { terms: 'Hansard' })
    expect((await outcome.next()).content).toBe('Hansard')
  })

  test('a message command carries its message', async () => {
    const said = ann.say(text, 'write this')
    void onNext(async (interaction) => {
      if (!interaction.isMessageContextMenuCommand()) return
      await interaction.reply({
        content: interaction.targetMessage.content,
        flags: MessageFlags.Ephemeral,
      })
    })
    const outcome = await ann.messageCommand(said, 'Take this down')
    expect((await outcome.next()).content).toBe('write this')
  })

  test.each([
    ['a command nobody registered', ['record'], {}, 'registered no command "record"'],
    ['a subcommand that is not there', ['transcribe', 'stop'], {}, 'no subcommand "stop"'],
    ['a command without its subcommand', ['transcribe'], {}, 'wants a subcommand'],
    ['an option that is not there', ['transcribe', 'start'], { nope: 1 }, 'no option "nope"'],
    ['a value of the wrong type', ['transcribe', 'start'], { voice: 'Room' }, 'wants a channel'],
    ['a missing required option', ['transcribe', 'search'], {}, '"words" is required'],
    ['a command for administrators', ['owners'], {}, 'may not use'],
  ])('%s is refused as the client would not let it be sent', async (_, path, options, message) => {
    await expect(ann.command(text, path, options)).rejects.toThrow(message)
  })

  test('a channel of a type that the option does not take is refused', async () => {
    await expect(ann.command(text, ['transcribe', 'start'], { voice: text })).rejects.toThrow('takes no text')
  })

  test('registering again keeps ids, and what comes back equals what was sent', async () => {
    const before = await client.application.commands.fetch({ withLocalizations: true })
    const after = await client.application.commands.set([transcribe])
    expect(after.first()?.id).toBe(before.find((command) => command.name === 'transcribe')?.id)
    const plain = {
      name: 'plain',
      description: 'x',
      nameLocalizations: { de: 'schlicht' },
      integrationTypes: [0],
      options: [{ type: 3, name: 'word', description: 'x', required: false } as const],
    }
    const registered = await client.application.commands.create(plain)
    expect(registered.equals(plain)).toBe(true)
    const fetched = await client.application.commands.fetch(registered.id)
    expect(fetched.equals(plain)).toBe(true)
    await registered.delete()
    expect(stage.server.commandNames(null)).toEqual(['transcribe'])
    await client.application.commands.set([{ name: 'local', description: 'Here only' }], guild.id)
    expect(stage.server.commandNames(guild.id)).toEqual(['local'])
  })

  test.each([
    ['capitals in a name', { name: 'Start', description: 'x' }, '0.name.APPLICATION_COMMAND_INVALID_NAME'],
    ['no description', { name: 'start' }, '0.description.BASE_TYPE_REQUIRED'],
    ['a long description', { name: 'a', description: 'x'.repeat(101) }, '0.description.BASE_TYPE_BAD_LENGTH'],
    [
      'an unknown locale',
      { name: 'a', description: 'x', name_localizations: { xx: 'b' } },
      '0.name_localizations.xx.APPLICATION_COMMAND_INVALID_LOCALE',
    ],
    [
      'a required option after an optional one',
      {
        name: 'a',
        description: 'x',
        options: [
          { type: 3, name: 'a', description: 'x' },
          { type: 3, name: 'b', description: 'x', required: true },
        ],
      },
      '0.options.1.APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
    ],
  ])('a registration with %s is refused at its place in the errors tree', async (_, command, place) => {
    const response = await fetch(
      `${stage.server.apiUrl}/v10/applications/${stage.server.applicationId}/commands`,
      {
        method: 'PUT',
        headers: { authorization: `Bot ${stage.server.token}`, 'content-type': 'application/json' },
        body: JSON.stringify([command]),
      },
    )
    expect(response.status).toBe(400)
    const body: unknown = await response.json()
    expect(body).toMatchObject({ code: 50035 })
    expect(isRecord(body) ? placesOf(body['errors']) : []).toEqual([place])
  })
})

/** The paths of an errors tree, each ending in the code. */
function placesOf(tree: unknown, path = ''): string[] {
  if (!isRecord(tree)) return []
  return Object.entries(tree).flatMap(([key, value]) =>
    key === '_errors'
      ? listOf(value).map((error) => `${path}${isRecord(error) ? error['code'] : ''}`)
      : placesOf(value, `${path}${key}.`),
  )
}
