import { describe, expect, test } from '@jest/globals'
import { FRAME_MS } from '../../sandbox/cast/speech-packets.ts'
import { botIsIn, caption, line, type Seats, seat, startTalking, unbilled } from '../support/seats.ts'
import { sharedRig } from '../support/shared-rig.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

const LIMIT_MS = 120_000

describe('a bot in mid-session', () => {
  const rig = sharedRig(LIMIT_MS)

  test.each<[string, (seats: Seats) => void, RegExp]>([
    [
      'put out of the voice channel',
      ({ guild }) => guild.kickFromVoice(guild.bot.id),
      /^Transcription ended: I was disconnected from the voice channel\. I listened for .* 1 turn by 1 speaker\. /,
    ],
    [
      'moved to another voice channel',
      ({ guild }) => void guild.moveBot(guild.addVoice('Cellar')),
      /^Transcription ended: I was moved to another voice channel, .* I listened for .* 1 turn by 1 speaker\. /,
    ],
    [
      'left without its voice channel',
      ({ guild, room }) => guild.deleteChannel(room),
      /^Transcription ended: The voice channel was deleted\. I listened for .* 1 turn by 1 speaker\. /,
    ],
  ])(
    'when it is %s says so where it writes, ends the session, and can be started again',
    async (_, happen, sentence) => {
      const seats = seat(rig.sandbox)
      const { ada, guild, text } = seats
      await startTalking(rig.sandbox, seats)
      // Else the last of it may be on its way to a socket that is closed.
      await until('all that she said to be heard', () =>
        rig.sandbox.speech.sessions.some(
          ({ closedAt, audioMs }) => closedAt === null && audioMs >= line.length * FRAME_MS,
        ),
      )
      happen(seats)
      await posted(text, sentence)
      await posted(text, caption)
      await until('the bot to be out of voice', () => botIsIn(seats) === null)
      await unbilled(rig.sandbox)
      const attic = guild.addVoice('Attic')
      ada.joinVoice(attic)
      expect(await transcribe(ada, text, ['start', { voice: attic }])).toMatch(/^I am listening to/)
      expect(botIsIn(seats)).toBe(attic.id)
      expect(await transcribe(ada, text, ['stop'])).toMatch(/^Stopped\./)
    },
    LIMIT_MS,
  )

  test(
    'frees everything when it is removed from the server',
    async () => {
      const { ada, guild, room, text } = seat(rig.sandbox)
      const mouth = await rig.sandbox.enter(ada, room)
      await transcribe(ada, text, ['start'])
      const over = rig.bot.logged('session stopped')
      await mouth.talk(line)
      rig.sandbox.discord.world.removeGuild(guild)
      await over
      await unbilled(rig.sandbox)
    },
    LIMIT_MS,
  )
})
