import { expect, test } from '@jest/globals'
import { botSeat, callFixture, channelId, seatOf } from './call-fixture.ts'

const fixture = callFixture()

test('a client is served from when all seal for it until its session ends', async () => {
  const voice = await fixture.server({ peopleAnswerAfterMs: 100 })
  const serves = () => voice.serves(botSeat.userId, channelId)
  const ann = await voice.connectPerson(seatOf(1))
  await voice.connectPerson(seatOf(2))
  await ann.whenEncrypted()
  expect(serves()).toBe(false)
  const bot = await fixture.join(voice)
  // It is in the call, and the people have not yet let it into their group: unless this process stood still.
  if (bot.connection.voicePrivacyCode !== ann.voicePrivacyCode) expect(serves()).toBe(false)
  await bot.untilInGroupWith(ann)
  await bot.until('to be served', serves)
  expect(voice.serves(botSeat.userId, '200000000000000002')).toBe(false)
  voice.cutVoiceSocket(botSeat.userId, 4006)
  expect(serves()).toBe(false)
})
