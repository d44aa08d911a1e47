import { UserError } from '../src/base/errors.ts'
import { channelId, roomId } from '../src/base/ids.ts'
import type { ChannelChoice, Command, CommandRequest } from '../src/session/command.ts'
import type { Readers } from '../src/session/ports.ts'
import { checkStart } from '../src/session/starters.ts'
import { type Saying, together } from '../src/wording/words.ts'

export const start: Command = {
  name: 'start',
  label: ({ commands }) => commands.start.label,
  options: [
    {
      name: 'voice',
      label: ({ commands }) => commands.start.voice,
      type: 'voice-channel',
      required: false,
    },
    { name: 'text', label: ({ commands }) => commands.start.text, type: 'text-channel', required: false },
    {
      name: 'readers',
      label: ({ commands }) => commands.start.readers,
      type: 'choice',
      required: false,
      choices: [
        { label: ({ commands }) => commands.start.ofTheRoom, value: 'room' },
        { label: ({ commands }) => commands.start.everybody, value: 'everybody' },
      ],
    },
  ],
  async run(request, { sessions, settings }) {
    const room = chosenRoom(request.options.get('voice') ?? request.callerRoom)
    const ref = { guild: request.guild, room: roomId(room.id) }
    // What a person cannot see they have no part in, whatever they may do in the server.
    if (!request.canSee(ref.room)) throw new UserError(({ answers }) => answers.start.unseen)
    const { starters } = await settings.of(request.guild)
    checkStart(starters, request, room.id)
    const channel = request.options.get('text') ?? request.channel
    // Else the bot would write for them where they may not.
    if (!request.manages && !request.mayWrite(channel.id))
      throw new UserError(({ answers }) => answers.start.notWritable(`<#${channel.id}>`))
    const started = await sessions.start({
      ref,
      roomName: room.name,
      channel: channelId(channel.id),
      starter: request.caller,
      readers: chosenReaders(request),
    })
    const { engine, channel: target, lacks } = started
    const listening: Saying = (words) =>
      words.answers.start.listening(`<#${room.id}>`, engine.description(words), `<#${target}>`)
    return { text: together([listening, ...lacks], '\n') }
  },
}

function chosenRoom(room: ChannelChoice | null): ChannelChoice {
  if (room === null) throw new UserError(({ answers }) => answers.start.noRoom)
  if (room.kind === 'stage') throw new UserError(({ answers }) => answers.start.stage)
  if (room.kind !== 'voice') throw new UserError(({ answers }) => answers.start.notARoom)
  return room
}

function chosenReaders({ texts, manages }: CommandRequest): Readers {
  if (texts.get('readers') !== 'everybody') return 'room'
  if (!manages) throw new UserError(({ answers }) => answers.start.readersNotYours)
  return 'everybody'
}
