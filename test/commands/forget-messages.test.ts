import { afterEach, describe, expect, test } from '@jest/globals'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import type { CommandOutcome } from '../../sandbox/discord/outcome.ts'
import { systemClock } from '../../src/base/clock.ts'
import { channelId, guildId, roomId, sessionId, speakerId } from '../../src/base/ids.ts'
import { forgetReport } from '../../src/session/record/forget-report.ts'
import { type HandoutParts, handOut } from '../../src/session/record/handout.ts'
import type { OutgoingPost } from '../../src/session/store.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { english } from '../../src/wording/english/english.ts'
import { BEN, person, record, TO_ITS_END, turn } from '../storage/samples.ts'
import { forgetDeskOf } from '../support/forget-desk.ts'
import { until } from '../support/until.ts'
import { type MessageStage, openMessageStage, type StageOptions } from './message-stage.ts'

const MESSAGE_CONTENT = 1 << 15
let stage: MessageStage | undefined
const SESSION = sessionId('session-1')

afterEach(async () => {
  await stage?.close()
  stage = undefined
})

async function open(options: StageOptions = {}): Promise<MessageStage> {
  stage = await openMessageStage(options)
  await stage.start()
  return stage
}

/** As Ann is told. */
async function forget({ store, gateway, guild, ann }: MessageStage): Promise<string> {
  const desk = forgetDeskOf({ store, gateway, sessions: { drop: async () => {} } })
  const outcome = await desk.forget(guildId(guild.id), speakerId(ann.id))
  await desk.close()
  return forgetReport(outcome)(english)
}

const settled = (outcome: CommandOutcome): Promise<SandboxMessage> =>
  outcome.next(({ content }) => content.startsWith('**'))

/** A session that posts there, with these lines. */
async function keep({ store, guild, room, ann }: MessageStage, channel: SandboxChannel) {
  const place = { guild: guildId(guild.id), room: roomId(room.id), channel: channelId(channel.id) }
  await store.begin(record(SESSION, place))
  const outbox = store.outbox(SESSION)
  let ms = 0
  return async (
    lines: readonly (readonly [speaker: Speaker, text: string])[],
    persona: OutgoingPost['persona'] = null,
  ) => {
    const parts = []
    for (const [speaker, text] of lines) {
      ms += 1_000
      const line = await store.addTurn(SESSION, turn(`${ms}`, ms, text, speaker))
      parts.push({ line, from: 0, to: TO_ITS_END })
    }
    const content = lines.map(([{ name }, text]) => `**${name}**: ${text}`).join('\n')
    const id = await outbox.begin({ channel: place.channel, nonce: `${ms}`, persona, content, parts }, ms)
    await outbox.posted(id, guild.bot.say(channel, content).id)
    return person(ann.id, 'Ann')
  }
}

describe('the text of a voice message', () => {
  test('goes when its author wants to be forgotten, and their message stays', async () => {
    const here = await open()
    const message = here.voiceMessage()
    await settled(await here.bob.messageCommand(message, 'Transcribe'))
    // The place is kept right after it was posted.
    await until('its place', async () => (await here.store.repliesBefore(Date.now() + 1)).length === 1)
    expect(here.text.messages).toHaveLength(2)
    expect(await forget(here)).toMatch(/1 message deleted/)
    expect(here.text.messages.map(({ id }) => id)).toEqual([message.id])
    expect(await forget(here)).toBe('I keep nothing that you said in this server.')
  })

  test('that nobody asked for goes as well', async () => {
    const here = await open({ unasked: true, discord: { grantedIntents: MESSAGE_CONTENT } })
    const message = here.voiceMessage()
    await until('the answer', async () => (await here.store.repliesBefore(Date.now() + 1)).length === 1)
    await forget(here)
    expect(here.text.messages.map(({ id }) => id)).toEqual([message.id])
  })

  test('that only who asked can read is nobody else’s to remove', async () => {
    const here = await open()
    here.guild.overwrite(here.text, here.bob, { deny: ['SendMessages'] })
    const outcome = await here.bob.messageCommand(here.voiceMessage(), 'Transcribe')
    await settled(outcome)
    await until('the end', () => here.gateway.pending.answers === 0)
    expect([outcome.ephemeral, await here.store.repliesBefore(Date.now() + 1)]).toEqual([true, []])
  })
})

describe('files of a transcript', () => {
  const parts = (here: MessageStage, more: Partial<HandoutParts> = {}): HandoutParts => ({
    store: here.store,
    shareFiles: (channel, handout) => here.gateway.shareFiles(channel, handout),
    removeMessages: (messages, stop) => here.gateway.removeMessages(messages, stop),
    settings: here.settings,
    localeOf: () => 'en-GB',
    clock: systemClock,
    log: here.log,
    ...more,
  })
  const names = ({ text }: MessageStage) =>
    text.messages.map(({ content, attachments }) => [content, attachments.length] as const)
  const filesIn = ({ text }: MessageStage) =>
    text.messages.flatMap(({ attachments }) => attachments.map(({ bytes }) => bytes.toString())).join('\n')

  test('are taken from the message that holds them, which says how to have them anew', async () => {
    const here = await open()
    await (await keep(here, here.text))([
      [person(here.ann.id, 'Ann'), 'alpha'],
      [BEN, 'beta'],
    ])
    await handOut(parts(here), SESSION)
    expect(names(here).at(-1)).toEqual([expect.stringMatching(/^Here is the transcript/), 6])
    const told = await forget(here)
    expect(told).toMatch(/\nFiles with transcripts taken away from 1 message; /)
    expect(names(here)).toEqual([
      ['**Ben**: beta', 0],
      [expect.stringMatching(/^The files were taken away because .*transcribe export/), 0],
    ])
    // Another one's words are in it no more either.
    expect((await here.store.messages(SESSION)).map(({ message }) => message)).toEqual([
      here.text.messages[0]?.id,
    ])
  })

  test('that somebody’s wish overtakes on their way give place to others without the words', async () => {
    const here = await open()
    await (await keep(here, here.text))([
      [person(here.ann.id, 'Ann'), 'alpha'],
      [BEN, 'beta'],
    ])
    let told = ''
    const shareFiles: HandoutParts['shareFiles'] = async (channel, { files, ...handout }) => {
      const made = await files(10_000_000)
      if (told === '') told = await forget(here)
      await here.gateway.shareFiles(channel, { ...handout, files: async () => made })
    }
    await handOut(parts(here, { shareFiles }), SESSION)
    expect(names(here).map(([, files]) => files)).toEqual([0, 6])
    expect(filesIn(here)).toContain('beta')
    expect(filesIn(here)).not.toContain('alpha')
  })
})

describe('a thread that is archived', () => {
  const threadOf = ({ guild, text }: MessageStage) => {
    const thread = guild.addChannel({
      kind: 'public-thread',
      name: 'call',
      parentId: text.id,
      userId: guild.bot.id,
    })
    return thread
  }

  test('is opened for it, and archived again', async () => {
    const here = await open()
    const thread = threadOf(here)
    const ann = person(here.ann.id, 'Ann')
    const say = await keep(here, thread)
    await say([
      [BEN, 'gamma'],
      [ann, 'delta'],
    ])
    await say([
      [ann, 'epsilon'],
      [BEN, 'zeta'],
    ])
    await say([[ann, 'eta']])
    thread.change({ archived: true })
    expect(await forget(here)).toMatch(/; 1 message deleted, and your words cut out of 2 messages/)
    expect(thread.messages.map(({ content }) => content)).toEqual(['**Ben**: gamma', '**Ben**: zeta'])
    expect(thread.state.archived).toBe(true)
    const changes = here.discord.requests.filter(
      ({ method, path }) => method === 'PATCH' && path === `/channels/${thread.id}`,
    )
    expect(changes).toHaveLength(2)
  })

  test('and locked is left as it is, and named', async () => {
    const here = await open()
    const thread = threadOf(here)
    const say = await keep(here, thread)
    await say([
      [BEN, 'gamma'],
      [person(here.ann.id, 'Ann'), 'delta'],
    ])
    here.guild.deny(here.text, 'ManageThreads')
    thread.change({ archived: true, locked: true })
    const told = await forget(here)
    expect(told).toMatch(/\nNot removed: 1 message, /)
    expect(told).toContain(`/${thread.id}/${thread.messages[0]?.id}`)
    expect(thread.messages[0]?.content).toContain('delta')
    expect(thread.state).toMatchObject({ archived: true, locked: true })
  })

  test('loses a transcript that has become too old', async () => {
    const here = await open()
    const thread = threadOf(here)
    await (await keep(here, thread))([[BEN, 'gamma']])
    here.guild.deny(here.text, 'ManageThreads')
    thread.change({ archived: true, locked: true })
    const message = { channel: channelId(thread.id), message: thread.messages[0]?.id ?? '' }
    await here.gateway.removeMessages([message], new AbortController().signal)
    expect(thread.messages).toHaveLength(1)
    thread.change({ locked: false })
    // It has been seen to refuse this too.
    const asleep = { message: 'Thread is archived', code: 50083 }
    here.discord.failNext({ method: 'DELETE', path: /messages/, status: 400, body: asleep })
    await here.gateway.removeMessages([message], new AbortController().signal)
    expect([thread.messages, thread.state.archived]).toEqual([[], true])
  })
})

test('a message in a channel that was deleted is gone', async () => {
  const here = await open()
  const lost = here.guild.addText('lost')
  const ann = person(here.ann.id, 'Ann')
  const say = await keep(here, lost)
  await say([[ann, 'alpha']])
  here.guild.deleteChannel(lost)
  expect(await forget(here)).toMatch(/; 1 message deleted, .*0 messages/)
})
