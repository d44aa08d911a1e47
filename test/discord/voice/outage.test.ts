import { afterEach, describe, expect, test } from '@jest/globals'
import type { VoicePerson } from '../../../sandbox/discord/voice/voice-person.ts'
import { tonePackets } from '../../sandbox/discord/voice/opus-tone.ts'
import { Ear, type Hall, openHall, until } from '../hall.ts'
import { OwnTime } from '../own-time.ts'

/** How long the people of a call take to let somebody into their group: so long they seal for the keys of before. */
const ANSWER_MS = 600
const FRAME_MS = 20

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

/** Two people in a call, the first of whom talks for so long; every packet of theirs is another. */
async function call(talkMs: number) {
  const here = await openHall({ voice: { peopleAnswerAfterMs: ANSWER_MS } })
  hall = here
  await here.start()
  const [ann, bob] = [here.guild.addMember('ann'), here.guild.addMember('bob')]
  const mouths: VoicePerson[] = []
  for (const member of [ann, bob]) mouths.push(await here.enter(member, here.room))
  const [mouth] = mouths
  if (!mouth) throw new Error('nobody')
  await mouth.whenEncrypted()
  const said = tonePackets(talkMs / FRAME_MS, 300)
  return { ...here, ann, mouth, said }
}

describe('what is missed while the bot has no keys that fit', () => {
  test('is told with the time between two voice sessions, to the last frame that stayed shut', async () => {
    const { gateway, ref, voice, discord, ann, mouth, said } = await call(6_000)
    const ear = new Ear()
    await gateway.join(ref, ear)
    const heard = () => ear.heard(ann.id).length
    const talking = mouth.talk(said)
    await until('her words', () => heard() > 20)
    const time = new OwnTime()
    const cutMs = performance.now()
    voice.cutVoiceSocket(discord.botUserId, 4006)
    await until('the loss to be told', () => ear.gaps.length > 0)
    await talking
    const last = tonePackets(5, 700)
    await mouth.talk(last)
    await until(
      'her last words',
      () =>
        ear
          .heard(ann.id)
          .at(-1)
          ?.equals(last.at(-1) ?? Buffer.alloc(0)) === true,
    )
    // What the process stood still delays what it is told, but not what she says.
    const stillMs = performance.now() - cutMs - time.ms
    time.close()
    const missedMs = (said.length + last.length - heard()) * FRAME_MS
    expect(missedMs).toBeGreaterThan(ANSWER_MS)
    const [gap, ...others] = ear.gaps.filter(({ speaker }) => speaker === null)
    expect(others).toEqual([])
    expect(gap?.ms).toBeGreaterThan(missedMs - 100 - stillMs)
    expect(gap?.ms).toBeLessThan(missedMs + 400 + stillMs)
  })

  test('is nothing, and not told, when nobody spoke', async () => {
    const { gateway, ref, voice, discord } = await call(1_000)
    const ear = new Ear()
    const room = await gateway.join(ref, ear)
    await room.leave()
    expect(voice.joins(discord.botUserId)).toBe(1)
    expect(ear.gaps).toEqual([])
  })
})
