import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { Ear, type Hall, openHall, until } from './hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

test('the bot is ready from its start to its refusal, but not while the gateway is away', async () => {
  hall = await openHall()
  const { gateway, discord } = hall
  expect(gateway.ready).toBe(false)
  await hall.start()
  expect(gateway.ready).toBe(true)
  discord.dropGateway({ resumable: true })
  // The bot is back within milliseconds: looked at in each turn of the event loop, it cannot be missed.
  while (gateway.ready) await setImmediate()
  await until('the resume', () => gateway.ready)
  expect(discord.sessions.resumes).toBe(1)
  gateway.refuse()
  expect(gateway.ready).toBe(false)
})

test('the bot is in a room from its joining until it leaves or is taken out', async () => {
  hall = await openHall()
  await hall.start()
  const { gateway, guild, ref } = hall
  expect(gateway.isIn(ref)).toBe(false)
  const room = await gateway.join(ref, new Ear())
  expect(gateway.isIn(ref)).toBe(true)
  await room.leave()
  expect(gateway.isIn(ref)).toBe(false)
  await gateway.join(ref, new Ear())
  expect(gateway.isIn(ref)).toBe(true)
  guild.bot.leaveVoice()
  await until('the bot to be out', () => !gateway.isIn(ref))
})
