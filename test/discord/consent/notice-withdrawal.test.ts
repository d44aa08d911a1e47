import { afterEach, expect, test } from '@jest/globals'
import { UserError } from '../../../src/base/errors.ts'
import { channelId, speakerId } from '../../../src/base/ids.ts'
import { english } from '../../../src/wording/english/english.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { type Hall, openHall } from '../hall.ts'

let hall: Hall | undefined
afterEach(async () => {
  await hall?.close()
  hall = undefined
})

test.each<[string, (here: Hall) => void]>([
  ['is not open to the bot', ({ guild, room }) => guild.deny(room, 'SendMessages')],
  [
    'does not take it',
    ({ discord, room }) =>
      discord.failNext({ method: 'POST', path: new RegExp(`^/channels/${room.id}/messages$`), status: 403 }),
  ],
])('a notice is taken back from the text channel where the chat of the room %s', async (_, arrange) => {
  hall = await openHall()
  const { guild, text, ref, gateway, discord } = hall
  // Ann, for one, could not read it there.
  guild.overwrite(text, guild.everyone, { deny: ['ViewChannel'] })
  guild.allow(text, 'ViewChannel')
  const ann = guild.addMember('ann')
  arrange(hall)
  await hall.start()
  const posting = gateway.postNotice({
    ref,
    words: english,
    channel: channelId(text.id),
    notice: {
      occasion: { kind: 'start', starter: 'Bob', roomName: 'Table' },
      mode: 'notice',
      engine: verbatim('E'),
      keptDays: null,
    },
    people: [{ id: speakerId(ann.id), name: 'ann', avatarUrl: null, bot: false }],
  })
  await expect(posting).rejects.toThrow(UserError)
  const stood = discord.requests.filter(({ method, path }) => method === 'POST' && path.includes(text.id))
  expect([stood.length, text.messages.length]).toEqual([1, 0])
})
