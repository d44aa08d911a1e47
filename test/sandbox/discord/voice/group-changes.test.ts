import { VoiceConnectionStatus } from '@discordjs/voice'
import { describe, expect, test } from '@jest/globals'
import { botSeat, callFixture, channelId, guildId, seatOf } from './call-fixture.ts'
import { tonePackets } from './opus-tone.ts'

const fixture = callFixture()

describe.each([
  { who: 'the people commit', peopleAnswerAfterMs: 0 },
  { who: 'the bot commits', peopleAnswerAfterMs: 400 },
])('when $who', ({ peopleAnswerAfterMs }) => {
  test('joins and leaves in mid-speech cost no packet, and all are in one group afterwards', async () => {
    const voice = await fixture.server({ peopleAnswerAfterMs })
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId, seatOf(2).userId, seatOf(3).userId)
    await bot.untilInGroupWith(ann)
    const said = tonePackets(150, 300)
    const talking = ann.talk(said)
    await bot.untilHeard(ann.userId, 10)
    const codes = new Set([ann.voicePrivacyCode])
    const bea = await voice.connectPerson(seatOf(2))
    await bea.whenEncrypted()
    codes.add(bea.voicePrivacyCode)
    const beaSaid = tonePackets(20, 900)
    await bea.talk(beaSaid)
    const cid = await voice.connectPerson(seatOf(3))
    await cid.whenEncrypted()
    codes.add(cid.voicePrivacyCode)
    await bea.leave()
    await talking
    await bot.untilHeard(ann.userId, 150)
    await bot.until('all in the group without her', () => {
      const code = bot.connection.voicePrivacyCode
      const together = [ann, cid].every((person) => person.voicePrivacyCode === code)
      return code !== undefined && together && !codes.has(code)
    })
    expect(bot.heard(ann.userId)).toEqual(said)
    expect(bot.heard(bea.userId)).toEqual(beaSaid)
    expect(codes.size).toBe(3)
  })

  test('a bot that leaves and comes back is in a new group with those who stayed', async () => {
    const voice = await fixture.server({ peopleAnswerAfterMs })
    const ann = await voice.connectPerson(seatOf(1))
    const first = await fixture.join(voice)
    await first.untilInGroupWith(ann)
    first.leave()
    await first.until('the group’s end', () => ann.voicePrivacyCode === undefined)
    const again = await fixture.join(voice)
    again.listenTo(ann.userId)
    await again.untilInGroupWith(ann)
    const said = tonePackets(20, 300)
    await ann.talk(said)
    await again.untilHeard(ann.userId, 20)
    expect(again.heard(ann.userId)).toEqual(said)
    expect(voice.joins(botSeat.userId)).toBe(2)
  })
})

describe('a bot in a call', () => {
  test('is alone when all have gone, and hears the one who returns', async () => {
    const voice = await fixture.server()
    const [ann, bea] = [await voice.connectPerson(seatOf(1)), await voice.connectPerson(seatOf(2))]
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    await bot.untilInGroupWith(ann)
    await Promise.all([ann.leave(), bea.leave()])
    await bot.until('no group', () => bot.connection.voicePrivacyCode !== bea.voicePrivacyCode)
    const back = await voice.connectPerson(seatOf(1))
    await bot.untilInGroupWith(back)
    const said = tonePackets(20, 300)
    await back.talk(said)
    await bot.untilHeard(ann.userId, 20)
    expect(bot.heard(ann.userId)).toEqual(said)
  })

  test('that cannot follow the group is taken out and let in again', async () => {
    const voice = await fixture.server()
    const [ann, bea] = [await voice.connectPerson(seatOf(1)), await voice.connectPerson(seatOf(2))]
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    await Promise.all([bot.untilInGroupWith(ann), bot.untilInGroupWith(bea)])
    const before = ann.voicePrivacyCode
    const { state } = bot.connection
    if (state.status !== VoiceConnectionStatus.Ready || state.networking.state.code !== 4) {
      throw new Error('not ready')
    }
    state.networking.state.dave?.recoverFromInvalidTransition(1)
    await bot.until('a new epoch', () => ann.voicePrivacyCode !== before)
    for (const person of [ann, bea]) await bot.untilInGroupWith(person)
    const said = tonePackets(20, 300)
    await ann.talk(said)
    await bot.untilHeard(ann.userId, 20)
    expect(bot.heard(ann.userId)).toEqual(said)
  })

  test('is moved to another: closed with 4014, and at home where it is let in next', async () => {
    const voice = await fixture.server()
    const ann = await voice.connectPerson(seatOf(1))
    const elsewhere = { guildId, channelId: '200000000000000009' }
    const bea = await voice.connectPerson({ ...elsewhere, userId: seatOf(2).userId })
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId, bea.userId)
    await bot.untilInGroupWith(ann)
    voice.expel(guildId, botSeat.userId, 4014)
    await bot.untilStatus(VoiceConnectionStatus.Disconnected)
    bot.connection.rejoin({ ...bot.connection.joinConfig, channelId: elsewhere.channelId })
    await bot.untilStatus(VoiceConnectionStatus.Ready)
    await bot.untilInGroupWith(bea)
    const said = tonePackets(20, 300)
    await Promise.all([bea.talk(said), ann.talk(tonePackets(20, 600))])
    await bot.untilHeard(bea.userId, 20)
    expect(bot.heard(bea.userId)).toEqual(said)
    expect(bot.heard(ann.userId)).toEqual([])
    expect(channelId).not.toBe(bot.connection.joinConfig.channelId)
  })

  test('resumes a broken voice socket, gets what it missed, and loses nobody', async () => {
    const voice = await fixture.server()
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId, seatOf(2).userId)
    await bot.untilInGroupWith(ann)
    voice.cutVoiceSocket(botSeat.userId, 4015)
    const bea = await voice.connectPerson(seatOf(2))
    await bot.untilInGroupWith(bea)
    await bot.untilStatus(VoiceConnectionStatus.Ready)
    const said = [tonePackets(20, 300), tonePackets(20, 800)] as const
    await Promise.all([ann.talk(said[0]), bea.talk(said[1])])
    await Promise.all([bot.untilHeard(ann.userId, 20), bot.untilHeard(bea.userId, 20)])
    expect([bot.heard(ann.userId), bot.heard(bea.userId)]).toEqual(said)
    expect(voice.joins(botSeat.userId)).toBe(1)
    expect(voice.sockets).toBe(1)
  })

  test('joins afresh when the session is over', async () => {
    const voice = await fixture.server()
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    await bot.untilInGroupWith(ann)
    voice.cutVoiceSocket(botSeat.userId, 4006)
    await bot.untilStatus(VoiceConnectionStatus.Signalling)
    await bot.untilStatus(VoiceConnectionStatus.Ready)
    await bot.untilInGroupWith(ann)
    const said = tonePackets(20, 300)
    await ann.talk(said)
    await bot.untilHeard(ann.userId, 20)
    expect(bot.heard(ann.userId)).toEqual(said)
    expect(voice.joins(botSeat.userId)).toBe(2)
  })
})
