import { randomBytes } from 'node:crypto'
import { type Client, Events, type GuildTextBasedChannel, PermissionFlagsBits, type REST } from 'discord.js'
import type { Clock } from '../../base/clock.ts'
import { UserError } from '../../base/errors.ts'
import { type ChannelId, channelId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { CaptionSink, CaptionStyle, Handout, SinkRequest } from '../../session/ports.ts'
import type { Posted } from '../../session/record/removals.ts'
import type { BoardOptions, StatusBoard } from '../../session/status.ts'
import type { CommandMentions } from '../command-mentions.ts'
import { StatusPanel } from '../status/status-panel.ts'
import { CaptionPoster } from './caption-poster.ts'
import { captionRest } from './caption-rest.ts'
import { CaptionSender } from './caption-sender.ts'
import { ChannelBudgets } from './channel-budgets.ts'
import { ChannelMessages } from './channel-messages.ts'
import { postFiles } from './file-posts.ts'
import { LiveCaptions } from './live-captions.ts'
import { MessageRemoval } from './message-removal.ts'
import { OutboxDesk } from './outbox-desk.ts'
import { OutboxLookup } from './outbox-lookup.ts'
import { PersonaMask } from './persona-mask.ts'
import { Personas } from './personas.ts'
import { PostBudget, WEBHOOK_MESSAGES } from './post-budget.ts'
import { postCounters } from './post-counters.ts'
import { PostPace } from './post-pace.ts'
import { PostTimes } from './post-times.ts'
import { may, TextChannels } from './text-channels.ts'
import { openThread } from './thread-opening.ts'
import { ThreadWaking } from './thread-waking.ts'
import { WordRemoval, type WordsPlace } from './word-removal.ts'

export interface CaptionSinksOptions {
  /** Logged in by the time that anything is opened. */
  readonly client: Client
  readonly clock: Clock
  readonly log: Log
  readonly style: CaptionStyle
  readonly mentions: CommandMentions
}

/** Opens what is shown in text channels: captions, status panels, threads. */
export class CaptionSinks {
  readonly posts = postCounters()
  readonly #options: CaptionSinksOptions
  readonly #channels: TextChannels
  readonly #budgets: ChannelBudgets
  readonly #personas = new Map<string, Personas>()
  readonly #open = new Map<CaptionPoster, GuildTextBasedChannel>()
  /** Takes people's words out of what was posted. */
  readonly words: WordRemoval
  #rest: REST | null = null
  #waking: ThreadWaking | null = null

  constructor(options: CaptionSinksOptions) {
    this.#options = options
    const { client, clock, mentions, log } = options
    this.#channels = new TextChannels(client)
    this.#budgets = new ChannelBudgets(clock)
    this.words = new WordRemoval({
      placeOf: (channel) => this.#wordsPlaceOf(channel),
      waking: () => this.#wakingOf(),
      mentions,
      clock,
      log,
    })
    client.on(Events.ChannelDelete, ({ id }) => this.#gone(id))
    client.on(Events.ThreadDelete, ({ id }) => this.#gone(id))
    client.on(Events.GuildDelete, ({ id }) => this.#gone(id))
  }

  /** Opens a caption sink on a text channel. Rejects with a UserError where the bot may not post. */
  async open(request: SinkRequest): Promise<CaptionSink> {
    const { clock, client, mentions } = this.#options
    const { channel: id, startedAt, words, style = this.#options.style } = request
    const channel = await this.#channels.open(id)
    const log = this.#options.log.with({ session: request.session, guild: channel.guildId, channel: id })
    const { posts: budget, edits, looks } = this.#budgets.of(id)
    const counters = this.posts
    const common = { budget, clock, log, counters, pace: new PostPace(clock), label: newLabel() }
    const messages = new ChannelMessages(this.#restOf(), id)
    const personas = this.#personasOf(channel)
    const thread = channel.isThread() ? id : null
    const bot = client.user?.id ?? ''
    const mask = new PersonaMask({
      personas,
      wanted: style.posting === 'personas',
      permitted: () => may(channel, PermissionFlagsBits.ManageWebhooks) && may(channel, sendingIn(channel)),
      tell: (what) => request.event?.(what),
      log,
    })
    const mayLook = () => may(channel, PermissionFlagsBits.ReadMessageHistory)
    if (!mayLook()) request.event?.(({ posts }) => posts.events.noHistory)
    const lookup = new OutboxLookup({ ...common, messages, personas, thread, bot, looks, mayLook })
    const desk = new OutboxDesk({ outbox: request.outbox, wall: () => clock.wall(), log, counters })
    const poster: CaptionPoster = new CaptionPoster({
      ...common,
      channel: id,
      sender: new CaptionSender({ ...common, messages, personas, thread, desk, lookup, mask }),
      desk,
      mask,
      live: style.live,
      words,
      mentions,
      makeLive: () => new LiveCaptions({ ...common, messages, bot, edits, words, label: newLabel() }),
      startedAt,
      times: new PostTimes(clock, counters.times),
      shut: (why) => {
        this.#open.delete(poster)
        request.shut(why)
      },
      shown: () => {
        this.posts.captions += 1
      },
      recalled: (speaker) => request.recalled?.(speaker),
      closed: () => this.#open.delete(poster),
    })
    this.#open.set(poster, channel)
    return poster
  }

  /** Opens the status panel of a session that posts in this channel. */
  openBoard(channel: ChannelId, { session, words }: BoardOptions): StatusBoard {
    const { client, clock, log, mentions } = this.#options
    const messages = new ChannelMessages(client.rest, channel)
    const nonce = `${randomBytes(6).toString('hex')}-panel`
    return new StatusPanel({
      budget: this.#budgets.of(channel).posts,
      clock,
      log: log.with({ session, channel }),
      words,
      post: async (content) => {
        const message = await messages.post({ content: mentions.in(content), nonce, silent: true })
        this.posts.panels += 1
        return message
      },
      edit: async (message, content) => {
        await messages.edit(message, mentions.in(content))
        this.posts.panels += 1
      },
      remove: (message) => messages.remove(message),
    })
  }

  /** Paragraphs that wait to be posted, or are on their way. */
  get waiting(): number {
    return [...this.#open.keys()].reduce((sum, { waiting }) => sum + waiting, 0)
  }

  /** Opens a public thread in a text channel. Rejects with a UserError where that is not possible. */
  async openThread(id: ChannelId, name: string): Promise<ChannelId> {
    return openThread(await this.#channels.open(id), name)
  }

  /** Posts files, in as many messages as they take. Rejects with a UserError where that is not possible. */
  async share(id: ChannelId, handout: Handout): Promise<void> {
    const channel = await this.#channels.open(id)
    if (!may(channel, PermissionFlagsBits.AttachFiles))
      throw new UserError(({ places }) => places.target.noFiles(`<#${id}>`))
    const { clock, mentions } = this.#options
    const budget = this.#budgets.of(id).posts
    await postFiles(channel, handout, { budget, pace: new PostPace(clock), mentions })
  }

  /** Deletes messages that the bot or its webhooks posted; what cannot be deleted stays, and is counted in the log. */
  async remove(messages: readonly Posted[], stop: AbortSignal): Promise<void> {
    const { clock, log } = this.#options
    const waking = this.#wakingOf()
    const removal = new MessageRemoval(this.#restOf(), clock, waking)
    let left = 0
    for (const { channel: id, message } of messages) {
      if (stop.aborted) break
      const channel = await this.#channels.see(id)
      // With the channel its messages went.
      if (channel === null) continue
      const personas = may(channel, PermissionFlagsBits.ManageMessages) ? null : this.#personasOf(channel)
      const thread = channel.isThread() ? id : null
      if (!(await removal.remove({ message, channel: id, thread, personas }))) left += 1
    }
    await waking.rest()
    if (!stop.aborted) log.info('messages deleted', { messages: messages.length - left, left })
  }

  /** Whether the bot can post there now, as far as Discord told. */
  async reachable(channel: ChannelId): Promise<boolean> {
    try {
      await this.#channels.open(channel)
      return true
    } catch (error) {
      if (error instanceof UserError) return false
      throw error
    }
  }

  async #wordsPlaceOf(id: ChannelId): Promise<WordsPlace | null> {
    const channel = await this.#channels.find(id)
    if (channel === null) return null
    const thread = channel.isThread() ? id : null
    return { messages: new ChannelMessages(this.#restOf(), id), personas: this.#personasOf(channel), thread }
  }

  #gone(id: string): void {
    for (const [poster, channel] of [...this.#open]) {
      if (channel.id === id || channel.parentId === id || channel.guildId === id) poster.gone()
    }
  }

  /** Of the text channel that a webhook belongs to: a thread has none of its own. */
  #personasOf(channel: GuildTextBasedChannel): Personas {
    const { clock, client } = this.#options
    const home = channelId(channel.isThread() ? (channel.parentId ?? channel.id) : channel.id)
    const personas =
      this.#personas.get(home) ??
      new Personas({
        rest: this.#restOf(),
        channel: home,
        application: client.application?.id ?? '',
        budget: new PostBudget(clock, WEBHOOK_MESSAGES),
        clock,
        log: this.#options.log.with({ guild: channel.guildId, channel: home }),
      })
    this.#personas.set(home, personas)
    return personas
  }

  #wakingOf(): ThreadWaking {
    this.#waking ??= new ThreadWaking(this.#restOf(), this.#options.log)
    return this.#waking
  }

  #restOf(): REST {
    const { client } = this.#options
    this.#rest ??= captionRest(client.rest.options.api, client.token)
    return this.#rest
  }
}

/** Of nonces: no two may be alike within some minutes. */
const newLabel = (): string => randomBytes(6).toString('hex')

const sendingIn = (channel: GuildTextBasedChannel): bigint =>
  channel.isThread() ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages
