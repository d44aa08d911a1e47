import { getVoiceConnection } from '@discordjs/voice'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { SandboxMember } from '../../../sandbox/discord/member.ts'
import type { VoicePerson } from '../../../sandbox/discord/voice/voice-person.ts'
import type { Fate } from '../../../sandbox/discord/voice/wire.ts'
import { systemClock } from '../../../src/base/clock.ts'
import { DiscordVoiceRoom } from '../../../src/discord/voice/voice-room.ts'
import { tonePackets } from '../../sandbox/discord/voice/opus-tone.ts'
import { longOr } from '../../support/durations.ts'
import { Ear, type Hall, openHall, until } from '../hall.ts'
import { ownTimeOf } from '../own-time.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

interface Person {
  readonly member: SandboxMember
  readonly mouth: VoicePerson
  readonly said: readonly Buffer[]
}

/** A room with these people in it, of whom each says something else, and all can be heard. */
async function room(...names: readonly string[]) {
  const here = await openHall()
  hall = here
  await here.start()
  const ear = new Ear()
  const joined = await here.gateway.join(here.ref, ear)
  if (!(joined instanceof DiscordVoiceRoom)) throw new TypeError('another room')
  const people: Person[] = []
  for (const [index, name] of names.entries()) {
    const member = here.guild.addMember(name)
    const mouth = await here.enter(member, here.room)
    people.push({ member, mouth, said: tonePackets(25, 300 + 400 * index) })
  }
  for (const { mouth } of people) await mouth.whenEncrypted()
  return { ...here, ear, joined, people }
}

/** The frame within, with its mark and its length, but of other content: no key opens it. */
function garbled(body: Buffer): Fate {
  const copy = Buffer.from(body)
  copy.writeUInt8(copy.readUInt8(10) ^ 0x55, 10)
  return { body: copy }
}

/** Has them all talk on and on until something holds; answers how many packets each said. */
async function talkUntil(people: readonly Person[], what: string, holds: () => boolean): Promise<number> {
  let packets = 0
  let over = false
  const talking = (async () => {
    while (!over) {
      await Promise.all(people.map(({ mouth, said }) => mouth.talk(said)))
      packets += 25
    }
  })()
  try {
    await until(what, holds)
  } finally {
    over = true
    await talking
  }
  return packets
}

/** Nobody was heard with what somebody else said, and there was no noise. */
function expectNoMix(ear: Ear, people: readonly Person[]): void {
  for (const { member, said } of people) {
    const own = new Set(said.map((packet) => packet.toString('hex')))
    expect(ear.heard(member.id).filter((packet) => !own.has(packet.toString('hex')))).toEqual([])
  }
}

describe('a voice whose frames do not open', () => {
  test.each([['alone in the call'], ['beside one that is fine', 'bob']])(
    'is heard again within five seconds by joining anew (%s)',
    async (_, ...others) => {
      const { ear, joined, voice, discord, people } = await room('ann', ...others)
      const [ann, bob] = people
      if (!ann) throw new Error('nobody')
      const healthy = () => voice.joins(discord.botUserId) > 1
      voice.setWireRule(({ speakerId, body }) =>
        speakerId === ann.member.id && !healthy() && body.length > 20 ? garbled(body) : 'pass',
      )
      let saidByEach = 0
      const tookMs = await ownTimeOf(async () => {
        let troubles: unknown[] = []
        saidByEach += await talkUntil(people, 'the trouble to show', () => {
          troubles = [...joined.hearing().troubles]
          return troubles.length > 0
        })
        expect(troubles).toEqual([[ann.member.id, { kind: 'encrypted', sinceMs: expect.any(Number) }]])
        expect(joined.hearing().lastSpeakingMs).not.toBeNull()
        saidByEach += await talkUntil(people, 'ann', () => ear.heard(ann.member.id).length > 0)
      })
      expect(tookMs).toBeLessThan(7_000)
      await until('the trouble to end', () => joined.hearing().troubles.size === 0)
      expectNoMix(ear, people)
      expect(joined.hearing().counters.heals).toEqual({ resubscribe: 1, decoder: 1, rejoin: 1 })
      expect(voice.joins(discord.botUserId)).toBe(2)
      const [gap] = ear.gaps.filter(({ speaker }) => speaker === ann.member.id)
      expect(gap?.ms).toBeGreaterThan(2_500)
      expect(gap?.cause).toContain('encrypted')
      expect(ear.events.some((event) => event.includes('heard again'))).toBe(true)
      if (bob) expect(ear.heard(bob.member.id).length).toBeGreaterThan(saidByEach / 3)
    },
  )

  test('is heard again, although the silence frames between its sentences come in clear', async () => {
    const { ear, joined, voice, discord, people } = await room('ann')
    const [ann] = people
    if (!ann) throw new Error('nobody')
    voice.setWireRule(({ body }) =>
      voice.joins(discord.botUserId) < 2 && body.length > 20 ? garbled(body) : 'pass',
    )
    const untilMs = performance.now() + 30_000
    while (ear.heard(ann.member.id).length === 0) {
      if (performance.now() > untilMs) throw new Error('nothing was heard')
      const silences = () => joined.hearing().counters.opened
      const before = silences()
      await ann.mouth.talk([...ann.said, ...ann.said])
      if (voice.joins(discord.botUserId) < 2)
        await until('the silence', () => silences() >= before + 5, 500).catch(() => {})
    }
    expectNoMix(ear, people)
    expect(voice.joins(discord.botUserId)).toBe(2)
    expect(joined.hearing().counters.heals).toEqual({ resubscribe: 1, decoder: 1, rejoin: 1 })
  })

  test('is heard again through new keys, without joining anew', async () => {
    const { ear, joined, voice, discord, people } = await room('ann', 'bob')
    const [ann] = people
    if (!ann) throw new Error('nobody')
    voice.setWireRule(({ speakerId, body }) =>
      speakerId === ann.member.id && joined.hearing().counters.heals.decoder === 0 && body.length > 20
        ? garbled(body)
        : 'pass',
    )
    await talkUntil(people, 'ann', () => ear.heard(ann.member.id).length >= 25)
    expect(joined.hearing().counters.heals).toEqual({ resubscribe: 1, decoder: 1, rejoin: 0 })
    expect(voice.joins(discord.botUserId)).toBe(1)
    expectNoMix(ear, people)
  })

  test('as they are somebody else’s goes to that person, and nothing is lost', async () => {
    const { ear, joined, guild, voice, discord, people } = await room('ann', 'bob')
    const [ann, bob] = people
    if (!ann || !bob) throw new Error('nobody')
    // Discord's own word on whose stream it is does not come.
    voice.delaySpeaking(60_000)
    const connection = getVoiceConnection(guild.id, discord.botUserId)
    connection?.receiver.ssrcMap.update({ userId: bob.member.id, audioSSRC: ann.mouth.ssrc })
    const said = [...ann.said, ...ann.said, ...ann.said]
    await ann.mouth.talk(said)
    await until('all of it', () => ear.heard(ann.member.id).length >= said.length)
    expectNoMix(ear, people)
    expect(joined.hearing().counters.heals).toEqual({ resubscribe: 1, decoder: 0, rejoin: 0 })
  })
})

describe('nobody is heard', () => {
  test('as no sound comes over UDP: the room is joined anew when Discord says that somebody speaks', async () => {
    const { ear, joined, voice, discord, people } = await room('ann')
    const [ann] = people
    if (!ann) throw new Error('nobody')
    voice.setWireRule(() => (voice.joins(discord.botUserId) > 1 ? 'pass' : 'drop'))
    await new Promise((resolve) => systemClock.after(2_100, () => resolve(undefined)))
    const heard = () => ear.heard(ann.member.id).length > 0
    expect(await ownTimeOf(() => talkUntil(people, 'ann', heard))).toBeLessThan(10_000)
    expect(voice.joins(discord.botUserId)).toBe(2)
    expect(joined.hearing().counters.heals.rejoin).toBe(1)
    expect(ear.losses).toEqual([])
  })

  test('as UDP died in mid-talk: the room is joined anew within five seconds, though Discord says nothing', async () => {
    const { ear, joined, voice, discord, people } = await room('ann')
    const [ann] = people
    if (!ann) throw new Error('nobody')
    // In the silence before, a question is answered: that is no sound, and counted as what it is.
    const { foreign } = joined.hearing().counters
    await until('the answer', () => joined.hearing().counters.foreign > foreign)
    await talkUntil(people, 'ann', () => ear.heard(ann.member.id).length > 0)
    voice.setWireRule(() => (voice.joins(discord.botUserId) > 1 ? 'pass' : 'drop'))
    voice.dropUdpDiscovery(3)
    let before: number | undefined
    const heardAgain = () => {
      // What was under way before has arrived by the time that the room is joined anew.
      if (voice.joins(discord.botUserId) > 1) before ??= ear.heard(ann.member.id).length
      return before !== undefined && ear.heard(ann.member.id).length > before
    }
    // Looked at once a second.
    expect(await ownTimeOf(() => talkUntil(people, 'ann', heardAgain))).toBeLessThan(6_500)
    expect(voice.joins(discord.botUserId)).toBe(2)
    expect(ear.events).toContain('sound could not reach me any more, so I connect anew')
  })

  test('for half a minute, as nobody speaks: the room is left as it is', async () => {
    const { joined, voice, discord } = await room('ann')
    await new Promise((resolve) => systemClock.after(longOr(30_000, 9_000), () => resolve(undefined)))
    expect(voice.joins(discord.botUserId)).toBe(1)
    expect(joined.hearing().state).toBe('live')
  })
})
