import { afterEach, describe, expect, test } from '@jest/globals'
import { StoreError, UserError } from '../../../src/base/errors.ts'
import { roomId } from '../../../src/base/ids.ts'
import type { Command, CommandRequest } from '../../../src/session/command.ts'
import type { ReplyFile } from '../../../src/session/ports.ts'
import { english } from '../../../src/wording/english/english.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { type Hall, openHall, until } from '../hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

const requests: CommandRequest[] = []
/** Of the files that the command `files` answers with, in bytes. */
let sizes: readonly number[] = []
const filesOf = (bytes: readonly number[]): ReplyFile[] =>
  bytes.map((size, at) => ({ name: `${at}.txt`, bytes: new Uint8Array(size).fill(97 + at) }))
const MIB = 1024 * 1024
let release = () => {}
const labelled = (name: string) => () => ({ name, description: `This is ${name}` })
const subcommand = (name: string, run: Command['run'], options: Command['options'] = []): Command => ({
  name,
  label: labelled(name),
  options,
  run,
})

const commands: readonly Command[] = [
  subcommand(
    'note',
    async (request) => {
      requests.push(request)
      return { text: verbatim('noted') }
    },
    [
      { name: 'voice', label: labelled('voice'), type: 'voice-channel', required: false },
      { name: 'text', label: labelled('text'), type: 'text-channel', required: false },
      {
        name: 'what',
        label: labelled('what'),
        type: 'text',
        required: false,
        maxLength: 20,
        suggest: async (typed, request) => {
          requests.push(request)
          if (typed === 'break') throw new TypeError('secret detail')
          return Array.from({ length: 30 }, (_, at) => ({
            label: `${typed} ${at} ${'x'.repeat(100)}`,
            value: `${at}`,
          }))
        },
      },
      {
        name: 'kind',
        label: labelled('kind'),
        type: 'choice',
        required: false,
        choices: [
          { label: verbatim('The first'), value: 'one' },
          { label: verbatim('The second'), value: 'two' },
        ],
      },
    ],
  ),
  subcommand('files', async () => ({ text: verbatim('here'), files: filesOf(sizes) })),
  subcommand('full', async () => {
    throw new StoreError(verbatim('The disk is full: make room in DATA_DIR.'), 'full')
  }),
  subcommand('refuse', async () => {
    throw new UserError(verbatim('That cannot be, for a reason.'))
  }),
  subcommand('break', async () => {
    throw new TypeError('secret detail')
  }),
  subcommand(
    'wait',
    () =>
      new Promise((resolve) => {
        release = () => resolve({ text: verbatim('at last') })
      }),
  ),
  subcommand('long', async () => ({ text: verbatim('x'.repeat(3_000)) })),
  subcommand('ping', async () => ({ text: verbatim('@everyone') })),
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
        words: english,
        channel: { id: text.id, kind: 'text', name: 'captions' },
        caller: { id: ann.id, name: 'Ann' },
        manages: false,
        roles: new Set([guild.id]),
        callerRoom: { id: room.id, kind: 'voice', name: 'Table' },
        options: new Map([
          ['voice', { id: stage.id, kind: 'stage', name: 'Stage' }],
          ['text', { id: room.id, kind: 'voice', name: 'Table' }],
        ]),
        texts: new Map(),
        canSee: expect.any(Function),
        mayWrite: expect.any(Function),
        hasRole: expect.any(Function),
        fileLimit: 10 * MIB,
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

  test('gets texts and choices', async () => {
    const { give } = await open()
    requests.length = 0
    await (await give('note', { what: 'hello', kind: 'two' })).next()
    expect([...(requests[0]?.texts ?? [])]).toEqual([
      ['what', 'hello'],
      ['kind', 'two'],
    ])
  })

  test('knows which voice channels the caller sees, also of a deleted one', async () => {
    const { give, ann, guild, room, text } = await open()
    const [secret, gone] = [guild.addVoice('Secret'), guild.addVoice('Gone')]
    guild.overwrite(secret, ann, { deny: ['ViewChannel'] })
    guild.deleteChannel(gone)
    const admin = guild.addMember('max')
    admin.setRoles([guild.addRole('admin', ['ManageGuild']).id])
    requests.length = 0
    await (await give('note')).next()
    await (await admin.command(text, ['transcribe', 'note'])).next()
    const seen = requests.map(({ canSee }) => [room, secret, gone].map(({ id }) => canSee(roomId(id))))
    expect(seen).toEqual([
      [true, false, false],
      [true, true, true],
    ])
  })

  test('that the store cannot serve says what to do, and is logged', async () => {
    const { give, log } = await open()
    expect((await (await give('full')).next()).content).toBe('The disk is full: make room in DATA_DIR.')
    expect(log.lines.some(({ event }) => event === 'command failed')).toBe(true)
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

  test.each([
    ['lost on the way', 'drop'],
    ['lost behind a proxy', 502],
  ] as const)(
    'runs once, and is answered, where Discord’s word on its acknowledgement is %s',
    async (_, status) => {
      const { give, discord } = await open()
      discord.failNext({ method: 'POST', path: /callback/, status, when: 'after' })
      requests.length = 0
      expect((await (await give('note')).next()).content).toBe('noted')
      expect(requests).toHaveLength(1)
    },
  )

  test('that another process with the same token took does not run', async () => {
    const { give, discord, log } = await open()
    discord.failNext({
      method: 'POST',
      path: /callback/,
      status: 400,
      body: { code: 40060, message: 'Interaction has already been acknowledged.' },
    })
    requests.length = 0
    give('note').catch(() => {})
    await log.line('command not acknowledged')
    expect(requests).toEqual([])
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

describe('files', () => {
  test('come with the answer, for the caller alone', async () => {
    const { give } = await open()
    sizes = [3, 4]
    const outcome = await give('files')
    const reply = await outcome.next()
    expect(reply.content).toBe('here')
    expect(reply.attachments.map(({ filename, bytes }) => [filename, bytes.toString()])).toEqual([
      ['0.txt', 'aaa'],
      ['1.txt', 'bbbb'],
    ])
    expect(outcome.ephemeral).toBe(true)
  })

  test('come in more messages where they are more than ten, or too heavy together', async () => {
    const { give } = await open()
    sizes = [...Array.from({ length: 11 }, () => 1), 9 * MIB, 2 * MIB, 8 * MIB]
    const outcome = await give('files')
    await until('all files', () => outcome.replies.flatMap(({ attachments }) => attachments).length === 14)
    const names = outcome.replies.map(({ attachments }) => attachments.map(({ filename }) => filename))
    expect(names.map((list) => list.length)).toEqual([10, 2, 2])
    expect(names.flat()).toEqual(sizes.map((_, at) => `${at}.txt`))
    expect(outcome.replies.every(({ flags }) => (flags & 64) !== 0)).toBe(true)
  })

  test('that Discord refuses leave the answer in words', async () => {
    const { give, discord, log } = await open()
    sizes = [1]
    discord.failNext({
      method: 'PATCH',
      path: /messages\/(?:@|%40)original/,
      status: 400,
      body: { code: 40005, message: 'Request entity too large' },
    })
    expect((await (await give('files')).next()).content).toMatch(/^here\nDiscord did not take the files\./)
    expect(log.lines.some(({ event }) => event === 'command not answered')).toBe(true)
  })
})

describe('suggestions', () => {
  const type = async (what: string) => {
    const opened = await open()
    requests.length = 0
    const outcome = await opened.ann.complete(opened.text, ['transcribe', 'note'], {
      options: { what, kind: 'one' },
      focused: 'what',
    })
    return { ...opened, choices: outcome.choices }
  }

  test('are offered while a person types, within what Discord shows', async () => {
    const { choices, ann } = await type('so')
    expect(choices).toHaveLength(25)
    expect(choices[3]?.value).toBe('3')
    expect(choices[3]?.name).toMatch(/^so 3 x+…$/)
    expect(choices[3]?.name.length).toBe(100)
    expect(requests[0]?.caller.id).toBe(ann.id)
    expect(requests[0]?.texts.get('kind')).toBe('one')
  })

  test('are none where making them breaks, which is logged', async () => {
    const { choices, log } = await type('break')
    expect(choices).toEqual([])
    expect(log.lines.some(({ event }) => event === 'suggestions failed')).toBe(true)
  })

  test('are none during the shutdown', async () => {
    const { ann, text, gateway } = await open()
    gateway.refuse()
    const typed = { options: { what: 'so' }, focused: 'what' }
    expect((await ann.complete(text, ['transcribe', 'note'], typed)).choices).toEqual([])
  })
})

test('two commands at once do not wait for each other', async () => {
  const { give } = await open()
  const slow = await give('wait')
  expect((await (await give('note')).next()).content).toBe('noted')
  release()
  await until('the slow answer', () => slow.replies[0]?.content === 'at last')
})

describe('what an older version of the bot left', () => {
  /** Registers a command with Discord that this bot knows nothing of. */
  async function leave({ discord }: Hall, body: object): Promise<void> {
    const answer = await fetch(`${discord.apiUrl}/v10/applications/${discord.applicationId}/commands`, {
      method: 'POST',
      headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(201)
  }
  const UNKNOWN = /^I do not know this command any more\./

  test('is answered: a slash command, a message command, what is typed into one', async () => {
    const { ann, text, ...here } = await open()
    const option = { type: 3, name: 'what', description: 'What', autocomplete: true }
    await leave({ ...here, text }, { name: 'old', description: 'Old', options: [option] })
    await leave({ ...here, text }, { name: 'Old', type: 3 })
    const slash = await ann.command(text, ['old'], { what: 'x' })
    expect((await slash.next()).content).toMatch(UNKNOWN)
    expect(slash.ephemeral).toBe(true)
    const menu = await ann.messageCommand(ann.say(text, 'Hello.'), 'Old')
    expect((await menu.next()).content).toMatch(UNKNOWN)
    const typed = await ann.complete(text, ['old'], { options: { what: 'so' }, focused: 'what' })
    expect(typed.choices).toEqual([])
  })

  test('is answered with a refusal during the shutdown too', async () => {
    const { ann, text, gateway, ...here } = await open()
    await leave({ ...here, gateway, text }, { name: 'Old', type: 3 })
    gateway.refuse()
    const menu = await ann.messageCommand(ann.say(text, 'Hello.'), 'Old')
    expect((await menu.next()).content).toMatch(/^I am shutting down/)
  })
})
