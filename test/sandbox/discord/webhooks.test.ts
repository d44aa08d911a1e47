import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ChannelType, type Client, type TextChannel, WebhookClient } from 'discord.js'
import type { SandboxChannel } from '../../../sandbox/discord/channel.ts'
import type { SandboxGuild } from '../../../sandbox/discord/guild.ts'
import { openStage, type Stage } from './stage.ts'

describe('webhooks, by the unmodified discord.js', () => {
  let stage: Stage
  let client: Client<true>
  let guild: SandboxGuild
  let text: SandboxChannel
  let channel: TextChannel

  beforeAll(async () => {
    stage = await openStage()
    guild = stage.server.addGuild('Table')
    client = await stage.login()
  })
  afterAll(() => stage.close())

  const open = async (): Promise<void> => {
    text = guild.addText('general')
    const fetched = await client.channels.fetch(text.id)
    if (fetched?.type !== ChannelType.GuildText) throw new Error('the channel is not there')
    channel = fetched
  }

  test('a webhook speaks under the name of each message, edits and deletes its own', async () => {
    await open()
    const hook = await channel.createWebhook({ name: 'Scribe' })
    const sent = await hook.send({
      content: 'hello',
      username: 'Ann',
      avatarURL: 'https://example.org/a.png',
    })
    await hook.editMessage(sent, 'hello!')
    expect(text.messages[0]).toMatchObject({ authorName: 'Ann', webhookId: hook.id, content: 'hello!' })
    await hook.deleteMessage(sent)
    expect(text.messages).toHaveLength(0)
    const found = await channel.fetchWebhooks()
    expect(found.map((each) => each.token)).toEqual([hook.token])
  })

  test('a webhook writes into a thread of its channel and into no other', async () => {
    await open()
    const hook = await channel.createWebhook({ name: 'Scribe' })
    const thread = await channel.threads.create({ name: 'transcript' })
    await hook.send({ content: 'in the thread', threadId: thread.id })
    expect(guild.channels.get(thread.id)?.messages).toHaveLength(1)
    const stranger = guild.addText('elsewhere')
    await expect(hook.send({ content: 'x', threadId: stranger.id })).rejects.toMatchObject({ code: 50035 })
  })

  test.each(['Discord', 'my clyde', '', 'x'.repeat(81)])('the name %j is refused', async (username) => {
    await open()
    const hook = await channel.createWebhook({ name: 'Scribe' })
    await expect(hook.send({ content: 'x', username })).rejects.toMatchObject({ code: 50035 })
    if (username !== '')
      await expect(channel.createWebhook({ name: username })).rejects.toMatchObject({ code: 50035 })
  })

  test('a deleted webhook is unknown, a wrong token is refused', async () => {
    await open()
    const hook = await channel.createWebhook({ name: 'Scribe' })
    const forged = new WebhookClient(
      { id: hook.id, token: 'x'.repeat(68) },
      { rest: client.options.rest ?? {} },
    )
    await expect(forged.send('x')).rejects.toMatchObject({ status: 401, code: 50027 })
    const [webhook] = guild.webhooksOf(text)
    if (webhook !== undefined) guild.deleteWebhook(webhook)
    await expect(hook.send('x')).rejects.toMatchObject({ status: 404, code: 10015 })
  })

  test('making one needs Manage Webhooks, and a channel holds fifteen', async () => {
    await open()
    guild.deny(text, 'ManageWebhooks')
    await expect(channel.createWebhook({ name: 'Scribe' })).rejects.toMatchObject({ code: 50013 })
    guild.allow(text, 'ManageWebhooks')
    for (let n = 0; n < 15; n += 1) await channel.createWebhook({ name: `Scribe ${n}` })
    await expect(channel.createWebhook({ name: 'one more' })).rejects.toMatchObject({ code: 30007 })
  })

  test('thirty messages a minute fill a limit that only the 429 tells of', async () => {
    await open()
    const hooks = []
    for (let n = 0; n < 7; n += 1) hooks.push(await channel.createWebhook({ name: `Scribe ${n}` }))
    const answers: Response[] = []
    for (let n = 0; n < 31; n += 1) {
      const hook = hooks[Math.floor(n / 5)]
      answers.push(
        await fetch(`${stage.server.apiUrl}/v10/webhooks/${hook?.id}/${hook?.token}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ content: `${n}` }),
        }),
      )
    }
    expect(answers.slice(0, 30).every(({ status }) => status === 204)).toBe(true)
    const last = answers[30]
    expect(last?.status).toBe(429)
    expect(last?.headers.get('x-ratelimit-remaining')).toBeNull()
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(30)
    expect(text.messages).toHaveLength(30)
  })
})
