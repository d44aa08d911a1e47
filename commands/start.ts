import { UserError } from '../src/base/errors.ts'
import { channelId, roomId } from '../src/base/ids.ts'
import type { ChannelChoice, Command } from '../src/session/command.ts'

export const start: Command = {
  name: 'start',
  description: 'Listen to a voice channel and write down, live, who says what',
  options: [
    {
      name: 'voice',
      description: 'The voice channel to listen to; yours if you leave this out',
      type: 'voice-channel',
      required: false,
    },
    {
      name: 'text',
      description: 'Where to write; here if you leave this out',
      type: 'text-channel',
      required: false,
    },
  ],
  async run(request, { sessions }) {
    const room = chosenRoom(request.options.get('voice') ?? request.callerRoom)
    const channel = request.options.get('text') ?? request.channel
    const { engine, channel: target } = await sessions.start({
      ref: { guild: request.guild, room: roomId(room.id) },
      roomName: room.name,
      channel: channelId(channel.id),
      starter: request.caller,
    })
    return {
      text: `I am listening to <#${room.id}> with ${engine.description} and write to <#${target}>. End it with /transcribe stop.`,
    }
  },
}

function chosenRoom(room: ChannelChoice | null): ChannelChoice {
  if (room === null) throw new UserError('Join a voice channel first, or name one with the option “voice”.')
  if (room.kind === 'stage') throw new UserError('I cannot listen to stage channels, only to voice channels.')
  if (room.kind !== 'voice') throw new UserError('That is not a voice channel.')
  return room
}
