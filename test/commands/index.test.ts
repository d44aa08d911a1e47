import { afterEach, expect, test } from '@jest/globals'
import { commands } from '../../commands/index.ts'
import { contextOf, type Hall, openHall } from '../discord/hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

test('the commands are registered once, and found unchanged by the next start', async () => {
  hall = await openHall({ gateway: { commands } })
  const registrations = () => hall?.log.lines.filter(({ event }) => event === 'command registered').length
  await hall.start()
  expect(registrations()).toBe(1)
  const next = hall.another({ commands })
  await next.start(await contextOf(next, hall.log))
  expect(registrations()).toBe(1)
})

test('each option that must be given stands before those that need not', () => {
  for (const { options } of commands) {
    const required = options.map((option) => option.required)
    expect(required).toEqual(required.toSorted((a, b) => Number(b) - Number(a)))
  }
})
