import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { CommandOptions } from '../../sandbox/discord/member.ts'
import type { PermissionName } from '../../sandbox/discord/permissions.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { BotProcess } from '../../src/cli/bot-process.ts'
import { botIsIn, caption, line, type Seats, seat, traces, unbilled } from '../support/seats.ts'
import { sharedRig } from '../support/shared-rig.ts'
import { posted, transcribe } from '../support/transcribe.ts'
import { until } from '../support/until.ts'

const LIMIT_MS = 120_000

/** The lines for a person, who reads no log. */
const plain = (bot: BotProcess): string => bot.output.filter((text) => !text.startsWith('{')).join('\n')

describe('a bot that cannot start', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await Sandbox.start()
  }, LIMIT_MS)
  afterAll(() => sandbox.close(), LIMIT_MS)

  /** Starts it, waits for its end, and answers what it told whoever started it. */
  async function ending(environment: Readonly<Record<string, string>>): Promise<string> {
    const bot = new BotProcess({ ...sandbox.environment, ...environment })
    const exit = await bot.exited
    expect(exit).toEqual({ code: 1, signal: null })
    expect(traces(bot)).toEqual([])
    await until('its gateway connection to end', () => sandbox.discord.sockets === 0)
    return plain(bot)
  }

  test(
    'says which setting Discord refused, whether REST or the gateway did it',
    async () => {
      expect(await ending({ DISCORD_TOKEN: 'MTIz.wrong.token' })).toMatch(
        /Discord refused the token: check DISCORD_TOKEN\.$/,
      )
      sandbox.discord.refuseGateway({ code: 4004 })
      expect(await ending({})).toMatch(/Discord refused the token: check DISCORD_TOKEN\.$/)
    },
    LIMIT_MS,
  )

  test(
    'says that there is no Discord at the address set',
    async () => {
      expect(await ending({ DISCORD_API_URL: 'http://127.0.0.1:9/api' })).toBe(
        'Discord cannot be reached. Check the network and DISCORD_API_URL.',
      )
    },
    LIMIT_MS,
  )

  test(
    'says that it is no member of the server set',
    async () => {
      expect(await ending({ DISCORD_GUILD_ID: '123456789012345678' })).toMatch(
        /invite the bot with the scopes bot and applications\.commands, and check DISCORD_GUILD_ID\.$/,
      )
    },
    LIMIT_MS,
  )

  test(
    'names every problem of its configuration at once, and quotes no value',
    async () => {
      const said = await ending({
        DISCORD_TOKEN: '',
        DISCORD_API_URL: 'nonsense',
        SPEECH_ENGINE: 'telepathy',
        MIN_TURN_SILENCE: '300',
        MIN_END_OF_TURN_SILENCE_WHEN_CONFIDENT: '500',
        DRAIN_SECONDS: 'nonsense',
        LOG_LEVEL: 'nonsense',
      })
      const [head, ...problems] = said.split('\n')
      expect(head).toBe('The configuration has 6 problems:')
      expect(problems.map((problem) => problem.match(/^ {2}- (\w+) /)?.[1]).sort()).toEqual([
        'DISCORD_API_URL',
        'DISCORD_TOKEN',
        'DRAIN_SECONDS',
        'LOG_LEVEL',
        'MIN_TURN_SILENCE',
        'SPEECH_ENGINE',
      ])
      expect(said).not.toMatch(/nonsense|telepathy|[35]00/)
    },
    LIMIT_MS,
  )
})

describe('a bot in good order', () => {
  const rig = sharedRig(LIMIT_MS)

  interface Attempt {
    /** Where the command is given; the text channel if left out. */
    readonly at?: SandboxChannel
    readonly options?: CommandOptions
    readonly sentence: string | RegExp
  }
  const lacking = (place: 'room' | 'text', permission: PermissionName, sentence: RegExp) => {
    return (seats: Seats): Attempt => {
      seats.ada.joinVoice(seats.room)
      seats.guild.deny(seats[place], permission)
      return { sentence }
    }
  }

  test.each<[string, (seats: Seats) => Attempt]>([
    [
      'whose caller is in no voice channel',
      () => ({ sentence: 'Join a voice channel first, or name one with the option “voice”.' }),
    ],
    [
      'on a stage',
      ({ ada, guild }) => {
        ada.joinVoice(guild.addStage('Stage'))
        return { sentence: 'I cannot listen to stage channels, only to voice channels.' }
      },
    ],
    [
      'on a stage that is chosen',
      ({ guild }) => ({
        options: { voice: guild.addStage('Stage') },
        sentence: 'I cannot listen to stage channels, only to voice channels.',
      }),
    ],
    [
      'of a voice channel that its caller is not in',
      ({ ada, room, guild }) => {
        ada.joinVoice(guild.addVoice('Cellar'))
        return { options: { voice: room }, sentence: /^Join <#\d+> first: only those who are in a voice/ }
      },
    ],
    [
      'of a private call into a channel that others read',
      ({ ada, room, guild }) => {
        guild.overwrite(room, guild.everyone, { deny: ['ViewChannel'] })
        guild.overwrite(room, ada, { allow: ['ViewChannel'] })
        guild.allow(room, 'ViewChannel', 'Connect')
        ada.joinVoice(room)
        return { sentence: /^I do not start: .* by people who cannot see <#\d+>\. These can: everybody / }
      },
    ],
    [
      'in a full voice channel',
      ({ ada, guild }) => {
        ada.joinVoice(guild.addVoice('Cupboard', { userLimit: 1 }))
        return { sentence: /^<#\d+> is full\. Raise its user limit, or give me Move Members there/ }
      },
    ],
    [
      'where it may not see the voice channel',
      lacking(
        'room',
        'ViewChannel',
        /^To listen in <#\d+> I need View Channel.* Grant it .* in the channel's settings, under Permissions\.$/,
      ),
    ],
    [
      'where it may not enter the voice channel',
      lacking(
        'room',
        'Connect',
        /^To listen in <#\d+> I need Connect\. Grant it .* in the channel's settings, under Permissions\.$/,
      ),
    ],
    [
      'where it may not see the text channel',
      lacking(
        'text',
        'ViewChannel',
        /^To write in <#\d+> I need View Channel.* Grant it .* in the channel's settings, under Permissions\.$/,
      ),
    ],
    [
      'where it may not write in the text channel',
      lacking(
        'text',
        'SendMessages',
        /^To write in <#\d+> I need Send Messages\. Grant it .* in the channel's settings, under Permissions\.$/,
      ),
    ],
    [
      'where it may not write in the voice channel’s own chat',
      ({ ada, guild, room }) => {
        ada.joinVoice(room)
        guild.deny(room, 'SendMessages')
        return { at: room, sentence: /^To write in <#\d+> I need Send Messages\./ }
      },
    ],
  ])(
    'refuses a start %s, and says how to mend it',
    async (_, arrange) => {
      const seats = seat(rig.sandbox)
      const { at = seats.text, options = {}, sentence } = arrange(seats)
      const requests = rig.sandbox.discord.voiceRequests
      expect(await transcribe(seats.ada, at, ['start', options])).toEqual(
        typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
      )
      expect(botIsIn(seats)).toBeNull()
      expect(rig.sandbox.discord.voiceRequests).toBe(requests)
      expect([seats.text.messages, seats.room.messages]).toEqual([[], []])
      await unbilled(rig.sandbox)
      expect(await transcribe(seats.ada, seats.text, ['stop'])).toMatch(/^Nothing is being transcribed/)
    },
    LIMIT_MS,
  )

  test(
    'refuses a second start in the same server, and goes on with the first',
    async () => {
      const { ada, bert, guild, room, text, ...table } = seat(rig.sandbox)
      const mouth = await rig.sandbox.enter(ada, room)
      bert.joinVoice(guild.addVoice('Cellar'))
      expect(await transcribe(ada, text, ['start'])).toMatch(/^I am listening to/)
      expect(await transcribe(bert, guild.addText('elsewhere'), ['start'])).toBe(
        `I am already transcribing <#${room.id}> into <#${text.id}>. Stop that first with /transcribe stop.`,
      )
      await mouth.talk(line)
      await posted(text, caption)
      expect(botIsIn({ guild, ...table })).toBe(room.id)
      expect(await transcribe(bert, text, ['stop'])).toMatch(/^Only whoever started it, those who are in/)
      expect(await transcribe(ada, text, ['stop'])).toMatch(
        /^Stopped\. I listened for .* 1 turn by 1 speaker/,
      )
      expect(await transcribe(ada, text, ['stop'])).toBe(
        'Nothing is being transcribed in this server. Start with /transcribe start.',
      )
      expect(botIsIn({ guild })).toBeNull()
      await unbilled(rig.sandbox)
    },
    LIMIT_MS,
  )

  test(
    'listens and writes where the options say, also into a voice channel’s own chat',
    async () => {
      const { ada, bert, guild, room, text } = seat(rig.sandbox)
      const mouth = await rig.sandbox.enter(ada, room)
      const cellar = guild.addVoice('Cellar')
      bert.joinVoice(room)
      expect(await transcribe(bert, text, ['start', { voice: room, text: cellar }])).toMatch(
        new RegExp(`^I am listening to <#${room.id}> .* write to <#${cellar.id}>\\.`),
      )
      expect(await posted(cellar, /./)).toMatch(/^Bert started transcription of Tavern: /)
      await mouth.talk(line)
      await posted(cellar, caption)
      expect(await transcribe(bert, text, ['stop'])).toMatch(/^Stopped\./)
      await posted(cellar, /^Bert stopped transcription\. I listened for/)

      expect(await transcribe(ada, room, ['start'])).toMatch(/^I am listening to/)
      await mouth.talk(line)
      await posted(room, caption)
      expect(await transcribe(ada, room, ['stop'])).toMatch(/^Stopped\./)
      expect(text.messages).toEqual([])
      await unbilled(rig.sandbox)
    },
    LIMIT_MS,
  )
})
