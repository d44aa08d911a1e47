import { afterEach, describe, expect, test } from '@jest/globals'
import { UserError } from '../../src/base/errors.ts'
import type { Command, CommandRequest } from '../../src/session/command.ts'
import { type Hall, openHall, until } from './hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

const requests: CommandRequest[] = []
let release = () => {}
const subcommand = (name: string, run: Command['run'], options: Command['options'] = []): Command => ({
  name,
  description: name,
  options,
  run,
})

const commands: readonly Command[] = [
  subcommand(
    'note',
    async (request) => {
      requests.push(request)
      return { text: 'noted' }
    },
    [
      { name: 'voice', description: 'A room', type: 'voice-channel', required: false },
      { name: 'text', description: 'A place', type: 'text-channel', required: false },
    ],
  ),
  subcommand('refuse', async () => {
    throw new UserError('That cannot be, for a reason.')
  }),
  subcommand('break', async () => {
    throw new TypeError('secret detail')
  }),
  subcommand(
    'wait',
    () =>
      new Promise((resolve) => {
        release = () => resolve({ text: 'at last' })
      }),
  ),
  subcommand('long', async () => ({ text: 'x'.repeat(3_000) })),
  subcommand('ping', async () => ({ text: '@everyone' })),
]

async function open() {
  hall = await openHall({ gateway: { commands } })
  await hall.start()
  const ann = hall.guild.addMember('ann', { nick: 'Ann' })
  const give = (name: string, options = {}) => {
    if (!hall) throw new Error('closed')
    return ann.command(hall.text, ['transcribe', name], options)
  }
  return { ...hall, ann, give }
}

describe('a command', () => {
  test('is acknowledged at once, for the caller alone, and then answered', async () => {
    const { give } = await open()
    const outcome = await give('note')
    expect(outcome.deferred).toBe(true)
    expect(outcome.ephemeral).toBe(true)
    expect((await outcome.next()).content).toBe('noted')
  })

  test('gets the place, the caller, their room and the chosen channels', async () => {
    const { give, ann, room, text, guild } = await open()
    const stage = guild.addStage('Stage')
    ann.joinVoice(room)
    requests.length = 0
    await (await give('note', { voice: stage, text: room })).next()
    expect(requests).toEqual([
      {
        guild: guild.id,
        channel: { id: text.id, kind: 'text', name: 'captions' },
        caller: { id: ann.id, name: 'Ann' },
        callerRoom: { id: room.id, kind: 'voice', name: 'Table' },
        options: new Map([
          ['voice', { id: stage.id, kind: 'stage', name: 'Stage' }],
          ['text', { id: room.id, kind: 'voice', name: 'Table' }],
        ]),
      },
    ])
  })

  test('without a room or options says so', async () => {
    const { give } = await open()
    requests.length = 0
    await (await give('note')).next()
    expect(requests[0]?.callerRoom).toBeNull()
    expect(requests[0]?.options.size).toBe(0)
  })

  test('that a person can mend is refused in its own words', async () => {
    const { give } = await open()
    expect((await (await give('refuse')).next()).content).toBe('That cannot be, for a reason.')
  })

  test('that breaks shows no detail, and is logged', async () => {
    const { give, log } = await open()
    const { content } = await (await give('break')).next()
    expect(content).toMatch(/^Something went wrong on my side/)
    expect(content).not.toContain('secret')
    expect(log.lines.some(({ event }) => event === 'command failed')).toBe(true)
  })

  test('is answered within 2000 characters, and pings nobody', async () => {
    const { give } = await open()
    expect((await (await give('long')).next()).content.length).toBe(2_000)
    expect((await (await give('ping')).next()).pings).toEqual({ everyone: false, roles: [], users: [] })
  })

  test('whose acknowledgement Discord refuses does not run', async () => {
    const { give, discord, log } = await open()
    discord.failNext({
      method: 'POST',
      path: /callback/,
      status: 404,
      body: { code: 10062, message: 'Unknown interaction' },
    })
    requests.length = 0
    await expect(give('note')).rejects.toThrow('did not respond')
    expect(requests).toEqual([])
    expect(log.lines.some(({ event }) => event === 'command not acknowledged')).toBe(true)
  })

  test('is refused during the shutdown, while one under way is still answered', async () => {
    const { give, gateway } = await open()
    const before = await give('wait')
    gateway.refuse()
    expect((await (await give('note')).next()).content).toMatch(/^I am shutting down/)
    const closed = gateway.close()
    release()
    expect((await before.next()).content).toBe('at last')
    await closed
  })
})

test('two commands at once do not wait for each other', async () => {
  const { give } = await open()
  const slow = await give('wait')
  expect((await (await give('note')).next()).content).toBe('noted')
  release()
  await until('the slow answer', () => slow.replies[0]?.content === 'at last')
})
