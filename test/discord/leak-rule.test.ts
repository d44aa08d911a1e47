import { afterEach, expect, test } from '@jest/globals'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import { channelId } from '../../src/base/ids.ts'
import { ReadersError } from '../../src/session/readers-error.ts'
import { type Hall, openHall } from './hall.ts'

let hall: Hall | undefined
afterEach(async () => {
  await hall?.close()
  hall = undefined
})

test('the owner of a server is let read what they see anyway, and another member is not', async () => {
  hall = await openHall()
  const { guild, text, room, ref, gateway } = hall
  const other = guild.addText('other')
  for (const place of [text, other, room]) {
    guild.overwrite(place, guild.everyone, { deny: ['ViewChannel'] })
    guild.allow(place, 'ViewChannel')
  }
  guild.overwrite(text, guild.addMember('owner', { id: guild.ownerId }), { allow: ['ViewChannel'] })
  guild.overwrite(other, guild.addMember('eve'), { allow: ['ViewChannel'] })
  await hall.start()
  const check = (place: SandboxChannel) =>
    gateway.checkPlaces({
      ref,
      channel: channelId(place.id),
      thread: false,
      personas: false,
      readers: 'room',
    })
  expect(await check(text)).toEqual([])
  await expect(check(other)).rejects.toThrow(ReadersError)
})
