import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import type { CommandOutcome } from '../../sandbox/discord/outcome.ts'
import { channelId, guildId, roomId, type SessionId, sessionId } from '../../src/base/ids.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { BEN, person, record, TO_ITS_END, turn } from '../storage/samples.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage
let ann: SandboxMember
let anna: Speaker
let text: SandboxChannel
let count = 0
beforeAll(async () => {
  stage = await openCommandStage()
})
beforeEach(() => {
  count += 1
  ann = stage.guild.addMember(`ann${count}`, { nick: 'Ann' })
  anna = person(ann.id, 'Ann')
  text = stage.guild.addText(`lines${count}`)
})
afterAll(() => stage.close())

const shown = (outcome: CommandOutcome) => outcome.next(({ content }) => content !== '')
const ask = (member: SandboxMember) => member.command(text, ['transcribe', 'forget'])

/** Asks, says yes, and answers what was said to that. */
async function forget(member: SandboxMember): Promise<string> {
  const outcome = await ask(member)
  const question = await shown(outcome)
  await member.press(question, 'hansard:forget:')
  return (await outcome.next(({ content }) => content !== question.content)).content
}

/** A session that is over, whose lines were posted by the bot as these messages, in this order. */
async function keep(messages: readonly (readonly (readonly [speaker: Speaker, words: string])[])[]) {
  const { store, guild } = stage
  const id: SessionId = sessionId(`session-${count}`)
  const place = { guild: guildId(guild.id), room: roomId(stage.room.id), channel: channelId(text.id) }
  await store.begin(record(id, place))
  const outbox = store.outbox(id)
  let ms = 0
  for (const lines of messages) {
    const parts = []
    for (const [speaker, words] of lines) {
      ms += 1_000
      const line = await store.addTurn(id, turn(`${ms}`, ms, words, speaker))
      parts.push({ line, from: 0, to: TO_ITS_END })
    }
    const content = lines.map(([{ name }, words]) => `**${name}**: ${words}`).join('\n')
    const post = { channel: place.channel, nonce: `${count}-${ms}`, persona: null, content, parts }
    const post_ = await outbox.begin(post, ms)
    await outbox.posted(post_, guild.bot.say(text, content).id)
  }
  await store.end(id, 100_000, 'Stopped.')
  return id
}

describe('/transcribe forget', () => {
  test('asks first, and does nothing before the yes', async () => {
    const id = await keep([[[anna, 'alpha beta']]])
    const outcome = await ask(ann)
    expect(outcome.ephemeral).toBe(true)
    expect((await shown(outcome)).content).toMatch(
      /\*\*everything that you said in this server\*\*.*\n.*privacy/,
    )
    expect((await stage.store.transcript(id))?.turns).toHaveLength(1)
    expect(text.messages).toHaveLength(1)
  })

  test('deletes messages that are the person’s alone, and cuts their words out of those of several', async () => {
    const id = await keep([
      [[anna, 'alpha beta']],
      [
        [BEN, 'gamma'],
        [anna, 'delta'],
      ],
      [[BEN, 'epsilon']],
    ])
    expect(await forget(ann)).toBe(
      'Removed: 2 turns from what I keep, with the search and exports to come; 1 message deleted, and your words cut out of 1 message with those of others.',
    )
    expect(text.messages.map(({ content }) => content)).toEqual(['**Ben**: gamma', '**Ben**: epsilon'])
    const transcript = await stage.store.transcript(id)
    expect(transcript?.turns.map(({ text: words }) => words)).toEqual(['gamma', 'epsilon'])
    expect(await stage.store.search(guildId(stage.guild.id), 'delta', 10)).toEqual([])
    expect(await forget(ann)).toBe('I keep nothing that you said in this server.')
  })

  test('says what it could not remove, and where that stands', async () => {
    await keep([
      [[anna, 'alpha beta']],
      [
        [BEN, 'gamma'],
        [anna, 'delta'],
      ],
    ])
    const [, shared] = text.messages
    if (!shared) throw new Error('nothing was posted')
    stage.discord.failNext({ method: 'PATCH', path: /^\/channels\/\d+\/messages/, status: 403 })
    const answer = await forget(ann)
    expect(answer).toMatch(/^Removed: 2 turns .*; 1 message deleted, and your words cut out of 0 messages/)
    expect(answer).toMatch(/\nNot removed: 1 message, which I may not delete or change any more\./)
    expect(answer).toContain(`https://discord.com/channels/${stage.guild.id}/${text.id}/${shared.id}`)
  })

  test('counts as removed what somebody has deleted before, and goes on where Discord asks to wait', async () => {
    await keep([[[anna, 'alpha']], [[anna, 'beta']]])
    const [first] = text.messages
    if (first) text.remove(first.id)
    stage.discord.failNext({ method: 'DELETE', path: /^\/channels\/\d+\/messages/, status: 500 })
    expect(await forget(ann)).toMatch(/; 2 messages deleted, /)
    expect(text.messages).toEqual([])
  })
})
