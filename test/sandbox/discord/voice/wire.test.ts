import { describe, expect, test } from '@jest/globals'
import type { WireRule } from '../../../../sandbox/discord/voice/wire.ts'
import { callFixture, seatOf } from './call-fixture.ts'
import { tonePackets } from './opus-tone.ts'

const fixture = callFixture()
const only =
  (index: number, fate: ReturnType<WireRule>): WireRule =>
  (packet) =>
    packet.index === index ? fate : 'pass'

describe('a rule of the wire', () => {
  test.each([
    { title: 'drops', rule: only(2, 'drop'), arrives: [0, 1, 3, 4, 5] },
    { title: 'doubles', rule: only(2, 'twice'), arrives: [0, 1, 2, 2, 3, 4, 5] },
    { title: 'holds back', rule: only(2, { hold: 2 }), arrives: [0, 1, 3, 4, 2, 5] },
  ])('$title a packet', async ({ rule, arrives }) => {
    const voice = await fixture.server({ dave: false })
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    voice.setWireRule(rule)
    const said = tonePackets(6, 300)
    await ann.talk(said)
    await bot.untilHeard(ann.userId, arrives.length)
    expect(bot.heard(ann.userId)).toEqual(arrives.map((i) => said[i]))
  })

  test('breaks a packet’s tag, which costs the library the whole stream', async () => {
    const voice = await fixture.server({ modes: ['aead_xchacha20_poly1305_rtpsize'] })
    const ann = await voice.connectPerson(seatOf(1))
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId)
    await bot.untilInGroupWith(ann)
    const stream = bot.connection.receiver.subscribe(ann.userId)
    const { promise: failed, resolve } = Promise.withResolvers<Error>()
    stream.on('error', resolve)
    voice.setWireRule(only(5, 'broken'))
    const said = tonePackets(10, 300)
    await ann.talk(said)
    expect((await failed).message).toContain('invalid tag')
    expect(bot.heard(ann.userId)).toEqual(said.slice(0, 5))
  })

  test('knows who speaks to whom', async () => {
    const voice = await fixture.server({ dave: false })
    const [ann, bea] = [await voice.connectPerson(seatOf(1)), await voice.connectPerson(seatOf(2))]
    const bot = await fixture.join(voice)
    bot.listenTo(ann.userId, bea.userId)
    const seen = new Set<string>()
    voice.setWireRule(({ speakerId, listenerId }) => {
      seen.add(`${speakerId} ${listenerId}`)
      return speakerId === ann.userId ? 'drop' : 'pass'
    })
    const said = tonePackets(6, 300)
    await Promise.all([ann.talk(said), bea.talk(said)])
    await bot.untilHeard(bea.userId, 6)
    expect([bot.heard(ann.userId).length, bot.heard(bea.userId).length]).toEqual([0, 6])
    expect(seen.size).toBe(2)
  })
})

test('a burst of padding arrives as empty packets', async () => {
  const voice = await fixture.server({ dave: false })
  const ann = await voice.connectPerson(seatOf(1))
  const bot = await fixture.join(voice)
  bot.listenTo(ann.userId)
  await ann.talk(tonePackets(1, 300))
  ann.sendPadding(20)
  await bot.untilHeard(ann.userId, 21)
  expect(bot.heard(ann.userId).slice(1)).toEqual(Array(20).fill(Buffer.alloc(0)))
})
