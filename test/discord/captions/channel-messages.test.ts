import { afterEach, expect, test } from '@jest/globals'
import { channelId } from '../../../src/base/ids.ts'
import { captionRest } from '../../../src/discord/captions/caption-rest.ts'
import { ChannelMessages } from '../../../src/discord/captions/channel-messages.ts'
import { Personas } from '../../../src/discord/captions/personas.ts'
import { PostBudget, WEBHOOK_MESSAGES } from '../../../src/discord/captions/post-budget.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { RecordingLog } from '../../support/recording-log.ts'
import { type Stage, setStage } from './caption-stage.ts'

let stage: Stage | undefined

afterEach(async () => {
  await stage?.close()
  stage = undefined
})

test('nothing that is posted or edited pings anybody, and what is posted can be read again', async () => {
  stage = await setStage()
  const { discord, text, guild } = stage
  guild.setBotPermissions(['ManageWebhooks', 'MentionEveryone'])
  const rest = captionRest(discord.apiUrl, discord.token)
  const messages = new ChannelMessages(rest, channelId(text.id))
  const clock = new ManualClock()
  const personas = new Personas({
    rest,
    channel: channelId(text.id),
    application: discord.applicationId,
    budget: new PostBudget(clock, WEBHOOK_MESSAGES),
    clock,
    log: new RecordingLog(),
  })
  const content = `@everyone @here <@${discord.botUserId}>`
  const id = await messages.post({ content, nonce: '1' })
  const posted = text.message(id)?.pings
  await messages.edit(id, `${content} again`)
  const webhook = (await personas.webhook()) ?? ''
  const ann = await personas.post(
    { name: 'Ann', avatarUrl: null, content },
    null,
    new AbortController().signal,
  )
  const nobody = { everyone: false, roles: [], users: [] }
  expect([posted, ...text.messages.map(({ pings }) => pings)]).toEqual([nobody, nobody, nobody])
  // Without the intent for it the bot reads its own messages only; a webhook's are read through the webhook.
  expect((await messages.last()).map(({ content }) => content)).toEqual([`${content} again`, ''])
  expect(await personas.read(webhook, ann, null)).toMatchObject({ content, authorName: 'Ann', webhook })
  expect(await personas.read('123', ann, null)).toBeNull()
})

test('messages are found from a moment on, oldest first, each page from where the last ended', async () => {
  stage = await setStage()
  const { discord, text } = stage
  const messages = new ChannelMessages(captionRest(discord.apiUrl, discord.token), channelId(text.id))
  const ids: string[] = []
  for (const content of ['one', 'two', 'three']) ids.push(await messages.post({ content, nonce: content }))
  const found = await messages.after(Date.now() - 60_000)
  expect(found.map(({ id, content, authorId }) => [id, content, authorId])).toEqual(
    ['one', 'two', 'three'].map((content, n) => [ids[n], content, discord.botUserId]),
  )
  expect((await messages.after(ids[1] ?? '')).map(({ content }) => content)).toEqual(['three'])
  expect(await messages.after(Date.now() + 60_000)).toEqual([])
})
