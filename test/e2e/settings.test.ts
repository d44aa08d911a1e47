import { afterEach, describe, expect, test } from '@jest/globals'
import { toneLine } from '../../sandbox/cast/script.ts'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { CommandOptions, SandboxMember } from '../../sandbox/discord/member.ts'
import type { VoicePerson } from '../../sandbox/discord/voice/voice-person.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { BotProcess } from '../../src/cli/bot-process.ts'
import { allGuildSettings } from '../../src/session/settings/guild-settings.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { botIsIn } from '../support/seats.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

const LIMIT_MS = 120_000
/** A dollar for ten seconds: what anybody says is seen in the sums. */
const ENVIRONMENT = { SPEECH_PRICE_PER_HOUR: '360', KEY_TERM_NAMES: 'on', LOG_LEVEL: 'debug' }

/** A guild with somebody who manages it, and its people in the room. */
interface Party extends Table {
  readonly chief: SandboxMember
  readonly first: SandboxMember
  mouth: VoicePerson
  /** What nobody says but in this guild. */
  readonly words: readonly string[]
}

let rig: Rig | undefined
let again: BotProcess | undefined
afterEach(async () => {
  await again?.stop()
  await rig?.close()
  again = undefined
  rig = undefined
}, LIMIT_MS)

async function party(sandbox: Sandbox, name: string, words: readonly string[]): Promise<Party> {
  const table = setTable(sandbox, [`${name}A`, `${name}B`], name)
  const [first, second] = table.people
  if (!first || !second) throw new Error('nobody is at the table')
  const chief = table.guild.addMember(`${name}Chief`)
  chief.setRoles([table.guild.addRole('Chiefs', ['ManageGuild']).id])
  await sandbox.enter(second, table.room)
  return { ...table, chief, first, mouth: await sandbox.enter(first, table.room), words }
}

const marked = (panel = ''): number => panel.match(/^▸ /gm)?.length ?? 0

async function ask(who: SandboxMember, place: SandboxChannel, path: string, options: CommandOptions = {}) {
  const outcome = await who.command(place, ['transcribe', path], options)
  expect(outcome.ephemeral).toBe(true)
  return (await outcome.next(({ content }) => content !== '', 30_000)).content
}

/** Between them the two guilds choose every setting that there is. */
const NORTH: readonly (readonly [string, string])[] = [
  ['engine', 'assemblyai'],
  ['language', 'any'],
  ['consent', 'notice'],
  ['bots', 'on'],
  ['auto-start', 'off'],
  ['stop-empty', '90'],
  ['model', 'universal-streaming-multilingual'],
  ['preset', 'quick'],
  ['key-terms', 'Tiamat'],
  ['profanity-filter', 'on'],
  ['posting', 'plain'],
  ['cap-day', '50'],
  ['stop-quiet', '45'],
  ['starters', 'manage'],
  ['wording', 'en'],
]
const SOUTH: readonly (readonly [string, string])[] = [
  ['preset', 'notes'],
  ['key-terms', 'Mordenkainen'],
  ['thread', 'on'],
  ['cap-month', '70'],
  ['retention', '7'],
  ['live-captions', 'on'],
]

describe('two guilds with different settings', () => {
  const set = async ({ chief, text }: Party, all: readonly (readonly [string, string])[]) => {
    for (const [setting, value] of all)
      expect(await ask(chief, text, 'settings', { setting, value })).toMatch(/ is now: /)
  }
  test('choose every setting between them', () => {
    const chosen = new Set([...NORTH, ...SOUTH].map(([name]) => name))
    expect([...chosen].toSorted()).toEqual(allGuildSettings.map(({ name }) => name).toSorted())
  })

  const sayings = ({ words }: Party) => toneLine({ speaker: '', atMs: 0 }, [...words, 'today']).packets
  /** All that stands in the guild's channels, threads and chats, with the names above it. */
  const written = ({ guild }: Party) =>
    [...guild.channels.values()].flatMap(({ messages }) =>
      messages.map(({ authorName, content }) => `${authorName}: ${content}`),
    )

  test(
    'each has its own, sees nothing of the other’s words, names, settings or spend, and has all of it after a restart',
    async () => {
      const here = await startRig({ environment: ENVIRONMENT })
      rig = here
      await here.bot.ready
      const north = await party(here.sandbox, 'North', ['silver', 'otter', 'pepper'])
      const south = await party(here.sandbox, 'South', ['badger', 'falcon', 'kettle'])
      await set(north, NORTH)
      await set(south, SOUTH)
      // Who may start is the North's chiefs alone.
      expect(await transcribe(north.first, north.text, ['start'])).toMatch(/Manage Server/)
      const started = [
        await transcribe(north.chief, north.text, ['start', { voice: north.room }]),
        await transcribe(south.first, south.text, ['start']),
      ]
      expect(started).toEqual([
        expect.stringMatching(/^I am listening/),
        expect.stringMatching(/^I am listening/),
      ])
      const thread = [...south.guild.channels.values()].find(({ parentId }) => parentId === south.text.id)
      if (!thread) throw new Error('no thread was opened')
      const speak = () => Promise.all([north, south].map((each) => each.mouth.talk(sayings(each))))
      await speak()
      await posted(north.text, /^\*\*NorthA\*\*: silver otter pepper today/i)
      await posted(thread, /^\*\*SouthA\*\*: badger falcon kettle today/i)
      const posts = (channel: SandboxChannel, word: RegExp) =>
        channel.messages
          .filter(({ content }) => word.test(content))
          .map(({ webhookId }) => webhookId !== null)
      expect([posts(north.text, /otter/i), posts(thread, /^(?!.*SouthA).*falcon/i)]).toEqual([
        [false],
        [true],
      ])
      expect(written(north).join('\n')).not.toMatch(/badger|falcon|kettle|South/i)
      expect(written(south).join('\n')).not.toMatch(/silver|otter|pepper|North/i)
      expectHeard(here.sandbox)
      await expectApart(north, south)

      const panels = [
        await ask(north.chief, north.text, 'settings'),
        await ask(south.chief, south.text, 'settings'),
      ]
      expect([marked(panels[0]), marked(panels[1])]).toEqual([NORTH.length, SOUTH.length])
      expect(panels[0]).not.toMatch(/Mordenkainen|notes|70\.00/)
      expect(panels[1]).not.toMatch(/Tiamat|quick|50\.00|45 minutes/)
      expect(here.bot.output.join('\n')).not.toMatch(/Tiamat|Mordenkainen/)

      await here.bot.stop()
      again = new BotProcess({ ...here.sandbox.environment, ...ENVIRONMENT })
      const resumed = [again.logged('session resumed'), again.logged('ready')]
      await Promise.all(resumed)
      expect([
        await ask(north.chief, north.text, 'settings'),
        await ask(south.chief, south.text, 'settings'),
      ]).toEqual(panels)
      const before = here.sandbox.speech.sessions.length
      await until('both sessions', () => [north, south].every((each) => botIsIn(each) === each.room.id))
      await speak()
      await until('both to be heard again', () => here.sandbox.speech.sessions.length >= before + 2)
      expectHeard(here.sandbox)
    },
    LIMIT_MS,
  )

  /** What the speech service was told, by the word that only one of the guilds expects. */
  function expectHeard({ speech }: Sandbox): void {
    const told = speech.sessions.filter(({ audioMs }) => audioMs > 0).map(({ params }) => params)
    const of = (term: string) => told.filter(({ keyterms_prompt: terms = '' }) => terms.includes(term))
    const [north, south] = [of('Tiamat'), of('Mordenkainen')]
    expect(north.length + south.length).toBe(told.length)
    expect(Math.min(north.length, south.length)).toBeGreaterThan(0)
    for (const params of north) {
      expect(params).toMatchObject({
        speech_model: 'universal-streaming-multilingual',
        filter_profanity: 'true',
        max_turn_silence: '400',
      })
      expect(params['keyterms_prompt']).not.toMatch(/Mordenkainen|South/)
    }
    for (const params of south) {
      expect(params).toMatchObject({ speech_model: 'universal-streaming-english', max_turn_silence: '3600' })
      expect(params['filter_profanity']).toBeUndefined()
      expect(params['keyterms_prompt']).not.toMatch(/Tiamat|North/)
    }
  }

  async function expectApart(north: Party, south: Party): Promise<void> {
    await until('each to have spent something', async () => {
      const all = await Promise.all([north, south].map(({ first, text }) => ask(first, text, 'status')))
      return all.every((status) => /Billed/.test(status))
    })
    const statusOf = ({ first, text }: Party) => ask(first, text, 'status')
    const [northern, southern] = [await statusOf(north), await statusOf(south)]
    expect(northern).toMatch(/This server has spent \d\.\d\d USD of 50\.00 USD today\./)
    expect(southern).toMatch(/This server has spent \d\.\d\d USD of 70\.00 USD this month\./)
    expect(northern).not.toMatch(/70\.00|South/)
    expect(southern).not.toMatch(/50\.00|North/)
    expect(await ask(north.first, north.text, 'search', { words: 'falcon' })).toMatch(/^Nothing was found/)
    expect(await ask(south.first, south.text, 'search', { words: 'otter' })).toMatch(/^Nothing was found/)
  }
})

describe('auto-start and auto-stop', () => {
  test(
    'begin with the second member, also in another process, and end when the room is empty',
    async () => {
      const here = await startRig({ environment: ENVIRONMENT })
      rig = here
      await here.bot.ready
      const { guild, room, text, people } = setTable(here.sandbox, ['Ada', 'Bert'])
      const [ada, bert] = people
      if (!ada || !bert) throw new Error('nobody is at the table')
      const chief = guild.addMember('Chief')
      chief.setRoles([guild.addRole('Chiefs', ['ManageGuild']).id])
      await ask(chief, text, 'settings', { setting: 'stop-empty', value: '10' })
      expect(await ask(chief, text, 'settings', { setting: 'auto-start', voice: room, text })).toMatch(
        /^Auto-start is now: in <#\d+>, written to <#\d+>\./,
      )
      const mouth = await here.sandbox.enter(ada, room)
      await ask(chief, text, 'status')
      expect(botIsIn({ guild })).toBeNull()
      await here.sandbox.enter(bert, room)
      await posted(text, /^Auto-start started transcription of Tavern/)
      await mouth.talk(toneLine({ speaker: '', atMs: 0 }, ['silver', 'otter', 'today']).packets)
      await posted(text, /^\*\*Ada\*\*: silver otter today/i)
      const stopped = here.bot.logged('session stopped')
      ada.leaveVoice()
      bert.leaveVoice()
      await stopped
      await posted(text, /^Transcription ended: Nobody was in the voice channel for 10 seconds\./)
      await here.bot.stop()
      again = new BotProcess({ ...here.sandbox.environment, ...ENVIRONMENT })
      await again.ready
      await here.sandbox.enter(ada, room)
      const begun = again.logged('session started by itself')
      await here.sandbox.enter(bert, room)
      await begun
      expect(botIsIn({ guild })).toBe(room.id)
    },
    LIMIT_MS,
  )
})
