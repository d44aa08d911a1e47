import { afterEach, describe, expect, test } from '@jest/globals'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import type { CommandOutcome } from '../../sandbox/discord/outcome.ts'
import { SpeechServer } from '../../sandbox/speech/speech-server.ts'
import { systemClock } from '../../src/base/clock.ts'
import { EngineError } from '../../src/base/errors.ts'
import { guildId, speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { UploadedFiles } from '../../src/session/files/uploaded-file.ts'
import { Prerecorded } from '../../src/speech/assemblyai/prerecorded/prerecorded.ts'
import { verbatim } from '../../src/wording/words.ts'
import { until } from '../support/until.ts'
import { waveBytes } from '../support/wave-bytes.ts'
import { type MessageStage, openMessageStage, type StageOptions, voiceBytes } from './message-stage.ts'

const KEY = 'the-key-of-the-tests'
const MESSAGE_CONTENT = 1 << 15
let stage: MessageStage | undefined
let server: SpeechServer | undefined

afterEach(async () => {
  await stage?.close()
  await server?.close()
  stage = undefined
  server = undefined
})

async function open(options: StageOptions = {}): Promise<MessageStage> {
  stage = await openMessageStage(options)
  await stage.start()
  return stage
}

/** The answer to Bob, who asks about this message, without progress. */
async function answer({ bob }: MessageStage, message: SandboxMessage): Promise<SandboxMessage> {
  return settled(await bob.messageCommand(message, 'Transcribe'))
}
const settled = (outcome: CommandOutcome): Promise<SandboxMessage> =>
  outcome.next(({ content }) => content !== '' && !content.startsWith('I am fetching'))

const opened = (message: SandboxMessage, { guild }: MessageStage): string =>
  `https://discord.com/channels/${guild.id}/${message.channelId}/${message.id}`

describe('a voice message', () => {
  test('becomes a reply that all see, with who it is of, what heard it, and how to have no part in it', async () => {
    const stage = await open()
    const message = stage.voiceMessage(['river', 'castle'])
    const outcome = await stage.bob.messageCommand(message, 'Transcribe')
    expect(outcome).toMatchObject({ deferred: true, ephemeral: false })
    const reply = await settled(outcome)
    expect(reply.content).toBe(
      `**Ann**: Hello there.\n-# [voice message](${opened(message, stage)}) of 0.6 s · a script · who does not want this: /transcribe privacy`,
    )
    expect(stage.text.messages).toContainEqual(reply)
    expect(await stage.fetched()).toEqual([])
  })

  test('is heard by the pre-recorded API, which keeps nothing of it', async () => {
    server = await SpeechServer.start({ keys: [KEY] })
    const service = new Prerecorded({
      apiKey: KEY,
      apiUrl: server.apiUrl,
      clock: systemClock,
      log: createLog('silent'),
      pollMs: 5,
    })
    const way = { name: 'assemblyai', description: verbatim('AssemblyAI'), service, pricePerHour: 0.21 }
    const stage = await open({ ways: [new UploadedFiles(way)] })
    const { content } = await answer(stage, stage.voiceMessage(['river', 'castle', 'today']))
    expect(content).toMatch(/^\*\*Ann\*\*: River castle today\.\n/)
    expect(server.files.jobs).toMatchObject([{ deleted: true }])
    expect(stage.spend.guildSpent(guildId(stage.guild.id)).day.cost).toBeGreaterThan(0)
  })

  test('without words, or with parts that could not be heard, is said to be so', async () => {
    const stage = await open()
    stage.way.say = () => ''
    expect((await answer(stage, stage.voiceMessage())).content).toMatch(
      /^\*\*Ann\*\*: \*I heard no words in it\.\*\n/,
    )
    stage.way.say = () => 'Half of it'
    stage.way.gaps = [{ fromMs: 0, toMs: 500 }]
    expect((await answer(stage, stage.voiceMessage())).content).toMatch(
      /\n-# Some of it could not be heard\. /,
    )
  })

  test('pings, formats and links nothing, whatever is said in it and whoever says it', async () => {
    const stage = await open()
    const said = `@everyone <@${stage.ann.id}> <@&1> **loud** https://bad.example # head`
    stage.ann.rename('@here *Ann*')
    stage.way.say = () => said
    const reply = await answer(stage, stage.voiceMessage())
    expect(reply.pings).toEqual({ everyone: false, roles: [], users: [] })
    expect(reply.content).toContain('\\*\\*loud\\*\\*')
    expect(reply.content).not.toMatch(/(?<!\\)[@*]everyone|<@|bad:\/\/|https:\/\/bad/)
  })
})

describe('a file', () => {
  test.each([
    ['clip.mp3', 'audio/mpeg'],
    ['clip.mp4', 'video/mp4'],
    ['clip.ogg', 'application/ogg'],
    ['clip.opus', 'application/octet-stream'],
  ])('%s of type %s is heard', async (filename, contentType) => {
    const stage = await open()
    const { content } = await answer(stage, stage.attach({ filename, contentType }))
    expect(content).toMatch(/^\*\*Ann\*\*: Hello there\.\n-# \[file\]/)
  })

  test('is one of several: each has its own answer', async () => {
    const stage = await open()
    const message = stage.attach(
      { filename: 'one.ogg', contentType: 'audio/ogg' },
      { filename: 'notes.txt', contentType: 'text/plain' },
      { filename: 'two_.ogg', contentType: 'audio/ogg' },
    )
    const outcome = await stage.bob.messageCommand(message, 'Transcribe')
    await outcome.next(({ content }) => content.includes('two'))
    const heads = outcome.replies.map(({ content }) => content.split('\n')[0])
    expect(heads).toEqual(['**Ann** (one.ogg): Hello there.', '**Ann** (two\\_.ogg): Hello there.'])
    expect(outcome.ephemeral).toBe(false)
  })

  test('with much in it is answered in several messages, and with more as a file', async () => {
    const stage = await open()
    const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`).join(' ')
    stage.way.say = () => words(500)
    const some = await stage.bob.messageCommand(stage.voiceMessage(), 'Transcribe')
    await some.next(({ content }) => content.includes('word499'))
    expect(some.replies).toHaveLength(3)
    const text = some.replies.map(({ content }) => content).join(' ')
    expect(text.match(/word\d+/g)).toEqual(words(500).split(' '))
    for (const { content } of some.replies) expect(content.length).toBeLessThanOrEqual(2_000)
    stage.way.say = () => words(5_000)
    const reply = await answer(stage, stage.voiceMessage())
    expect(reply.content).toMatch(/ …\n-# The whole text is in the file\. /)
    const [file] = reply.attachments
    expect(file?.filename).toBe('voice-message.txt')
    expect(file?.bytes.toString()).toBe(`${words(5_000)}\n`)
  })

  test.each([
    ['録音 1.mp3', '録音-1'],
    ['Été à Zürich.m4a', 'Été-à-Zürich'],
    ['🎤.ogg', 'transcript'],
  ])('called %s is answered with the file %s', async (filename, name) => {
    const stage = await open()
    stage.way.say = () => Array.from({ length: 5_000 }, (_, at) => `word${at}`).join(' ')
    const { attachments } = await answer(stage, stage.attach({ filename, contentType: 'audio/mpeg' }))
    // As Discord has it: what it had to change of the name stands beside it.
    expect(attachments.map((file) => file.title ?? file.filename.replace('.txt', ''))).toEqual([name])
  })
})

describe('who asked alone reads why not, and nothing else stands there', () => {
  const guild = ({ guild: { id } }: MessageStage) => guildId(id)
  const optOut = (stage: MessageStage) =>
    stage.consents.decide({
      guild: guild(stage),
      person: speakerId(stage.ann.id),
      decision: 'opted-out',
      through: 'privacy',
    })
  const fails = (stage: MessageStage, retryable: boolean) => {
    stage.way.say = () => Promise.reject(new EngineError(verbatim('It is away.'), { retryable }))
  }
  const rows: readonly [string, (stage: MessageStage) => Promise<SandboxMessage> | SandboxMessage, RegExp][] =
    [
      ['there is nothing', ({ ann, text }) => ann.say(text, 'words'), /neither a voice message nor/],
      [
        'there is no sound',
        (stage) => stage.attach({ filename: 'a.png', contentType: 'image/png' }),
        /neither a voice message nor/,
      ],
      [
        'it is too large',
        (stage) =>
          stage.attach({ filename: 'a.ogg', contentType: 'audio/ogg', bytes: Buffer.alloc(1_000_001) }),
        /larger than the 1 MB/,
      ],
      ['it says it is too long', (stage) => stage.voiceMessage(['river'], 61), /longer than the 1 minute /],
      [
        'it is too long, and does not say so',
        (stage) =>
          stage.attach({
            filename: 'a.wav',
            contentType: 'audio/wav',
            bytes: waveBytes([new Int16Array(61_000)], { rate: 1_000, coding: 'u8' }),
          }),
        /longer than the 1 minute /,
      ],
      [
        'it is empty',
        (stage) => stage.attach({ filename: 'a.wav', contentType: 'audio/wav', bytes: Buffer.alloc(0) }),
        /This file is empty/,
      ],
      [
        'it was taken away',
        (stage) => {
          const message = stage.voiceMessage()
          stage.discord.world.attachments.clear()
          return message
        },
        /not there any more/,
      ],
      [
        'its author opted out',
        async (stage) => {
          await optOut(stage)
          return stage.voiceMessage()
        },
        /does not want to be transcribed/,
      ],
      [
        'its author makes up their mind while it is heard',
        (stage) => {
          stage.way.say = ({ signal }) => {
            void optOut(stage)
            // It would take for ever, but what was opted out of is given up at once.
            return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          }
          return stage.voiceMessage()
        },
        /does not want to be transcribed/,
      ],
      [
        'its author was asked and has not agreed',
        async (stage) => {
          await stage.settings.change(guild(stage), 'consent', 'ask')
          return stage.voiceMessage()
        },
        /only to people who agreed/,
      ],
      [
        'the engine is away',
        (stage) => {
          fails(stage, true)
          return stage.voiceMessage()
        },
        /could not transcribe this now: It is away\./,
      ],
      [
        'there is a bug',
        (stage) => {
          stage.way.say = () => {
            throw new TypeError('secret detail')
          }
          return stage.voiceMessage()
        },
        /^Something went wrong on my side/,
      ],
    ]

  test.each(rows)('%s', async (_, prepare, sentence) => {
    const stage = await open()
    const message = await prepare(stage)
    const before = stage.text.messages.length
    const outcome = await stage.bob.messageCommand(message, 'Transcribe')
    const reply = await outcome.next(({ content }) => sentence.test(content))
    expect(reply.flags & 64).toBe(64)
    expect(outcome.replies).toHaveLength(1)
    expect(stage.text.messages).toHaveLength(before)
    expect(await stage.fetched()).toEqual([])
  })

  test('somebody else asked just before', async () => {
    const stage = await open()
    let release = (_: string) => {}
    stage.way.say = () => new Promise((resolve) => (release = resolve))
    const message = stage.voiceMessage()
    const first = await stage.bob.messageCommand(message, 'Transcribe')
    await until('the sound is being heard', () => stage.way.errands.length === 1)
    const second = await stage.ann.messageCommand(message, 'Transcribe')
    expect((await settled(second)).content).toMatch(/at this message already/)
    release('At last.')
    expect((await settled(first)).content).toMatch(/At last/)
    stage.way.say = () => 'Once more.'
    expect((await answer(stage, message)).content).toMatch(/Once more/)
  })

  test('two files of the server are being heard already', async () => {
    const stage = await open()
    const releases: ((text: string) => void)[] = []
    stage.way.say = () => new Promise((resolve) => releases.push(resolve))
    const outcomes = [await stage.bob.messageCommand(stage.voiceMessage(), 'Transcribe')]
    outcomes.push(await stage.bob.messageCommand(stage.voiceMessage(), 'Transcribe'))
    await until('both are being heard', () => releases.length === 2)
    expect((await answer(stage, stage.voiceMessage())).content).toMatch(/busy with other files/)
    for (const release of releases) release('At last.')
    for (const outcome of outcomes) expect((await settled(outcome)).content).toMatch(/At last/)
  })
})

describe('the answer', () => {
  test.each([
    ['lost on the way', 'drop'],
    ['lost behind a proxy', 502],
  ] as const)('comes also where Discord’s word on its acknowledgement is %s', async (_, status) => {
    const stage = await open()
    stage.discord.failNext({ method: 'POST', path: /callback/, status, when: 'after' })
    expect((await answer(stage, stage.voiceMessage())).content).toMatch(/Hello there/)
    expect(stage.way.errands).toHaveLength(1)
  })

  test('is a refusal for all to see where it cannot be taken away, rather than none', async () => {
    const stage = await open()
    stage.discord.failNext({ method: 'DELETE', path: /^\/webhooks\//, status: 403 })
    const refused = await answer(stage, stage.ann.say(stage.text, 'no sound'))
    expect(refused.content).toMatch(/neither a voice message nor an audio or video file/)
  })

  test('holds nothing of a message that was deleted while it was being heard', async () => {
    const stage = await open()
    let release = (_: string) => {}
    stage.way.say = () => new Promise((resolve) => (release = resolve))
    const message = stage.voiceMessage()
    const outcome = await stage.bob.messageCommand(message, 'Transcribe')
    await until('the sound is being heard', () => stage.way.errands.length === 1)
    stage.text.remove(message.id)
    release('What nobody is to read.')
    const told = await settled(outcome)
    expect([told.flags & 64, told.content]).toEqual([
      64,
      'The file is not there any more: its message was deleted, or Discord took it away.',
    ])
    expect(stage.text.messages).toEqual([])
  })

  test('in a thread is for all if who asked may write in threads, and only then', async () => {
    const stage = await open()
    const { guild, bob, text } = stage
    const thread = guild.addChannel({ kind: 'public-thread', name: 'Aside', parentId: text.id })
    const bytes = voiceBytes(['river'])
    const files = [{ filename: 'voice-message.ogg', contentType: 'audio/ogg', bytes, seconds: 1 }]
    guild.overwrite(text, bob, { deny: ['SendMessages'] })
    const ask = async () => {
      const message = stage.ann.say(thread, '', { flags: 8192, files })
      return (await bob.messageCommand(message, 'Transcribe')).ephemeral
    }
    expect(await ask()).toBe(false)
    guild.overwrite(text, bob, { allow: ['SendMessages'], deny: ['SendMessagesInThreads'] })
    expect(await ask()).toBe(true)
  })

  test('is for who asked alone where they could not have written it themselves', async () => {
    const stage = await open()
    const message = stage.voiceMessage()
    stage.guild.overwrite(stage.text, stage.bob, { deny: ['SendMessages'] })
    const outcome = await stage.bob.messageCommand(message, 'Transcribe')
    expect(outcome.ephemeral).toBe(true)
    expect((await settled(outcome)).content).toMatch(/Hello there/)
    expect(stage.text.messages).toEqual([message])
  })

  test('that takes long says how far it is, every five seconds', async () => {
    const stage = await open()
    let release = (_: string) => {}
    stage.way.say = ({ onProgress }) => {
      onProgress({ stage: 'listening', heardMs: 61_000, durationMs: 120_000 })
      return new Promise((resolve) => (release = resolve))
    }
    const outcome = await stage.bob.messageCommand(stage.voiceMessage(), 'Transcribe')
    await until('it is being heard', () => stage.way.errands.length === 1)
    stage.clock.leap(5_000)
    await outcome.next(({ content }) => content === 'I am listening to the file: 0:01:01 of 0:02:00')
    for (let times = 0; times < 3; times += 1) {
      stage.clock.leap(5_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    release('Done.')
    expect((await outcome.next(({ content }) => /Done/.test(content))).content).toMatch(
      /^\*\*Ann\*\*: Done\./,
    )
    expect(stage.discord.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1)
  })

  test('that comes too late for its interaction is a reply to the message', async () => {
    const stage = await open()
    const message = stage.voiceMessage()
    stage.discord.failNext({
      method: 'PATCH',
      path: /^\/webhooks\//,
      status: 404,
      body: { message: 'Unknown Webhook', code: 10015 },
    })
    await stage.bob.messageCommand(message, 'Transcribe')
    await until('a reply', () => stage.text.messages.some(({ replyTo }) => replyTo === message.id))
    const reply = stage.text.messages.find(({ replyTo }) => replyTo === message.id)
    expect(reply?.content).toMatch(/^\*\*Ann\*\*: Hello there\./)
    expect(reply?.pings.users).toEqual([])
  })

  test('is that it is shutting down, when it is', async () => {
    const stage = await open()
    stage.way.say = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const outcome = await stage.bob.messageCommand(stage.voiceMessage(), 'Transcribe')
    await until('it is being heard', () => stage.way.errands.length === 1)
    stage.gateway.refuse()
    expect((await outcome.next(({ content }) => /shutting down/.test(content))).flags & 64).toBe(64)
    const next = await stage.bob.messageCommand(stage.voiceMessage(), 'Transcribe')
    await next.next(({ content }) => /shutting down/.test(content))
  })
})

describe('voice messages unasked', () => {
  test('are answered with their text, and nothing else is', async () => {
    const stage = await open({ unasked: true, discord: { grantedIntents: MESSAGE_CONTENT } })
    stage.attach({ filename: 'clip.ogg', contentType: 'audio/ogg' })
    stage.ann.say(stage.text, 'words')
    const message = stage.voiceMessage()
    await until('a reply', () => stage.text.messages.some(({ replyTo }) => replyTo === message.id))
    const [reply, ...more] = stage.text.messages.filter(
      ({ authorId }) => authorId === stage.discord.botUserId,
    )
    expect(more).toEqual([])
    expect(reply?.content).toBe(
      '**Ann**: Hello there.\n-# voice message of 0.6 s · a script · who does not want this: /transcribe privacy',
    )
    expect(reply?.pings.users).toEqual([])
  })

  test('of who opted out are left alone, without a word', async () => {
    const stage = await open({ unasked: true, discord: { grantedIntents: MESSAGE_CONTENT } })
    const person = speakerId(stage.ann.id)
    await stage.consents.decide({
      guild: guildId(stage.guild.id),
      person,
      decision: 'opted-out',
      through: 'privacy',
    })
    stage.voiceMessage()
    await stage.log.line('command refused')
    expect(stage.text.messages).toHaveLength(1)
    expect(stage.way.errands).toEqual([])
  })

  test('need an intent that Discord may refuse: then the start says what to do', async () => {
    stage = await openMessageStage({ unasked: true })
    await expect(stage.start()).rejects.toThrow(
      /Discord refused the Message Content intent: switch it on .* or set AUTO_TRANSCRIBE_VOICE_MESSAGES=false/,
    )
  })

  test('are not answered, and the intent not asked for, unless the host wants it', async () => {
    const stage = await open({ discord: { grantedIntents: MESSAGE_CONTENT } })
    stage.voiceMessage()
    const asked = stage.voiceMessage()
    expect((await answer(stage, asked)).content).toMatch(/Hello/)
    expect(stage.way.errands).toHaveLength(1)
  })
})
