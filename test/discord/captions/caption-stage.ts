import { jest } from '@jest/globals'
import { Client, Events } from 'discord.js'
import type { SandboxChannel } from '../../../sandbox/discord/channel.ts'
import { DiscordServer, type DiscordServerOptions } from '../../../sandbox/discord/discord-server.ts'
import type { SandboxGuild } from '../../../sandbox/discord/guild.ts'
import { type Clock, systemClock } from '../../../src/base/clock.ts'
import { channelId, speakerId } from '../../../src/base/ids.ts'
import { CaptionSinks } from '../../../src/discord/captions/caption-sinks.ts'
import { clientOptions } from '../../../src/discord/client-options.ts'
import { CommandMentions } from '../../../src/discord/command-mentions.ts'
import type { CaptionSink, CaptionStyle, Shut } from '../../../src/session/ports.ts'
import type { Outbox } from '../../../src/session/store.ts'
import type { FinalTurn, OpenTurn } from '../../../src/transcript/turn.ts'
import { english } from '../../../src/wording/english/english.ts'
import type { Saying } from '../../../src/wording/words.ts'
import { RecordingLog } from '../../support/recording-log.ts'
import { until } from '../../support/until.ts'
import { MemoryOutbox } from './memory-outbox.ts'

// Of whoever sets a stage: real sockets take what the machine leaves them.
jest.setTimeout(60_000)

/** A sandbox with one guild and a text channel, and sinks of a bot that is logged in; no voice. */
export interface Stage {
  readonly discord: DiscordServer
  readonly guild: SandboxGuild
  readonly text: SandboxChannel
  readonly log: RecordingLog
  readonly outbox: MemoryOutbox
  readonly sinks: CaptionSinks
  readonly shuts: Shut[]
  readonly events: string[]
  /** Of `/transcribe stop`, which Discord has under the id 77. */
  readonly mentions: CommandMentions
  /** A sink on the text channel unless another is named, as a process after a crash opens it. */
  open(channel?: SandboxChannel): Promise<CaptionSink>
  /** Sinks of another process. */
  another(style?: Partial<CaptionStyle>): Promise<CaptionSinks>
  /** Journals the turn and gives it to the sink. */
  say(sink: CaptionSink, turn: FinalTurn): void
  contents(): string[]
  /** Resolves within the event in which Discord takes the next message, before it can answer. */
  taken(): Promise<void>
  /** Resolves when the bot has been told of all that happened so far. */
  told(): Promise<void>
  close(): Promise<void>
}

export interface StageOptions {
  readonly style?: Partial<CaptionStyle>
  /** Unless given, the bot may manage webhooks. */
  readonly webhooks?: boolean
  readonly clock?: Clock
  readonly outbox?: (memory: MemoryOutbox) => Outbox
  readonly discord?: Partial<DiscordServerOptions>
}

/** Session time zero of every sink here. */
export const STARTED_AT = Date.UTC(2026, 10, 22, 21, 0, 0)

const NO_VOICE = { endpoint: '127.0.0.1:1', admit: () => '', expel: () => {} }

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const discord = await DiscordServer.start({ voice: NO_VOICE, ...options.discord })
  const guild = discord.addGuild('Guild')
  guild.setBotPermissions(options.webhooks === false ? [] : ['ManageWebhooks'])
  const text = guild.addText('captions')
  const log = new RecordingLog()
  const outbox = new MemoryOutbox()
  const clients: Client[] = []
  const mentions = new CommandMentions(['stop'])
  mentions.registered('77')
  const [shuts, events]: [Shut[], string[]] = [[], []]
  const another = async (style: Partial<CaptionStyle> = {}) => {
    const client = new Client(clientOptions(discord.apiUrl))
    clients.push(client)
    const sinks = new CaptionSinks({
      client,
      clock: options.clock ?? systemClock,
      log,
      mentions,
      style: { posting: 'personas', live: false, ...options.style, ...style },
    })
    const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()))
    await client.login(discord.token)
    await ready
    return sinks
  }
  const sinks = await another()
  return {
    discord,
    guild,
    text,
    log,
    outbox,
    sinks,
    shuts,
    events,
    mentions,
    another,
    open: (channel = text) =>
      sinks.open(requestOf({ discord, text: channel, outbox, shuts, events }, options)),
    say: (sink, turn) => sink.final(turn, outbox.addTurn(turn)),
    contents: () => text.messages.map(({ content }) => content),
    taken: () =>
      new Promise((resolve) => {
        const stop = text.onMessage((change) => {
          if (change !== 'create') return
          stop()
          resolve()
        })
      }),
    async told() {
      const { id } = guild.addText('news')
      await until('the news', () => sinks.reachable(channelId(id)))
    },
    async close() {
      for (const client of clients) await client.destroy()
      await discord.close()
    },
  }
}

/** What a session asks for. */
export const requestOf = (
  stage: Pick<Stage, 'discord' | 'text' | 'outbox' | 'shuts' | 'events'>,
  options: Pick<StageOptions, 'outbox'> = {},
) => ({
  channel: channelId(stage.text.id),
  outbox: options.outbox?.(stage.outbox) ?? stage.outbox,
  startedAt: STARTED_AT,
  words: english,
  shut: (why: Shut) => stage.shuts.push(why),
  event: (what: Saying) => stage.events.push(what(english)),
})

let turns = 0

/** A turn of a person who is known by their name. */
export function turnOf(name: string, text: string, [startMs, endMs]: [number, number] = [0, 0]): FinalTurn {
  turns += 1
  return {
    id: `${name}-${turns}`,
    speaker: { id: speakerId(idOf(name)), name, avatarUrl: null, bot: false },
    startMs,
    endMs,
    text,
    words: [],
  }
}

export const openTurn = (turn: FinalTurn, text: string): OpenTurn => ({ ...turn, text })

/** A snowflake, the same for the same name. */
function idOf(name: string): string {
  let hash = 7n
  for (const character of name) hash = (hash * 31n + BigInt(character.codePointAt(0) ?? 0)) % 10n ** 17n
  return String(10n ** 17n + hash)
}
