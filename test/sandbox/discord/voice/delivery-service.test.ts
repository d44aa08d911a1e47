import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { Chores } from '../../../../sandbox/discord/voice/chores.ts'
import { DeliveryService } from '../../../../sandbox/discord/voice/delivery-service.ts'
import { ExternalSender } from '../../../../sandbox/discord/voice/external-sender.ts'
import { PersonKeys } from '../../../../sandbox/discord/voice/person-keys.ts'

jest.setTimeout(30_000)

const channelId = '200000000000000001'
const chores = new Chores()
const services: DeliveryService[] = []

afterEach(() => {
  for (const service of services.splice(0)) service.close()
})

function call(answerAfterMs = () => 0) {
  const service = new DeliveryService(new ExternalSender(), channelId)
  services.push(service)
  const present = new Map<string, PersonKeys>()
  return {
    service,
    present,
    join(userId: string): PersonKeys {
      const person = new PersonKeys({
        userId,
        channelId,
        service,
        presentIds: () => [...present.keys()],
        chores,
        answerAfterMs,
      })
      present.set(userId, person)
      person.join()
      return person
    },
    leave(userId: string): void {
      const person = present.get(userId)
      present.delete(userId)
      person?.leave()
    },
    codes: () => [...present.values()].map((person) => person.voicePrivacyCode),
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function agree(codes: readonly (string | undefined)[]): boolean {
  return codes.length > 0 && codes[0] !== undefined && new Set(codes).size === 1
}

describe('the delivery service', () => {
  test('makes no group for one who is alone', async () => {
    const { service, join, codes } = call()
    join('1')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([service.epoch, codes()]).toEqual([undefined, [undefined]])
  })

  test('puts those who come together into one group with one commit', async () => {
    const { service, join, codes } = call()
    for (const userId of ['1', '2', '3', '4']) join(userId)
    await until('one group', () => agree(codes()))
    expect(service.epoch).toBe(1n)
  })

  test('adds a crowd to a group founded by a few', async () => {
    const { service, join, codes } = call()
    for (let userId = 1; userId <= 12; userId++) join(String(userId))
    await until('one group', () => agree(codes()))
    expect([service.epoch, codes().length]).toEqual([2n, 12])
  })

  test('makes a new epoch when somebody leaves, with a code the leaver does not know', async () => {
    const { service, join, leave, codes } = call()
    for (const userId of ['1', '2', '3']) join(userId)
    await until('one group', () => agree(codes()))
    const [before] = codes()
    leave('1')
    await until('the group without the leaver', () => agree(codes()) && codes()[0] !== before)
    expect(service.epoch).toBe(2n)
  })

  test('knows who sits where when a newcomer has taken the place of one who left', async () => {
    const { join, leave, codes } = call()
    const change = async (step: () => void): Promise<void> => {
      const before = codes()[0]
      step()
      await until('the next epoch', () => agree(codes()) && codes()[0] !== before)
    }
    await change(() => ['1', '2', '3', '4'].map(join))
    await change(() => leave('2'))
    await change(() => join('5'))
    await change(() => leave('5'))
    await change(() => leave('1'))
    expect(codes().length).toBe(2)
  })

  test('dissolves the group when one is left, and founds it anew with the next who comes', async () => {
    const { service, join, leave, codes } = call()
    join('1')
    join('2')
    await until('one group', () => agree(codes()))
    leave('1')
    await until('no group', () => service.epoch === undefined && codes()[0] === undefined)
    join('3')
    await until('a new group', () => agree(codes()))
    expect(service.epoch).toBe(1n)
  })

  test.each([4, 7, 10])('keeps all in one group through a long disorder (number %i)', async (seed) => {
    let random = seed
    const roll = (sides: number): number => {
      random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((random / 2 ** 32) * sides)
    }
    const { join, leave, present, codes } = call(() => roll(3) * roll(12))
    for (let turn = 0; turn < 60; turn++) {
      const userId = String(1 + roll(8))
      if (present.has(userId)) leave(userId)
      else join(userId)
      if (roll(3) === 0) await new Promise((resolve) => setTimeout(resolve, roll(30)))
    }
    join('98')
    join('99')
    await until('one group', () => agree(codes()))
    expect(codes().length).toBe(present.size)
  })

  test('does not wait for one who was asked to commit, left, and came back', async () => {
    const { join, leave, codes } = call(() => 200)
    join('1')
    join('2')
    await until('one group', () => agree(codes()))
    join('3')
    // Both have been asked to add the third when they go.
    await new Promise((resolve) => setTimeout(resolve, 100))
    for (const userId of ['1', '2']) {
      leave(userId)
      join(userId)
    }
    const since = Date.now()
    await until('a group of all three', () => agree(codes()) && codes().length === 3)
    expect(Date.now() - since).toBeLessThan(4_000)
  })

  test('goes on when the only one who could commit has left', async () => {
    const { join, leave, codes } = call()
    join('1')
    join('2')
    await until('one group', () => agree(codes()))
    join('3')
    leave('1')
    leave('2')
    join('4')
    await until('a group of the two who came', () => agree(codes()))
    expect(codes().length).toBe(2)
  })
})
