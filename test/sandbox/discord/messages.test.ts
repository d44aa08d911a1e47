import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { AttachmentBuilder, ChannelType, type Client, REST, type TextChannel } from 'discord.js'
import type { SandboxChannel } from '../../../sandbox/discord/channel.ts'
import type { SandboxGuild } from '../../../sandbox/discord/guild.ts'
import { openStage, type Stage } from './stage.ts'

describe('messages, posted by the unmodified discord.js', () => {
  let stage: Stage
  let client: Client<true>
  let guild: SandboxGuild
  let text: SandboxChannel

  beforeAll(async () => {
    stage = await openStage()
    guild = stage.server.addGuild('Table')
    client = await stage.login()
  })
  afterAll(() => stage.close())
  afterEach(() => stage.server.clearFaults())

  /** Each test has a channel of its own, for each channel has limits of its own. */
  const open = async (): Promise<TextChannel> => {
    text = guild.addText('general')
    const channel = await client.channels.fetch(text.id)
    if (channel?.type !== ChannelType.GuildText) throw new Error('the channel is not there')
    return channel
  }
  const raw = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${stage.server.apiUrl}/v10${path}`, {
      method,
      headers: { authorization: `Bot ${stage.server.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  test('a message is posted, edited, listed and deleted, and each is seen by listeners in order', async () => {
    const channel = await open()
    const seen: string[] = []
    const stop = text.onMessage((change, message) => seen.push(`${change} ${message.content}`))
    const first = await channel.send('one')
    await channel.send('two')
    await first.edit('one!')
    expect(text.messages.map((message) => message.content)).toEqual(['one!', 'two'])
    expect(text.messages[0]).toMatchObject({ authorId: stage.server.botUserId, authorName: 'Hansard' })
    expect(text.messages[0]?.editedAt).not.toBeNull()
    const listed = await channel.messages.fetch({ after: first.id, limit: 10 })
    expect(listed.map((message) => message.content)).toEqual(['two'])
    await first.delete()
    stop()
    expect(seen).toEqual(['create one', 'create two', 'update one!', 'delete one!'])
    expect(text.messages).toHaveLength(1)
  })

  test('a file arrives byte for byte and can be fetched at its address', async () => {
    const channel = await open()
    const bytes = Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nhello\n')
    const sent = await channel.send({
      content: 'the record',
      files: [new AttachmentBuilder(bytes, { name: 'call one.srt' })],
    })
    expect(text.messages[0]?.attachments[0]).toMatchObject({ filename: 'call_one.srt', bytes })
    const response = await fetch(sent.attachments.first()?.url ?? '')
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
  })

  test('a nonce that is enforced makes a repeated post the same message', async () => {
    const channel = await open()
    const first = await channel.send({ content: 'once', nonce: '7', enforceNonce: true })
    const again = await channel.send({ content: 'once', nonce: '7', enforceNonce: true })
    expect(again.id).toBe(first.id)
    await channel.send({ content: 'another', nonce: '7' })
    expect(text.messages).toHaveLength(2)
  })

  test.each([
    ['nothing', { content: '' }, 50006],
    ['white space only', { content: ' \n\t ' }, 50006],
    ['2001 characters', { content: 'x'.repeat(2001) }, 50035],
    ['an embed of 4097', { embeds: [{ description: 'x'.repeat(4097) }] }, 50035],
    [
      'embeds of 6001 together',
      { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
      50035,
    ],
    ['an answer to nothing', { content: 'x', message_reference: { message_id: '1' } }, 50035],
  ])('%s is refused', async (_, body, code) => {
    await open()
    const response = await raw('POST', `/channels/${text.id}/messages`, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code })
    expect(text.messages).toHaveLength(0)
  })

  test('2000 characters pass, whatever their length in UTF-16', async () => {
    const channel = await open()
    await channel.send('🎲'.repeat(2000))
    expect(text.messages).toHaveLength(1)
  })

  test('the sixth message in five seconds is answered with 429, the headers foretell it', async () => {
    await open()
    const before = stage.server.rateLimited
    const path = `/channels/${text.id}/messages`
    // At once, so that a busy machine makes them within five seconds too; they come in any order.
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => raw('POST', path, { content: `${n}` })),
    )
    const taken = answers.filter(({ status }) => status === 200)
    const left = taken.map(({ headers }) => headers.get('x-ratelimit-remaining'))
    expect(left.toSorted()).toEqual(['0', '1', '2', '3', '4'])
    const refused = answers.find(({ status }) => status === 429)
    expect(await refused?.json()).toMatchObject({ global: false, message: 'You are being rate limited.' })
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(refused?.headers.get('x-ratelimit-scope')).toBe('user')
    expect(stage.server.rateLimited).toBe(before + 1)
    expect(text.messages).toHaveLength(5)
  })

  test('discord.js waits by the headers and meets no 429', async () => {
    const channel = await open()
    const before = stage.server.rateLimited
    await Promise.all(Array.from({ length: 6 }, (_, n) => channel.send(`${n}`)))
    expect(text.messages.map((message) => message.content)).toEqual(['0', '1', '2', '3', '4', '5'])
    expect(stage.server.rateLimited).toBe(before)
  })

  test('who may not see a channel is told so, who may not write there too', async () => {
    const channel = await open()
    guild.deny(text, 'SendMessages')
    await expect(channel.send('x')).rejects.toMatchObject({ status: 403, code: 50013 })
    guild.deny(text, 'ViewChannel')
    await expect(channel.send('x')).rejects.toMatchObject({ status: 403, code: 50001 })
    guild.allow(text, 'ViewChannel', 'SendMessages')
    guild.deny(text, 'EmbedLinks')
    await expect(channel.send({ embeds: [{ title: 'x' }] })).rejects.toMatchObject({ code: 50013 })
    expect(text.messages).toHaveLength(0)
  })

  test('others’ messages cannot be edited, and deleted only with Manage Messages', async () => {
    await open()
    const ann = guild.addMember('ann')
    const said = ann.say(text, 'mine')
    const path = `/channels/${text.id}/messages/${said.id}`
    expect(await (await raw('PATCH', path, { content: 'x' })).json()).toMatchObject({ code: 50005 })
    guild.deny(text, 'ManageMessages')
    expect((await raw('DELETE', path)).status).toBe(403)
    guild.allow(text, 'ManageMessages')
    expect((await raw('DELETE', path)).status).toBe(204)
    expect((await raw('DELETE', path)).status).toBe(404)
  })

  test('mentions ping unless they are not allowed to', async () => {
    const channel = await open()
    const ann = guild.addMember('ann')
    const role = guild.addRole('players', [], { mentionable: true })
    const content = `@everyone <@${ann.id}> <@&${role.id}>`
    await channel.send(content)
    await channel.send({ content, allowedMentions: { parse: [] } })
    await channel.send({ content, allowedMentions: { users: [ann.id] } })
    expect(text.messages.map((message) => message.pings)).toEqual([
      { everyone: true, roles: [role.id], users: [ann.id] },
      { everyone: false, roles: [], users: [] },
      { everyone: false, roles: [], users: [ann.id] },
    ])
  })

  test('messages can be deleted in bulk', async () => {
    const channel = await open()
    const sent = [await channel.send('a'), await channel.send('b'), await channel.send('c')]
    await channel.bulkDelete(sent.slice(0, 2))
    expect(text.messages.map((message) => message.content)).toEqual(['c'])
  })

  test('threads are opened on a message or without, take messages and wake when written to', async () => {
    const channel = await open()
    const message = await channel.send('the call')
    const thread = await message.startThread({ name: 'transcript' })
    expect(thread.id).toBe(message.id)
    await thread.send('line')
    await thread.setArchived(true)
    expect(guild.channels.get(thread.id)?.state.archived).toBe(true)
    await thread.send('another')
    expect(guild.channels.get(thread.id)?.state.archived).toBe(false)
    expect(guild.channels.get(thread.id)?.messages).toHaveLength(2)
    guild.channels.get(thread.id)?.change({ archived: true, locked: true })
    guild.deny(text, 'ManageThreads')
    await expect(thread.send('x')).rejects.toMatchObject({ code: 50083 })
    const loose = await channel.threads.create({ name: 'loose' })
    expect(guild.channels.get(loose.id)?.parentId).toBe(text.id)
  })

  test('direct messages reach a person', async () => {
    const ann = guild.addMember('ann')
    const sent = await (await client.users.fetch(ann.id)).send('hello')
    expect(stage.server.world.directMessages(ann.id).message(sent.id)?.content).toBe('hello')
  })

  test('injected faults happen before or after the request is carried out', async () => {
    await open()
    const path = `/channels/${text.id}/messages`
    const fault = { method: 'POST', path: /^\/channels\/\d+\/messages$/ }
    stage.server.failNext({ ...fault, status: 500 })
    expect((await raw('POST', path, { content: 'a' })).status).toBe(500)
    expect(text.messages).toHaveLength(0)
    stage.server.failNext({ ...fault, status: 'drop', when: 'after' })
    await expect(raw('POST', path, { content: 'b' })).rejects.toThrow()
    expect(text.messages.map((message) => message.content)).toEqual(['b'])
    stage.server.failNext({ ...fault, status: 403, times: 2, body: { message: 'no', code: 50013 } })
    expect((await raw('POST', path, { content: 'c' })).status).toBe(403)
    expect((await raw('POST', path, { content: 'c' })).status).toBe(403)
    expect((await raw('POST', path, { content: 'c' })).status).toBe(200)
    const own = stage.server.requests.filter((request) => request.path === path)
    expect(own.map(({ status }) => status)).toEqual([500, 0, 403, 403, 200])
  })

  test('a wrong token gets 401, an unknown path 404, another method 405', async () => {
    const rest = new REST({ api: stage.server.apiUrl }).setToken('wrong')
    await expect(rest.get('/users/@me')).rejects.toMatchObject({ status: 401, code: 0 })
    expect((await raw('GET', '/nothing/here')).status).toBe(404)
    expect((await raw('PUT', '/users/@me')).status).toBe(405)
  })

  test('more than fifty requests a second meet the global limit', async () => {
    const isGlobal = ({ headers }: Response) => headers.get('x-ratelimit-global') === 'true'
    let refused: Response[] = []
    // A machine that is busy with other things does not make as many requests in a second.
    for (let burst = 60; burst <= 480 && !refused.some(isGlobal); burst *= 2) {
      const before = stage.server.rateLimited
      const answers = await Promise.all(Array.from({ length: burst }, () => raw('GET', '/users/@me')))
      refused = answers.filter(({ status }) => status === 429)
      expect(refused.length).toBe(stage.server.rateLimited - before)
    }
    expect(refused.some(isGlobal)).toBe(true)
  })
})
