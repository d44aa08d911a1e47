import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ChannelScreen, type ScreenOutput } from '../../sandbox/channel-screen.ts'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import { openStage, type Stage } from './discord/stage.ts'

let stage: Stage
let ids = 0
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const textChannel = (): SandboxChannel => stage.server.addGuild('A guild').addText('transcript')

function post(channel: SandboxChannel, authorName: string, content: string): void {
  ids += 1
  const nothing = {
    embeds: [],
    components: [],
    attachments: [],
    nonce: null,
    replyTo: null,
    interaction: null,
  }
  channel.put({
    ...nothing,
    id: String(ids),
    channelId: channel.id,
    type: 0,
    authorId: '1',
    authorName,
    author: {},
    webhookId: null,
    content,
    flags: 0,
    createdAt: new Date(2026, 0, 1, 20, 15, ids).getTime(),
    editedAt: null,
    pings: { everyone: false, roles: [], users: [] },
    threadId: null,
  })
}

/** What a screen shows on this output of what is posted. */
function shown(output: Omit<ScreenOutput, 'write'>, play: (channel: SandboxChannel) => void): string {
  const written: string[] = []
  const channel = textChannel()
  const screen = new ChannelScreen({ ...output, write: (text) => written.push(text) }, channel)
  ids = 0
  play(channel)
  screen.close()
  post(channel, 'Hansard', 'too late')
  return written.join('')
}

test('names an author once, and gives each message its time and the names in it', () => {
  const text = shown({}, (channel) => {
    post(channel, 'Hansard', '**Ada\\_L**: It costs 3 \\* 4.\n**Bert**: Oh.')
    post(channel, 'Hansard', '**Ada\\_L**: Yes.')
    post(channel, 'Ada', 'typed: by hand')
  })
  expect(text).toBe(
    [
      'Hansard',
      '  20:15:01  Ada_L: It costs 3 * 4.',
      '            Bert: Oh.',
      '  20:15:02  Ada_L: Yes.',
      'Ada',
      '  20:15:03  typed: by hand',
      '',
    ].join('\n'),
  )
})

test('keeps within the width of a terminal, with names in bold', () => {
  const text = shown({ isTTY: true, columns: 32 }, (channel) =>
    post(channel, 'Hansard', '**Ada**: one two three four five'),
  )
  const plain = text.replaceAll('\x1b[', '<')
  expect(plain).toBe('<2mHansard<0m\n  <2m20:15:01<0m  <1mAda<0m: one two three\n            four five\n')
})
