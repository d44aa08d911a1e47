import { afterEach, expect, test } from '@jest/globals'
import { channelId } from '../../src/base/ids.ts'
import { type Hall, openHall } from './hall.ts'

let hall: Hall | undefined
afterEach(async () => {
  await hall?.close()
  hall = undefined
})

const HOUR_MS = 3_600_000

test.each([
  [
    'is refused, with who can mend it',
    'as long as it lasts',
    HOUR_MS,
    /^I am timed out in this server\. An admin/,
  ],
  ['listens', 'when it is over', -HOUR_MS, null],
] as const)('a bot that was timed out %s, %s', async (_, _when, lastsMs, refusal) => {
  hall = await openHall()
  const { guild, text, ref, gateway } = hall
  guild.bot.timeOut(Date.now() + lastsMs)
  await hall.start()
  const places = {
    ref,
    channel: channelId(text.id),
    thread: false,
    personas: false,
    readers: 'room',
  } as const
  if (refusal === null) expect(await gateway.checkPlaces(places)).toEqual([])
  else await expect(gateway.checkPlaces(places)).rejects.toThrow(refusal)
})
