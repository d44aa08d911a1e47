import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { reckon } from '../../sandbox/cast/ledger.ts'
import { perform } from '../../sandbox/cast/performance.ts'
import { toneLine } from '../../sandbox/cast/script.ts'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import type { CommandOutcome } from '../../sandbox/discord/outcome.ts'
import { longOr } from '../support/durations.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { botIsIn, endInOrder, seat, unbilled } from '../support/seats.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'
import { webPage } from '../support/web-page.ts'

const LIMIT_MS = 120_000
const ANSWER_MS = 30_000
const TALK_MS = longOr(60_000, 10_000)
const LINE_MS = 5_000
/** After each talk. */
const SILENCE_FRAMES = 5

/** What Bert says and nobody else does: no notice and no log line has a reason to hold it. */
const BERTS = ['badger', 'falcon', 'kettle', 'marble']
const ADAS = ['silver', 'otter', 'pepper', 'meadow']

const OPT_OUT = 'hansard:consent:opted-out notice'
const AGREE = 'hansard:consent:agreed privacy'

const line = (words: readonly string[], times = 1) =>
  toneLine({ speaker: '', atMs: 0 }, [...Array.from({ length: times }, () => words).flat(), 'today']).packets

describe('who is heard', () => {
  let rig: Rig
  let port: unknown
  beforeAll(async () => {
    rig = await startRig({ environment: { HTTP_PORT: '0' } })
    const listening = rig.bot.logged('http listening')
    await rig.bot.ready
    port = (await listening)['port']
  }, LIMIT_MS)
  afterAll(() => endInOrder(rig), LIMIT_MS)

  /** Of the speech service, but for those that only try whether it works. */
  const sessions = () => rig.sandbox.speech.sessions.filter(({ audioMs }) => audioMs > 0)
  const heardWords = () =>
    new Set(sessions().flatMap(({ turns }) => turns.flatMap(({ words }) => words.map(({ text }) => text))))

  const counter = async (name: string): Promise<number> => {
    const { body } = await webPage(port, '/metrics')
    return Number(new RegExp(`^hansard_${name}_total (\\S+)$`, 'm').exec(body)?.[1])
  }

  /** Under a public notice. */
  const press = async (
    member: SandboxMember,
    message: SandboxMessage,
    id: string,
  ): Promise<CommandOutcome> => {
    const outcome = await member.press(message, id)
    expect(outcome.ephemeral).toBe(true)
    await told(outcome)
    return outcome
  }

  /** Under the person's own message, which turns into the answer. */
  const pressOwn = async (
    member: SandboxMember,
    own: CommandOutcome,
    id: string,
  ): Promise<SandboxMessage> => {
    const before = await told(own)
    await member.press(before, id)
    return own.next(({ id: same, content }) => same === before.id && content !== before.content, ANSWER_MS)
  }

  const ask = async (
    member: SandboxMember,
    channel: SandboxChannel,
    name: string,
  ): Promise<CommandOutcome> => {
    const outcome = await member.command(channel, ['transcribe', name])
    expect(outcome.ephemeral).toBe(true)
    return outcome
  }

  /** Words of Bert's that are anywhere: in a message of any channel, in what is kept on disk, or in the log. */
  const left = (words = BERTS): string[] => {
    const guilds = [...rig.sandbox.discord.world.guilds.values()]
    const messages = guilds.flatMap(({ channels }) => [...channels.values()].flatMap((each) => each.messages))
    const folder = rig.sandbox.environment['DATA_DIR'] ?? ''
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
    const texts = [...messages.map(({ content }) => content), ...kept, ...rig.bot.output]
    return words.filter((word) => texts.some((text) => text.toLowerCase().includes(word)))
  }

  test(
    'one who opted out and talks over another is not decoded, sent, kept or shown, and the other is complete',
    async () => {
      const { ada, bert, room, text } = seat(rig.sandbox, 'Silence')
      const mouths = new Map([
        ['Ada', await rig.sandbox.enter(ada, room)],
        ['Bert', await rig.sandbox.enter(bert, room)],
      ])
      await transcribe(ada, text, ['start'])
      const answer = await press(bert, await notice(text), OPT_OUT)
      expect((await told(answer)).content).toMatch(/^\*\*You opted out\*\*/)
      const script = [...mouths.keys()].flatMap((speaker) =>
        Array.from({ length: TALK_MS / LINE_MS }, (_, i) => {
          const words = speaker === 'Ada' ? ADAS : BERTS
          return toneLine({ speaker, atMs: i * LINE_MS }, [...words, ...words, ...words, 'today'])
        }),
      )
      const packetsOf = (name: string) => {
        const lines = script.filter(({ speaker }) => speaker === name)
        const speech = lines.reduce((sum, { packets }) => sum + packets.length, 0)
        return { speech, silence: lines.length * SILENCE_FRAMES }
      }
      const spoken = await perform(script, mouths)
      await until('all that both said to arrive', async () => {
        const [opened, refused] = [await counter('packets_opened'), await counter('packets_refused')]
        return opened >= packetsOf('Ada').speech && refused >= packetsOf('Bert').speech
      })
      const status = await told(await ask(ada, text, 'status'))
      expect(status.content).toMatch(/^- Bert: opted out; not listened to$/m)
      await transcribe(ada, text, ['stop'])
      await unbilled(rig.sandbox)
      const adas = spoken.filter(({ speaker }) => speaker === 'Ada')
      const result = reckon(adas, readChannel(text.messages))
      expect(result).toMatchObject({
        lost: [],
        doubled: [],
        misattributed: [],
        extra: [],
        right: result.spoken,
      })
      expect(left()).toEqual([])
      expect(sessions()).toHaveLength(1)
      expect(heardWords()).toEqual(new Set([...ADAS, 'today']))
      for (const [name, who] of [
        ['packets_refused', 'Bert'],
        ['packets_opened', 'Ada'],
      ] as const) {
        const { speech, silence } = packetsOf(who)
        const count = await counter(name)
        expect(count).toBeGreaterThanOrEqual(speech)
        // Of the last silence not all may have come before the stop.
        expect(count).toBeLessThanOrEqual(speech + silence)
      }
      ada.leaveVoice()
      bert.leaveVoice()
    },
    LIMIT_MS + 2 * TALK_MS,
  )

  test(
    'who opts out in mid-word leaves nothing of that turn, and who agrees again is heard from then on',
    async () => {
      const { ada, bert, room, text } = seat(rig.sandbox, 'Mid-word')
      const [adasMouth, bertsMouth] = [
        await rig.sandbox.enter(ada, room),
        await rig.sandbox.enter(bert, room),
      ]
      await transcribe(ada, text, ['start'])
      const button = await notice(text)
      const before = sessions().length
      const startedAt = performance.now()
      const talking = bertsMouth.talk(line(BERTS, 5))
      const bertsSession = () => sessions()[before]
      await until('what he says to arrive', () => (bertsSession()?.audioMs ?? 0) > 2_500)
      const answer = await press(bert, button, OPT_OUT)
      // No more than he had said until he was answered can have been heard by then, in chunks of 50 ms.
      const mostMs = performance.now() - startedAt + 50
      await talking
      await adasMouth.talk(line(ADAS))
      await posted(text, /silver otter pepper meadow/i)
      expect(left()).toEqual([])
      await until('his session to end', () => typeof bertsSession()?.closedAt === 'number')
      expect(bertsSession()?.audioMs).toBeLessThanOrEqual(mostMs)

      const agreed = await pressOwn(bert, answer, AGREE)
      expect(agreed.content).toMatch(/^\*\*You agreed\*\*/)
      await bertsMouth.talk(line(['garden', 'rocket']))
      await posted(text, /garden rocket today/i)
      const farewell = await transcribe(ada, text, ['stop'])
      expect(farewell).toMatch(/2 turns by 2 speakers/)
      expect(left()).toEqual([])
      ada.leaveVoice()
      bert.leaveVoice()
    },
    LIMIT_MS,
  )

  test(
    'a notice that not everybody can read is also in the room’s own chat, and who comes late is told where they can read it',
    async () => {
      const { guild, ada, bert, room, text } = seat(rig.sandbox, 'Notices')
      guild.overwrite(text, bert, { deny: ['ViewChannel'] })
      await rig.sandbox.enter(ada, room)
      await transcribe(ada, text, ['start'])
      expect((await notice(text)).content).toMatch(
        /^Ada started transcription of Tavern: .*AssemblyAI \(.*\) and posted here\.\nThe text is kept .* press Opt out/,
      )
      expect(room.messages).toEqual([])
      await rig.sandbox.enter(bert, room)
      const late = await notice(room)
      expect(late.content).toMatch(new RegExp(`^Bert came in: .* posted in <#${text.id}>\\.\\n`))
      expect(late.pings).toEqual({ everyone: false, roles: [], users: [] })
      await press(bert, late, OPT_OUT)
      await transcribe(ada, text, ['stop'])

      await transcribe(ada, text, ['start'])
      await until('the notice in the chat', () =>
        room.messages.some(({ content }) => /^Ada started/.test(content)),
      )
      await transcribe(ada, text, ['stop'])

      guild.deny(room, 'SendMessages')
      expect(await transcribe(ada, text, ['start'])).toMatch(
        new RegExp(`^Not everybody in <#${room.id}> can read <#${text.id}>, .*Send Messages`),
      )
      await until('the bot to be out of voice', () => botIsIn({ guild }) === null)
      ada.leaveVoice()
      bert.leaveVoice()
    },
    LIMIT_MS,
  )

  test(
    'where people are asked first, nobody is heard who did not agree, and who agreed is until they take it back',
    async () => {
      const { guild, ada, bert, room, text } = seat(rig.sandbox, 'Asking')
      ada.setRoles([guild.addRole('chief', ['ManageGuild']).id])
      const chosen = await ada.command(text, ['transcribe', 'settings'], { setting: 'consent', value: 'ask' })
      expect((await told(chosen)).content).toMatch(/ is now: /)
      const [adasMouth, bertsMouth] = [
        await rig.sandbox.enter(ada, room),
        await rig.sandbox.enter(bert, room),
      ]
      await transcribe(ada, text, ['start'])
      const question = await notice(text, 'press Agree')
      const [before, opened] = [sessions().length, await counter('packets_opened')]
      const refused = await counter('packets_refused')
      const said = line(['temple', 'tunnel'])
      await Promise.all([adasMouth.talk(said), bertsMouth.talk(said)])
      await until('what both said to be refused', async () => {
        return (await counter('packets_refused')) - refused >= 2 * said.length
      })
      expect([await counter('packets_opened'), sessions().length]).toEqual([opened, before])

      const answer = await press(ada, question, 'hansard:consent:agreed notice')
      expect((await told(answer)).content).toMatch(/^\*\*You agreed\*\*/)
      await Promise.all([adasMouth.talk(line(['garden', 'rocket'])), bertsMouth.talk(said)])
      await posted(text, /^\*\*Ada\*\*: garden rocket today/i)
      const status = await told(await ask(ada, text, 'status'))
      expect(status.content).toMatch(/^- Bert: did not agree to be heard; not listened to$/m)

      await pressOwn(ada, answer, 'hansard:consent:opted-out privacy')
      const [heard, unheard] = [await counter('packets_opened'), await counter('packets_refused')]
      await adasMouth.talk(said)
      await until('what she says to be refused', async () => {
        return (await counter('packets_refused')) - unheard >= said.length
      })
      expect(await counter('packets_opened')).toBe(heard)
      expect(await transcribe(ada, text, ['stop'])).toMatch(/ 1 turn by 1 speaker\./)
      expect(sessions().length).toBe(before + 1)
      expect(left(['temple', 'tunnel'])).toEqual([])
      ada.leaveVoice()
      bert.leaveVoice()
    },
    LIMIT_MS,
  )

  test(
    'who comes late is not heard as long as no notice can reach them, and is when one has',
    async () => {
      const { guild, ada, bert, room, text } = seat(rig.sandbox, 'Out of reach')
      guild.overwrite(text, bert, { deny: ['ViewChannel'] })
      await rig.sandbox.enter(ada, room)
      await transcribe(ada, text, ['start'])
      guild.deny(room, 'SendMessages')
      const opened = await counter('packets_opened')
      const bertsMouth = await rig.sandbox.enter(bert, room)
      await bertsMouth.talk(line(['temple', 'tunnel']))
      const status = await told(await ask(ada, text, 'status'))
      expect(status.content).toMatch(/^- Bert: not listened to: I cannot tell them of it/m)
      expect(await counter('packets_opened')).toBe(opened)
      guild.allow(room, 'SendMessages')
      expect((await notice(room)).content).toMatch(/^Bert came in: /)
      await until('him to be listened to', async () => {
        const { content } = await told(await ask(ada, text, 'status'))
        return !/^- Bert: not listened to/m.test(content)
      })
      await bertsMouth.talk(line(['garden', 'rocket']))
      await posted(text, /garden rocket today/i)
      expect(await counter('packets_opened')).toBeGreaterThan(opened)
      await transcribe(ada, text, ['stop'])
      expect(left(['temple', 'tunnel'])).toEqual([])
      ada.leaveVoice()
      bert.leaveVoice()
    },
    LIMIT_MS,
  )

  test(
    'a bot that a moderator deafens stops, and does not begin while it is deafened',
    async () => {
      const { guild, ada, room, text } = seat(rig.sandbox, 'Deaf')
      await rig.sandbox.enter(ada, room)
      await transcribe(ada, text, ['start'])
      guild.moderateVoice(guild.bot.id, { deaf: true })
      await posted(
        text,
        /^Transcription ended: I was deafened for the whole server, and deafened means off\./,
      )
      await until('the bot to be out of voice', () => botIsIn({ guild }) === null)

      const deafen = guild.onVoice((member, { channelId, deaf }) => {
        if (member === guild.bot && channelId !== null && !deaf)
          guild.moderateVoice(member.id, { deaf: true })
      })
      expect(await transcribe(ada, text, ['start'])).toMatch(/^I was deafened for the whole server/)
      await until('the bot to be out of voice', () => botIsIn({ guild }) === null)
      deafen()
      expect(await transcribe(ada, text, ['start'])).toMatch(/^I am listening/)
      await transcribe(ada, text, ['stop'])
      ada.leaveVoice()
    },
    LIMIT_MS,
  )

  test(
    'who wants to be forgotten is gone from what is kept, from the search and from the channel, and others stay',
    async () => {
      const { ada, bert, room, text } = seat(rig.sandbox, 'Forgetting')
      const [adasMouth, bertsMouth] = [
        await rig.sandbox.enter(ada, room),
        await rig.sandbox.enter(bert, room),
      ]
      await transcribe(ada, text, ['start'])
      await bertsMouth.talk(line(['anchor', 'saddle']))
      await adasMouth.talk(line(ADAS))
      await posted(text, /anchor saddle today/i)
      await posted(text, /silver otter pepper meadow/i)
      const question = await ask(bert, text, 'forget')
      const done = await pressOwn(bert, question, 'hansard:forget:')
      expect(done.content).toMatch(/^Removed: 1 turn from what I keep, .*; 1 message deleted/)
      expect(left(['anchor', 'saddle'])).toEqual([])
      expect(text.messages.some(({ content }) => /silver otter pepper meadow/i.test(content))).toBe(true)
      // To be forgotten is not to opt out.
      await bertsMouth.talk(line(['temple', 'tunnel']))
      await posted(text, /temple tunnel today/i)
      await transcribe(ada, text, ['stop'])
      ada.leaveVoice()
      bert.leaveVoice()
    },
    LIMIT_MS,
  )
})

const told = (outcome: CommandOutcome): Promise<SandboxMessage> =>
  outcome.next(({ content }) => content !== '', ANSWER_MS)

/** The public notice, with its buttons. */
async function notice(channel: SandboxChannel, says = 'press Opt out'): Promise<SandboxMessage> {
  const found = () => channel.messages.find(({ content }) => content.includes(says))
  await until('the notice', () => found() !== undefined)
  const message = found()
  if (message === undefined) throw new Error('the notice went away')
  return message
}
