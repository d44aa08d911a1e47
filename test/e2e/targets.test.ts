import { describe, expect, test } from '@jest/globals'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { botIsIn, caption, line, seat, startTalking, unbilled } from '../support/seats.ts'
import { sharedRig } from '../support/shared-rig.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

const LIMIT_MS = 120_000

describe('a bot whose text channel goes away', () => {
  const rig = sharedRig(LIMIT_MS)

  test(
    'goes on in the chat of the voice channel when it is deleted, and says so',
    async () => {
      const seats = seat(rig.sandbox)
      const { ada, guild, room, text } = seats
      const mouth = await startTalking(rig.sandbox, seats)
      await posted(text, caption)
      guild.deleteChannel(text)
      await posted(room, /^The text channel was deleted: I go on here\.$/)
      await mouth.talk(line)
      await posted(room, caption)
      expect(await transcribe(ada, room, ['stop'])).toMatch(/^Stopped\. .* 2 turns by 1 speaker\./)
      expect(readChannel(room.messages)).toHaveLength(1)
    },
    LIMIT_MS,
  )

  test(
    'ends the session when that chat is closed to it too, and is paid for nothing more',
    async () => {
      const seats = seat(rig.sandbox)
      const { ada, guild, room, text } = seats
      await startTalking(rig.sandbox, seats)
      guild.deny(room, 'SendMessages')
      guild.deleteChannel(text)
      await until('the bot to leave', () => botIsIn(seats) === null)
      await unbilled(rig.sandbox)
      const other = guild.addText('other')
      expect(await transcribe(ada, other, ['start'])).toMatch(/^I am listening to/)
      expect(await transcribe(ada, other, ['stop'])).toMatch(/^Stopped\./)
    },
    LIMIT_MS,
  )

  test(
    'goes on in that chat when people who cannot see the voice channel come to read along, and says so',
    async () => {
      const { ada, guild, room, text } = seat(rig.sandbox)
      const players = guild.addRole('players')
      const guests = guild.addRole('guests')
      guild.addMember('Gus').setRoles([guests.id])
      ada.setRoles([players.id])
      for (const channel of [room, text]) {
        guild.allow(channel, 'ViewChannel')
        guild.overwrite(channel, players, { allow: ['ViewChannel'] })
        guild.overwrite(channel, guild.everyone, { deny: ['ViewChannel'] })
      }
      const mouth = await rig.sandbox.enter(ada, room)
      expect(await transcribe(ada, text, ['start'])).toMatch(/^I am listening to/)
      await mouth.talk(line)
      await posted(text, caption)
      guild.overwrite(text, guests, { allow: ['ViewChannel'] })
      await mouth.talk(line)
      await posted(
        room,
        /^People who cannot see this voice channel can read the text channel now: I go on here\.$/,
      )
      await posted(room, caption)
      expect(await transcribe(ada, room, ['stop'])).toMatch(/^Stopped\. .* 2 turns by 1 speaker\./)
      expect(readChannel(text.messages).flatMap((post) => post.words)).toHaveLength(3)
    },
    LIMIT_MS,
  )

  test(
    'keeps what is said while it may not write there, and posts it once when it may again',
    async () => {
      const seats = seat(rig.sandbox)
      const { ada, guild, text } = seats
      const mouth = await startTalking(rig.sandbox, seats)
      await posted(text, caption)
      const closed = rig.bot.logged('text channel closed')
      guild.deny(text, 'SendMessages', 'ManageWebhooks')
      await mouth.talk(line)
      await closed
      const told = () => rig.sandbox.discord.world.directMessages(ada.id).messages
      await until('Ada to be told, who started it', () => told().length === 1)
      expect(told()[0]?.content).toMatch(/^I cannot write in <#\d+>: /)
      await mouth.talk(line)
      guild.allow(text, 'SendMessages', 'ManageWebhooks')
      const words = () => readChannel(text.messages).flatMap((post) => post.words)
      await until('all of it', () => words().length >= 9)
      expect(await transcribe(ada, text, ['stop'])).toMatch(/^Stopped\. .* 3 turns by 1 speaker\./)
      expect(words()).toHaveLength(9)
    },
    LIMIT_MS,
  )
})
