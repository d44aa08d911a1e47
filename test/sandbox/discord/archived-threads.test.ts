import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ChannelType, type Client } from 'discord.js'
import type { SandboxGuild } from '../../../sandbox/discord/guild.ts'
import { openStage, type Stage } from './stage.ts'

describe('an archived thread, as the unmodified discord.js meets it', () => {
  let stage: Stage
  let client: Client<true>
  let guild: SandboxGuild

  beforeAll(async () => {
    stage = await openStage()
    guild = stage.server.addGuild('Table')
    client = await stage.login()
  })
  afterAll(() => stage.close())

  /** A thread of the bot's own with two of its messages; the bot may not manage threads. */
  const open = async () => {
    const text = guild.addText('general')
    guild.deny(text, 'ManageThreads')
    const channel = await client.channels.fetch(text.id)
    if (channel?.type !== ChannelType.GuildText) throw new Error('the channel is not there')
    const thread = await channel.threads.create({ name: 'call' })
    const [one, two] = [await thread.send('one'), await thread.send('two')]
    const inside = guild.channels.get(thread.id)
    if (inside === undefined) throw new Error('the thread is not there')
    return { text, thread, one, two, inside }
  }

  test('takes no edit, but lets messages be deleted', async () => {
    const { thread, one, two, inside } = await open()
    await thread.setArchived(true)
    await expect(
      client.rest.patch(`/channels/${thread.id}/messages/${one.id}`, { body: { content: 'x' } }),
    ).rejects.toMatchObject({ code: 50083, status: 400 })
    await two.delete()
    expect(inside.messages.map(({ content }) => content)).toEqual(['one'])
    expect(inside.state.archived).toBe(true)
  })

  test('can be opened by whoever may send there, edited in, and archived by who made it', async () => {
    const { thread, one, inside } = await open()
    inside.change({ archived: true })
    const patch = (archived: boolean) => client.rest.patch(`/channels/${thread.id}`, { body: { archived } })
    await patch(false)
    await client.rest.patch(`/channels/${thread.id}/messages/${one.id}`, { body: { content: 'x' } })
    await patch(true)
    expect([inside.messages[0]?.content, inside.state.archived]).toEqual(['x', true])
  })

  test('and locked is opened by nobody who may not manage threads, nor emptied', async () => {
    const { thread, one, inside } = await open()
    inside.change({ archived: true, locked: true })
    await expect(
      client.rest.patch(`/channels/${thread.id}`, { body: { archived: false } }),
    ).rejects.toMatchObject({ code: 50013 })
    await expect(one.delete()).rejects.toMatchObject({ code: 50083 })
    expect(inside.messages).toHaveLength(2)
  })

  test('is renamed only when it is opened', async () => {
    const { thread, inside } = await open()
    inside.change({ archived: true })
    const patch = (body: object) => client.rest.patch(`/channels/${thread.id}`, { body })
    await expect(patch({ name: 'new' })).rejects.toMatchObject({ code: 50083 })
    await patch({ name: 'new', archived: false })
    expect(inside.name).toBe('new')
  })

  test('lets messages of webhooks be deleted, and not edited', async () => {
    const { text, thread, inside } = await open()
    const channel = await client.channels.fetch(text.id)
    if (channel?.type !== ChannelType.GuildText) throw new Error('the channel is not there')
    const webhook = await channel.createWebhook({ name: 'Hansard' })
    const sent = await webhook.send({ content: 'three', threadId: thread.id })
    inside.change({ archived: true })
    await expect(webhook.editMessage(sent.id, { content: 'x', threadId: thread.id })).rejects.toMatchObject({
      code: 50083,
    })
    await webhook.deleteMessage(sent.id, thread.id)
    expect(inside.messages).toHaveLength(2)
  })
})
