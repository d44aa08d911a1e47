import { afterEach, describe, expect, test } from '@jest/globals'
import type { SandboxChannel } from '../../../sandbox/discord/channel.ts'
import { channelId, guildId, speakerId } from '../../../src/base/ids.ts'
import type { Command } from '../../../src/session/command.ts'
import { english } from '../../../src/wording/english/english.ts'
import { verbatim, type Words } from '../../../src/wording/words.ts'
import { type Hall, openHall, until } from '../hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

const privacy: Command = {
  name: 'privacy',
  label: () => ({ name: 'privacy', description: 'x' }),
  options: [],
  run: async () => ({ text: verbatim('x') }),
}

/** Another language, as far as a notice shows it. */
const words: Words = {
  ...english,
  consent: {
    ...english.consent,
    notice: {
      ...english.consent.notice,
      started: (starter, room, engine, place) => `${starter} hört in ${room} zu: ${engine}, ${place}.`,
    },
    places: { here: 'hier', elsewhere: (channel) => `in ${channel}` },
    terms: {
      ...english.consent.terms,
      keptForever: 'Bleibt.',
      notice: 'Nicht gehört werden: /transcribe privacy.',
    },
    buttons: { ...english.consent.buttons, optOut: 'Nicht mich' },
  },
}

test('a notice and its buttons are in the language of the server, and mention the command that it names', async () => {
  hall = await openHall({ gateway: { commands: [privacy] } })
  const { gateway, text, ref, discord } = hall
  await hall.start()
  await gateway.postNotice({
    ref,
    words,
    channel: channelId(text.id),
    notice: {
      occasion: { kind: 'start', starter: '/transcribe privacy', roomName: 'Table' },
      mode: 'notice',
      engine: verbatim('E'),
      keptDays: null,
    },
    people: [],
  })
  const [message] = text.messages
  const id = discord.commandId(null, 'transcribe')
  expect(message?.content).toBe(
    `/\u200ctranscribe privacy hört in Table zu: E, hier.\nBleibt. Nicht gehört werden: </transcribe privacy:${id}>.`,
  )
  expect(JSON.stringify(message?.components)).toContain('"label":"Nicht mich"')
})

/** Ann is in the room of a server that is as `arrange` makes it. */
async function open(arrange: (hall: Hall) => void = () => {}) {
  const here = await openHall()
  hall = here
  arrange(here)
  const ann = here.guild.addMember('ann')
  await here.start()
  ann.joinVoice(here.room)
  await until('her to be seen there', () => here.gateway.people(here.ref)?.length === 1)
  const reaches = (channel: SandboxChannel = here.text) =>
    here.gateway.reaches({ ref: here.ref, channel: channelId(channel.id), person: speakerId(ann.id) })
  return { ...here, ann, reaches }
}

describe('a notice', () => {
  test.each<[string, boolean, (hall: Hall) => void]>([
    ['where she reads the text channel', true, () => {}],
    [
      'where she does not, but the chat of the room is open',
      true,
      ({ guild, text }) => guild.overwrite(text, guild.everyone, { deny: ['ViewChannel'] }),
    ],
    [
      'where she reads nothing of what was posted there before she looks, but the chat is open',
      true,
      ({ guild, text }) => guild.overwrite(text, guild.everyone, { deny: ['ReadMessageHistory'] }),
    ],
    [
      'not where the bot may not post in the chat, and she cannot see the channel',
      false,
      ({ guild, text, room }) => {
        guild.overwrite(text, guild.everyone, { deny: ['ViewChannel'] })
        guild.deny(room, 'SendMessages')
      },
    ],
    [
      'not where the bot may not post in the chat, and she reads only what is posted while she looks',
      false,
      ({ guild, text, room }) => {
        guild.overwrite(text, guild.everyone, { deny: ['ReadMessageHistory'] })
        guild.deny(room, 'SendMessages')
      },
    ],
    [
      'where the chat is closed, and she reads the channel',
      true,
      ({ guild, room }) => guild.deny(room, 'SendMessages'),
    ],
  ])('reaches somebody %s', async (_, expected, arrange) => {
    expect((await open(arrange)).reaches()).toBe(expected)
  })

  test('reaches nobody in the room’s own chat where the bot may not post there, nor where there is no server', async () => {
    const { reaches, guild, room, gateway, ref, text, ann } = await open(({ guild: here, room: chat }) =>
      here.deny(chat, 'SendMessages'),
    )
    expect([reaches(room), reaches(text)]).toEqual([false, true])
    const hidden = guild.addChannel({ kind: 'private-thread', name: 'x', parentId: text.id })
    expect(reaches(hidden)).toBe(false)
    const place = { channel: channelId(text.id), person: speakerId(ann.id) }
    expect(gateway.reaches({ ...place, ref: { ...ref, guild: guildId('1') } })).toBe(false)
  })
})
