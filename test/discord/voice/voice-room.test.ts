import { getVoiceConnection, NetworkingStatusCode } from '@discordjs/voice'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type Clock, systemClock } from '../../../src/base/clock.ts'
import { guildId, roomId, speakerId } from '../../../src/base/ids.ts'
import type { VoiceRoom } from '../../../src/session/ports.ts'
import { tonePackets } from '../../sandbox/discord/voice/opus-tone.ts'
import { longOr } from '../../support/durations.ts'
import { Ear, type Hall, type HallOptions, openHall, until } from '../hall.ts'
import { LeapingClock } from '../leaping-clock.ts'
import { ownTimeOf } from '../own-time.ts'

let hall: Hall | undefined
const open = async (options?: HallOptions): Promise<Hall> => {
  hall = await openHall(options)
  return hall
}

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

/** A hall whose bot listens, and a person who can be heard. */
async function listening(options?: HallOptions) {
  const here = await open(options)
  await here.start()
  const ear = new Ear()
  const joined: VoiceRoom = await here.gateway.join(here.ref, ear)
  const ann = here.guild.addMember('ann', { nick: 'Ann' })
  const mouth = await here.enter(ann, here.room)
  return { ...here, ear, joined, ann, mouth }
}

/** A clock of a test's own, and a hall whose bot goes by it. */
function leaping() {
  const clock = new LeapingClock()
  return { clock, options: { gateway: { clock } } satisfies HallOptions }
}

/** No two of a test are alike, so that whatever is heard late is known for what it is. */
const sentence = (round: number): Buffer[] => tonePackets(20, 300 + 7 * round)
const hexOf = (packets: readonly Buffer[]): string[] => packets.map((packet) => packet.toString('hex'))

/** Has the person talk until a whole sentence is heard, in order. Nothing else may be heard on the way. */
async function hearsAll({ ear, ann, mouth }: Awaited<ReturnType<typeof listening>>): Promise<void> {
  const before = ear.heard(ann.id).length
  const sentences: string[][] = []
  const heard = () => hexOf(ear.heard(ann.id).slice(before))
  const isWhole = (said: readonly string[]) => {
    const packets = new Set(said)
    return (
      heard()
        .filter((packet) => packets.has(packet))
        .join() === said.join()
    )
  }
  const untilMs = performance.now() + 40_000
  while (performance.now() < untilMs) {
    const said = sentence(sentences.length)
    sentences.push(hexOf(said))
    await mouth.talk(said)
    await until('a whole sentence', () => sentences.some(isWhole), 300).catch(() => {})
    const known = new Set(sentences.flat())
    expect(heard().filter((packet) => !known.has(packet))).toEqual([])
    if (sentences.some(isWhole)) return
  }
  throw new Error('nothing whole was heard')
}

describe('a room', () => {
  test.each([{ dave: true }, { dave: false }])(
    'hears exactly what is said, in order (DAVE: $dave)',
    async ({ dave }) => {
      const here = await listening({ voice: { dave } })
      const { ear, ann, mouth } = here
      await mouth.whenEncrypted()
      const said = tonePackets(40, 300)
      await mouth.talk(said)
      await until('all packets', () => ear.heard(ann.id).length >= said.length)
      expect(ear.heard(ann.id)).toEqual(said)
      expect(ear.met).toEqual([
        { id: ann.id, name: 'Ann', avatarUrl: expect.stringContaining('http'), bot: false },
      ])
      const [packets] = [...ear.packets.values()]
      const sequences = packets?.map(({ sequence }) => sequence) ?? []
      expect(
        sequences.every((each, index) => index === 0 || each === ((sequences[index - 1] ?? 0) + 1) % 65_536),
      ).toBe(true)
    },
  )

  test('is joined undeafened and muted, and left without a trace', async () => {
    const { guild, joined, voice } = await listening()
    expect(guild.voiceState(guild.bot.id)).toMatchObject({ selfDeaf: false, selfMute: true })
    await joined.leave()
    await joined.leave()
    expect(guild.voiceState(guild.bot.id)).toBeNull()
    await until('the voice socket to close', () => voice.sockets === 0)
  })

  test('meets each person once, also when they leave and return, and says that they left', async () => {
    const here = await listening()
    const { ear, ann, mouth, room, enter } = here
    await hearsAll(here)
    await mouth.leave()
    ann.leaveVoice()
    await until('the news of it', () => ear.gone.length > 0)
    const back = await enter(ann, room)
    await hearsAll({ ...here, mouth: back })
    expect(ear.met.length).toBe(1)
    expect(ear.gone).toEqual([ann.id])
  })

  test('tells who is there when it is joined, who comes later and who leaves, heard or not', async () => {
    const here = await open()
    await here.start()
    const names = ['ann', 'bob'].map((name) => here.guild.addMember(name))
    const [ann, bob] = names
    if (!ann || !bob) throw new Error('nobody is there')
    const robot = here.guild.addMember('robot', { bot: true })
    ann.joinVoice(here.room)
    robot.joinVoice(here.room)
    await until('both to be there', () => here.gateway.people(here.ref)?.length === 2)
    const ear = new Ear()
    await here.gateway.join(here.ref, ear)
    expect(ear.present.map(({ id, bot }) => [id, bot])).toEqual([
      [ann.id, false],
      [robot.id, true],
    ])
    bob.joinVoice(here.room)
    await until('Bob to be told of', () => ear.present.some(({ id }) => id === bob.id))
    ann.leaveVoice()
    await until('Ann to be gone', () => ear.gone.length === 1)
    expect([ear.gone, ear.met]).toEqual([[ann.id], []])
    expect(here.gateway.people(here.ref)?.map(({ id }) => id)).toEqual([robot.id, bob.id])
    expect(here.gateway.people({ ...here.ref, room: roomId('1') })).toBeNull()
  })

  test('opens no packet of who is not to be heard, and knows bots from people', async () => {
    const { ear, guild, room, enter, ann, mouth } = await listening()
    const robot = guild.addMember('robot', { bot: true })
    ear.deafTo.add(robot.id)
    const speaker = await enter(robot, room)
    await speaker.whenEncrypted()
    await Promise.all([speaker.talk(tonePackets(20, 700)), mouth.talk(tonePackets(20, 300))])
    await until('the other', () => ear.heard(ann.id).length > 0)
    expect(ear.met.find(({ id }) => id === robot.id)?.bot).toBe(true)
    expect(ear.heard(robot.id)).toEqual([])
  })

  test('asks anew about who is not to be heard, and hears them from then on and no longer than they wish', async () => {
    const here = await open()
    await here.start()
    const ear = new Ear()
    const ann = here.guild.addMember('ann', { nick: 'Ann' })
    ear.deafTo.add(ann.id)
    const joined = await here.gateway.join(here.ref, ear)
    const mouth = await here.enter(ann, here.room)
    await mouth.whenEncrypted()
    const [before, agreed, after] = [tonePackets(10, 300), tonePackets(10, 400), tonePackets(10, 500)]
    const received = () => joined.hearing().counters.received
    await mouth.talk(before)
    await until('it to arrive', () => joined.hearing().counters.refused >= before.length)
    const asked = ear.met.length
    ear.deafTo.delete(ann.id)
    joined.reconsider(speakerId(ann.id))
    await mouth.talk(agreed)
    await until('it to be heard', () => ear.heard(ann.id).length >= agreed.length)
    ear.deafTo.add(ann.id)
    joined.reconsider(speakerId(ann.id))
    const [opened, arrived] = [joined.hearing().counters.opened, received()]
    await mouth.talk(after)
    await until('the last to arrive', () => received() >= arrived + after.length)
    expect(ear.heard(ann.id)).toEqual(agreed)
    expect(joined.hearing().counters.opened).toBe(opened)
    expect(ear.met.length - asked).toBe(2)
  })

  test('asks anew about everybody, and leaves those as they are about whom nothing changed', async () => {
    const here = await open()
    await here.start()
    const ear = new Ear()
    const joined = await here.gateway.join(here.ref, ear)
    const [ann, ben] = ['ann', 'ben'].map((name) => here.guild.addMember(name))
    if (!ann || !ben) throw new Error('nobody is there')
    ear.deafTo.add(ben.id)
    const mouths = [await here.enter(ann, here.room), await here.enter(ben, here.room)]
    for (const mouth of mouths) await mouth.whenEncrypted()
    const said = tonePackets(20, 300)
    const talking = mouths.map((mouth) => mouth.talk(said))
    await until('her to be heard', () => ear.heard(ann.id).length >= 5)
    joined.reconsider(null)
    await Promise.all(talking)
    await until('all of it', () => ear.heard(ann.id).length >= said.length)
    expect([ear.heard(ann.id), ear.heard(ben.id)]).toEqual([said, []])
  })

  test('is heard on when an inlet throws: one packet is lost, and the fault is logged', async () => {
    const here = await open()
    await here.start()
    const heard: Buffer[] = []
    let faults = 0
    await here.gateway.join(here.ref, {
      meet: () => (packet) => {
        if (heard.length === 5 && faults++ === 0) throw new TypeError('a bug')
        heard.push(packet.payload)
      },
      joined: () => {},
      left: () => {},
      lost: () => {},
      event: () => {},
      unheard: () => {},
    })
    const mouth = await here.enter(here.guild.addMember('ann'), here.room)
    await mouth.whenEncrypted()
    const said = tonePackets(20, 300)
    await mouth.talk(said)
    await until('the rest', () => heard.length >= 19)
    expect(heard.slice(0, 19)).toEqual(said.filter((_, index) => index !== 5))
    expect(here.log.lines.filter(({ event }) => event === 'a packet could not be taken').length).toBe(1)
  })

  test('of one guild never mixes with that of another', async () => {
    const here = await open()
    const other = here.discord.addGuild('Other')
    const [room, bob, ann] = [other.addVoice('Table'), other.addMember('bob'), here.guild.addMember('ann')]
    await here.start()
    const [ear, otherEar] = [new Ear(), new Ear()]
    await here.gateway.join(here.ref, ear)
    await here.gateway.join({ guild: guildId(other.id), room: roomId(room.id) }, otherEar)
    const [mouth, otherMouth] = [await here.enter(ann, here.room), await here.enter(bob, room)]
    await Promise.all([mouth.whenEncrypted(), otherMouth.whenEncrypted()])
    await Promise.all([mouth.talk(tonePackets(20, 300)), otherMouth.talk(tonePackets(20, 700))])
    await until('both', () => ear.heard(ann.id).length >= 20 && otherEar.heard(bob.id).length >= 20)
    expect(ear.heard(ann.id)).toEqual(tonePackets(20, 300))
    expect(otherEar.heard(bob.id)).toEqual(tonePackets(20, 700))
    expect(ear.met.map(({ id }) => id)).toEqual([ann.id])
    expect(otherEar.met.map(({ id }) => id)).toEqual([bob.id])
  })

  test('cannot be joined twice', async () => {
    const { gateway, ref } = await listening()
    await expect(gateway.join(ref, new Ear())).rejects.toThrow(
      'I am in a voice channel of this server already',
    )
  })
})

describe('a room cannot be joined', () => {
  const refused = async (here: Hall, room = here.room): Promise<string> => {
    await here.start()
    const failure = await here.gateway.join({ guild: here.ref.guild, room: roomId(room.id) }, new Ear()).then(
      () => new Error('joined'),
      (error: unknown) => error,
    )
    expect(here.discord.voiceRequests).toBe(0)
    return String(failure)
  }

  test('when it is a stage', async () => {
    const here = await open()
    expect(await refused(here, here.guild.addStage('Stage'))).toContain('Stage channels are not supported')
  })

  test.each(['Connect', 'ViewChannel'] as const)('without %s', async (permission) => {
    const here = await open()
    here.guild.deny(here.room, permission)
    expect(await refused(here)).toMatch(permission === 'Connect' ? /I need Connect\./ : /View Channel/)
  })

  test('when it is full', async () => {
    const here = await open()
    const small = here.guild.addVoice('Small', { userLimit: 1 })
    here.guild.addMember('ann').joinVoice(small)
    expect(await refused(here, small)).toContain('is full')
  })

  test('when Discord does not answer, within the deadline, and nothing is left', async () => {
    const { clock, options } = leaping()
    const here = await open(options)
    await here.start()
    here.discord.ignoreVoiceRequests(true)
    const refusal = expect(here.gateway.join(here.ref, new Ear())).rejects.toThrow(
      /did not let me into .* permissions/,
    )
    await until('the request', () => here.discord.voiceRequests === 1)
    clock.leap(20_000)
    await refusal
    here.discord.ignoreVoiceRequests(false)
    await here.gateway.join(here.ref, new Ear())
  })
})

/** How far the library has come with a voice session; undefined without one. */
function networkingOf({ guild, discord }: Hall) {
  const state = getVoiceConnection(guild.id, discord.botUserId)?.state
  return state && 'networking' in state ? state.networking.state : undefined
}

/** Cuts the connection under the voice socket, as a failing network would: no close frame comes. */
function breakVoiceSocket(here: Hall): void {
  const state = networkingOf(here)
  const socket: unknown = state && 'ws' in state ? Reflect.get(state.ws, 'ws') : undefined
  if (typeof socket !== 'object' || socket === null || !('terminate' in socket))
    throw new Error('not connected')
  if (typeof socket.terminate === 'function') socket.terminate()
}

describe('a room mends itself', () => {
  test('when datagrams of IP discovery are lost: they are sent again', async () => {
    const here = await open()
    await here.start()
    here.voice.dropUdpDiscovery(2)
    await here.gateway.join(here.ref, new Ear())
    expect(here.voice.joins(here.discord.botUserId)).toBe(1)
  })

  test('when IP discovery is never answered: by another attempt', async () => {
    const { clock, options } = leaping()
    const here = await open(options)
    await here.start()
    here.voice.dropUdpDiscovery(Number.POSITIVE_INFINITY)
    const joined = here.gateway.join(here.ref, new Ear())
    await until('the question', () => networkingOf(here)?.code === NetworkingStatusCode.UdpHandshaking)
    // Six more questions, the end of the attempt, and the pause before the next.
    clock.leap(6_000)
    here.voice.dropUdpDiscovery(0)
    clock.leap(4_000)
    await joined
    expect(here.voice.joins(here.discord.botUserId)).toBe(2)
  })

  test('when the voice server does not answer', async () => {
    const { clock, options } = leaping()
    const here = await open(options)
    await here.start()
    here.voice.ignoreJoins(1)
    const joined = here.gateway.join(here.ref, new Ear())
    await until('the first attempt', () => here.voice.joins(here.discord.botUserId) === 1)
    clock.leap(10_000)
    await joined
    expect(here.voice.joins(here.discord.botUserId)).toBe(2)
  })

  // With the sessions that Discord lets a client resume, and how many joins it takes at most.
  test.each([
    [4006, 2],
    [4009, 2],
    [4014, 2],
    [4015, 1],
    [4017, 2],
    [1001, 1],
    [1006, 1],
  ])(
    'within ten seconds when the voice socket is closed with %d, with at most %d joins',
    async (code, joins) => {
      const here = await listening()
      await hearsAll(here)
      if (code === 1006) breakVoiceSocket(here)
      else here.voice.cutVoiceSocket(here.discord.botUserId, code)
      expect(await ownTimeOf(() => hearsAll(here))).toBeLessThan(10_000)
      expect(here.ear.losses).toEqual([])
      expect(here.voice.joins(here.discord.botUserId)).toBe(joins)
      expect(here.joined.hearing()).toMatchObject({
        state: 'live',
        counters: { heals: { rejoin: joins - 1 } },
      })
      // By then all that was missed is told.
      await here.joined.leave()
      expect(here.ear.gaps.filter(({ speaker }) => speaker === null).length).toBe(joins - 1)
    },
  )

  test.each([4021, 4022])('when the voice server closes with %d, by one late attempt', async (code) => {
    const { clock, options } = leaping()
    const here = await listening(options)
    await hearsAll(here)
    const requests = here.discord.voiceRequests
    here.voice.cutVoiceSocket(here.discord.botUserId, code)
    await here.log.line('voice server closed the connection')
    const closedMs = clock.now()
    clock.leap(14_000)
    await until('the attempt', () => here.discord.voiceRequests > requests)
    expect(clock.now() - closedMs).toBeGreaterThan(15_000)
    await hearsAll(here)
    expect(here.voice.joins(here.discord.botUserId)).toBe(2)
    expect(here.ear.losses).toEqual([])
  })

  test('when the main gateway is away for a moment and resumes: nothing is lost', async () => {
    const here = await listening()
    await hearsAll(here)
    const before = here.ear.heard(here.ann.id).length
    const said = tonePackets(50, 300)
    const talk = here.mouth.talk(said)
    here.discord.dropGateway({ resumable: true })
    await talk
    await until('all of it', () => here.ear.heard(here.ann.id).length === before + said.length)
    expect(here.voice.joins(here.discord.botUserId)).toBe(1)
  })

  test('when it gets a new voice server', async () => {
    const here = await listening()
    here.discord.changeVoiceServer(here.guild)
    await hearsAll(here)
    expect(here.ear.losses).toEqual([])
  })

  // Discord's word on where the bot is comes from the old session or from the new one, as the wait ends before or after
  // the new one began: the first still has the bot in the room, the second has it nowhere.
  test.each(longOr(['before', 'after'], ['after']))(
    'when the main gateway begins a new session (%s the wait is over)',
    async (order) => {
      const waits = new Set<() => void>()
      const clock: Clock = {
        ...systemClock,
        after(ms, fn) {
          if (ms !== 5_000) return systemClock.after(ms, fn)
          waits.add(fn)
          return () => waits.delete(fn)
        },
      }
      const here = await listening({ gateway: { clock } })
      here.discord.dropGateway({ resumable: false })
      await until('the wait', () => waits.size > 0)
      if (order === 'after') {
        await until('the new session', () => here.discord.sessions.identifies === 2)
        const { id } = here.discord.addGuild('News')
        await until('the bot to know of it', () => here.gateway.guilds.some((guild) => guild === id))
      }
      for (const over of waits) over()
      await until('the bot to be back', () => here.guild.voiceState(here.guild.bot.id) !== null)
      expect(here.discord.sessions.identifies).toBe(2)
      await hearsAll(here)
      expect(here.ear.losses).toEqual([])
    },
  )

  test('when the library throws over a DAVE message, which does not end the process', async () => {
    const { clock, options } = leaping()
    const here = await listening(options)
    await hearsAll(here)
    const networking = networkingOf(here)
    if (!networking || !('ws' in networking)) throw new Error('not connected')
    // Sequence 1, opcode 27 (proposals), and what is no MLS message.
    networking.ws.emit('binary', { seq: 1, op: 27, payload: Buffer.from([0, 4, 1, 2, 3, 4]) })
    await here.log.line('voice message not understood')
    // With the pause before it is joined anew.
    clock.leap(1_100)
    await hearsAll(here)
    expect(here.voice.joins(here.discord.botUserId)).toBe(2)
    expect(here.ear.losses).toEqual([])
  })
})

describe('a room is over', () => {
  const lost = async (here: Awaited<ReturnType<typeof listening>>): Promise<readonly string[]> => {
    await until('the loss', () => here.ear.losses.length > 0)
    await until('the voice socket to close', () => here.voice.sockets === 0)
    await here.joined.leave()
    return here.ear.losses
  }

  test('when the bot is kicked, which is told once', async () => {
    const { clock, options } = leaping()
    const here = await listening(options)
    here.guild.kickFromVoice(here.guild.bot.id)
    await until('the news', () => !here.gateway.isIn(here.ref))
    clock.leap(5_000)
    expect(await lost(here)).toEqual(['I was disconnected from the voice channel.'])
  })

  test('when the bot is deafened for the whole server, which is told once', async () => {
    const { ear, joined, guild } = await listening()
    guild.moderateVoice(guild.bot.id, { deaf: true })
    await until('the room to be lost', () => ear.losses.length > 0)
    expect(ear.losses).toEqual([expect.stringMatching(/^I was deafened for the whole server/)])
    await joined.leave()
  })

  test('when the bot is moved, so that nobody is heard who was not told', async () => {
    const here = await listening()
    here.guild.moveBot(here.guild.addVoice('Elsewhere'))
    expect(await lost(here)).toEqual([expect.stringContaining('moved to another voice channel')])
    await until('the bot to leave', () => here.guild.voiceState(here.guild.bot.id) === null)
  })

  test('when its channel is deleted', async () => {
    const here = await listening()
    here.guild.deleteChannel(here.room)
    expect(await lost(here)).toEqual(['The voice channel was deleted.'])
  })

  test('when the voice server refuses again and again, without a storm', async () => {
    const { clock, options } = leaping()
    const here = await listening(options)
    here.discord.ignoreVoiceRequests(true)
    here.voice.cutVoiceSocket(here.discord.botUserId, 4006)
    await here.log.line('voice server closed the connection')
    // All attempts, each with the pause before it.
    clock.leap(120_000)
    expect(await lost(here)).toEqual(['Discord’s voice server does not let me back in (code 4006).'])
    expect(here.discord.voiceRequests).toBeLessThan(15)
  })
})
