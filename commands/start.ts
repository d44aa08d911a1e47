import { UserError } from '../src/base/errors.ts'
import { channelId, roomId } from '../src/base/ids.ts'
import type { ChannelChoice, Command, CommandRequest } from '../src/session/command.ts'
import type { Readers } from '../src/session/ports.ts'
import { checkStart } from '../src/session/starters.ts'

const NO_ROOM = 'Join a voice channel first, or name one with the option “voice”.'
const A_STAGE = 'I cannot listen to stage channels, only to voice channels.'
const NOT_A_ROOM = 'That is not a voice channel.'
const UNSEEN = 'I listen for you only to voice channels that you can see.'
const NOT_YOURS =
  'Only members with Manage Server can decide that everybody who reads the text channel may read this. Ask one of them to start me, or leave the option “readers” out.'

const listening = (room: string, engine: string, channel: string): string =>
  `I am listening to <#${room}> with ${engine} and write to <#${channel}>. End it with /transcribe stop.`

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
    {
      name: 'readers',
      description: 'Who may read it; only those who can see the voice channel if you leave this out',
      type: 'choice',
      required: false,
      choices: [
        { label: 'Only those who can see the voice channel', value: 'room' },
        { label: 'Everybody who can read the text channel (needs Manage Server)', value: 'everybody' },
      ],
    },
  ],
  async run(request, { sessions, settings }) {
    const room = chosenRoom(request.options.get('voice') ?? request.callerRoom)
    const ref = { guild: request.guild, room: roomId(room.id) }
    // What a person cannot see they have no part in, whatever they may do in the server.
    if (!request.canSee(ref.room)) throw new UserError(UNSEEN)
    const { starters } = await settings.of(request.guild)
    checkStart(starters, request, room.id)
    const channel = request.options.get('text') ?? request.channel
    const started = await sessions.start({
      ref,
      roomName: room.name,
      channel: channelId(channel.id),
      starter: request.caller,
      readers: chosenReaders(request),
    })
    const answer = listening(room.id, started.engine.description, started.channel)
    return { text: [answer, ...started.lacks].join('\n') }
  },
}

function chosenRoom(room: ChannelChoice | null): ChannelChoice {
  if (room === null) throw new UserError(NO_ROOM)
  if (room.kind === 'stage') throw new UserError(A_STAGE)
  if (room.kind !== 'voice') throw new UserError(NOT_A_ROOM)
  return room
}

function chosenReaders({ texts, manages }: CommandRequest): Readers {
  if (texts.get('readers') !== 'everybody') return 'room'
  if (!manages) throw new UserError(NOT_YOURS)
  return 'everybody'
}
