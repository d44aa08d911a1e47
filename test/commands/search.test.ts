import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { guildId, roomId } from '../../src/base/ids.ts'
import { ada, BEGAN, turn } from '../transcript/export/sample.ts'
import { type CommandStage, openCommandStage } from './command-stage.ts'

let stage: CommandStage

beforeEach(async () => {
  stage = await openCommandStage()
})

afterEach(() => stage.close())

async function find(words: string) {
  const outcome = await stage.ann.command(stage.text, ['transcribe', 'search'], { words })
  expect(outcome.ephemeral).toBe(true)
  return (await outcome.next()).content
}

describe('/transcribe search', () => {
  test('finds a turn by its words, and tells who, when, what and where', async () => {
    await stage.keep(1, 'We meet at the old mill.')
    await stage.keep(2, 'Nothing of that kind.')
    const link = `https://discord.com/channels/${stage.guild.id}/${stage.text.id}/901`
    expect(await find('mil old')).toBe(
      `- **Ada** <t:${(BEGAN + 61_000) / 1000}:f>: We meet at the **old** **mill**. ${link}`,
    )
  })

  test('finds nothing in voice channels that the caller cannot see, or in other servers', async () => {
    await stage.keep(1, 'A secret.')
    await stage.keep(2, 'Another secret.', { guild: guildId('777') })
    stage.guild.overwrite(stage.room, stage.ann, { deny: ['ViewChannel'] })
    expect(await find('secret')).toBe('Nothing was found for “secret” in voice channels that you can see.')
  })

  test('shows the ten best of what can be seen, however much lies hidden', async () => {
    const hidden = roomId(stage.guild.addVoice('Hidden').id)
    const id = await stage.keep(1, 'word', { room: hidden })
    for (let at = 0; at < 2_500; at += 1) await stage.store.addTurn(id, turn(ada, 20_000 + at, 'word'))
    const seen = await stage.keep(2, 'one word among several others of this turn')
    for (let at = 0; at < 12; at += 1)
      await stage.store.addTurn(seen, turn(ada, 20_000 + at, 'a word that is seen by everybody here'))
    const channel = stage.guild.channels.get(hidden)
    if (!channel) throw new Error('the channel is there')
    stage.guild.overwrite(channel, stage.ann, { deny: ['ViewChannel'] })
    const lines = (await find('word')).split('\n')
    expect(lines).toHaveLength(10)
    for (const line of lines) expect(line).toMatch(/seen by everybody|among several/)
  })

  test.each(['"', '*', 'OR', '- ( ^ :', '\u0001', '@everyone'])(
    'takes %j for words and breaks nothing',
    async (words) => {
      await stage.keep(1, 'Hello.')
      expect(await find(words)).toMatch(/^Nothing was found for “.*” in voice channels that you can see\.$/)
    },
  )
})
