import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { plainWords } from '../sandbox/cast/plain-words.ts'
import { toneLine } from '../sandbox/cast/script.ts'
import { VOCABULARY } from '../sandbox/cast/vocabulary.ts'
import type { SandboxMember } from '../sandbox/discord/member.ts'
import { type Rig, startRig } from './support/rig.ts'
import { posted, transcribe } from './support/transcribe.ts'
import { until } from './support/until.ts'

const LIMIT_MS = 180_000

/** Of the tone language, words that no log line has a reason to hold. */
const LINES = {
  posted: ['badger', 'falcon', 'tonight'],
  refused: ['kettle', 'marble', 'tonight'],
  delayed: ['otter', 'pepper', 'tonight'],
  broken: ['spider', 'meadow', 'tonight'],
  last: ['lantern', 'ginger', 'tonight'],
} as const
const SPOKEN = [...new Set(Object.values(LINES).flat())]

const NAMES = {
  guild: 'Gildia Ćmy „Łuna”',
  room: 'Szeptalnia',
  text: 'protokół-ćmy',
  first: 'Żółć\\nO’Brien "🦉"',
  second: 'Кот%s%d',
} as const

/** What a person would find if they searched a log for the name: as it is, as JSON writes it, in a URL. */
const spellings = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  ...secret.split(/[^\p{L}]+/u).filter((part) => part.length > 3),
]

const POSTS = /^\/channels\/\d+\/messages$/
const PERSONAS = /^\/webhooks\/\d+\/[^/]+$/
const ANSWERS = /^\/webhooks\/.*original$/

describe('a whole run at the highest log level, with all that fails in it', () => {
  let rig: Rig
  let key: string

  beforeAll(async () => {
    rig = await startRig({ environment: { LOG_LEVEL: 'debug', KEY_TERMS: `${NAMES.first},Tiamat` } })
    key = rig.sandbox.environment['ASSEMBLYAI_API_KEY'] ?? ''
    await rig.bot.ready
    await play()
    await rig.bot.stop()
  }, LIMIT_MS)
  afterAll(() => rig.close())

  const logged = (event: string) =>
    until(`the log line "${event}"`, () => rig.bot.output.some((line) => line.includes(`"event":"${event}"`)))

  async function play(): Promise<void> {
    const { discord, speech } = rig.sandbox
    const guild = discord.addGuild(NAMES.guild)
    const room = guild.addVoice(NAMES.room)
    const text = guild.addText(NAMES.text)
    const first = guild.addMember(NAMES.first)
    const second = guild.addMember('plain', { nick: NAMES.second })
    const speaking = async (speaker: SandboxMember) => {
      const mouth = await rig.sandbox.enter(speaker, room)
      return (words: readonly string[]) => mouth.talk(toneLine({ speaker: '', atMs: 0 }, words).packets)
    }
    const firstSays = await speaking(first)
    const secondSays = await speaking(second)
    const shown = (words: readonly string[]) => posted(text, new RegExp(words.join(' '), 'i'))

    // The answer to the command is refused; its address holds the interaction's token.
    discord.failNext({ method: 'PATCH', path: ANSWERS, status: 400 })
    await first.command(text, ['transcribe', 'start'])
    await logged('command not answered')
    await firstSays(LINES.posted)
    await shown(LINES.posted)

    // A message that Discord does not take, and one that its servers fail: the errors hold what was said.
    const refusal = [{ code: 'USERNAME_INVALID', message: `Username cannot be ${NAMES.second}` }]
    const body = { code: 50_035, message: 'Invalid Form Body', errors: { username: { _errors: refusal } } }
    discord.failNext({ method: 'POST', path: PERSONAS, status: 400, body })
    discord.failNext({ method: 'POST', path: POSTS, status: 400 })
    await secondSays(LINES.refused)
    await logged('caption refused')
    await posted(text, /A message is missing here/)
    // The name that was refused is not tried again: what comes is the bot's own message.
    discord.failNext({ method: 'POST', path: POSTS, status: 500, times: 2 })
    await secondSays(LINES.delayed)
    await logged('caption delayed')
    await shown(LINES.delayed)

    // A service that sends nonsense, then ends the session with a text.
    await transcribe(first, text, ['stop'])
    const [word = ''] = LINES.broken
    speech.faults.next({
      steps: [
        { when: { at: 'begin' }, deed: { do: 'send', data: `{"type":"Turn","transcript":"${word}` } },
        { when: { at: 'begin' }, deed: { do: 'send', data: `{"type":"Turn","transcript":["${word}"]}` } },
        {
          when: { at: 'audio', ms: 300 },
          deed: { do: 'close', code: 1011, error: `No way on for ${key} after ${word}` },
        },
      ],
    })
    await transcribe(first, text, ['start'])
    await firstSays(LINES.broken)
    await shown(LINES.broken)
    await transcribe(first, text, ['stop'])

    // And one that refuses for good, quoting what it was sent.
    speech.faults.next({ refusal: { code: 3006, text: `Bad terms ["${NAMES.first}"] with key ${key}` } })
    await transcribe(first, text, ['start'])
    await firstSays(LINES.last)
    await posted(text, /^Transcription ended: AssemblyAI refused a setting/)
    await until('the bot to leave', () => guild.voiceState(guild.bot.id) === null)
  }

  const webhookTokens = () =>
    [...rig.sandbox.discord.world.guilds.values()].flatMap(({ webhooks }) =>
      [...webhooks.values()].map(({ token }) => token),
    )

  test('tells what was said, and by whom, in the channel', () => {
    const texts = [...rig.sandbox.discord.world.guilds.values()].flatMap(({ channels }) =>
      [...channels.values()].flatMap(({ messages }) => messages.map(({ content }) => content)),
    )
    const words = new Set(texts.flatMap(plainWords))
    for (const word of [...LINES.posted, ...LINES.delayed, ...LINES.broken]) expect(words).toContain(word)
    expect(texts.join('\n')).toContain('**Кот')
  })

  test('logs each of the failures', () => {
    const events = rig.bot.output.map((line) => line.match(/"event":"([^"]+)"/)?.[1])
    expect(events).toEqual(
      expect.arrayContaining([
        'command not answered',
        'caption refused',
        'caption delayed',
        'assemblyai socket lost',
        'assemblyai refused us',
      ]),
    )
  })

  test('leaves no spoken word, no name and no secret in any line that the bot writes', () => {
    const found = rig.bot.output.flatMap((line) => {
      const words = new Set(line.toLowerCase().split(/[^\p{L}\p{N}]+/u))
      const spoken = SPOKEN.filter((word) => words.has(word))
      const named = Object.values(NAMES).filter((name) => spellings(name).some((text) => line.includes(text)))
      const secrets = [key, rig.sandbox.discord.token, ...webhookTokens()].filter((secret) =>
        line.includes(secret),
      )
      const addresses = line.match(/\/(?:webhooks|interactions)\//g) ?? []
      return [...spoken, ...named, ...secrets, ...addresses].map((what) => `${what} in ${line}`)
    })
    expect(found).toEqual([])
    expect(webhookTokens()).toHaveLength(1)
    expect(rig.bot.output.length).toBeGreaterThan(20)
    expect(VOCABULARY).toEqual(expect.arrayContaining(SPOKEN))
  })
})
