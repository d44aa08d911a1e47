import { afterEach, expect, test } from '@jest/globals'
import { channelId } from '../../../src/base/ids.ts'
import type { Command } from '../../../src/session/command.ts'
import { english } from '../../../src/wording/english/english.ts'
import { verbatim, type Words } from '../../../src/wording/words.ts'
import { type Hall, openHall } from '../hall.ts'

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
