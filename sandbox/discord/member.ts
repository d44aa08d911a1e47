import type { SandboxChannel } from './channel.ts'
import type { SandboxMessage } from './message.ts'
import type { CommandOutcome } from './outcome.ts'

/** A channel, a person or a plain value; what a person can pick for a command's option. */
export type OptionValue = SandboxChannel | SandboxMember | string | number | boolean
export type CommandOptions = Readonly<Record<string, OptionValue>>

/** One thing a person does that the bot has to answer. */
export type Act =
  | { readonly kind: 'command'; readonly path: readonly string[]; readonly options: CommandOptions }
  | {
      readonly kind: 'autocomplete'
      readonly path: readonly string[]
      readonly options: CommandOptions
      readonly focused: string
    }
  | { readonly kind: 'message-command'; readonly name: string; readonly message: SandboxMessage }
  | {
      readonly kind: 'component'
      readonly message: SandboxMessage
      readonly customId: string
      readonly values: readonly string[]
    }
  | { readonly kind: 'modal'; readonly customId: string; readonly fields: Readonly<Record<string, string>> }

/** A message as a person writes it. */
export interface SpokenDraft {
  readonly content: string
  readonly flags?: number
  readonly files?: readonly {
    readonly filename: string
    readonly contentType: string
    readonly bytes: Buffer
    /** Of a voice message. */
    readonly seconds?: number
  }[]
}

export interface MemberSeed {
  readonly id: string
  readonly username: string
  readonly isBot: boolean
  readonly nick: string | null
  /** An avatar hash, as Discord's CDN names pictures. */
  readonly avatar: string | null
  readonly locale: string
}

/** The guild, as one of its members reaches it. */
export interface MemberHost {
  voiceChannelOf(member: SandboxMember): SandboxChannel | null
  moveInVoice(member: SandboxMember, channel: SandboxChannel | null): { readonly sessionId: string }
  memberChanged(member: SandboxMember): void
  channelOf(message: SandboxMessage): SandboxChannel
  post(member: SandboxMember, channel: SandboxChannel, draft: SpokenDraft): SandboxMessage
  act(member: SandboxMember, channel: SandboxChannel, act: Act): Promise<CommandOutcome>
}

/** A member of one guild: a simulated person, or the bot itself. */
export class SandboxMember {
  readonly id: string
  readonly username: string
  readonly isBot: boolean
  readonly avatar: string | null
  readonly locale: string
  readonly joinedAt = Date.now()
  readonly #host: MemberHost
  #nick: string | null
  #roleIds: readonly string[] = []
  #timedOutUntil: number | null = null

  constructor(seed: MemberSeed, host: MemberHost) {
    this.id = seed.id
    this.username = seed.username
    this.isBot = seed.isBot
    this.avatar = seed.avatar
    this.locale = seed.locale
    this.#nick = seed.nick
    this.#host = host
  }

  /** What others see: the nickname, else the user name. */
  get name(): string {
    return this.#nick ?? this.username
  }

  get nick(): string | null {
    return this.#nick
  }

  get roleIds(): readonly string[] {
    return this.#roleIds
  }

  get voiceChannel(): SandboxChannel | null {
    return this.#host.voiceChannelOf(this)
  }

  rename(nick: string | null): void {
    this.#nick = nick
    this.#host.memberChanged(this)
  }

  setRoles(roleIds: readonly string[]): void {
    this.#roleIds = roleIds
    this.#host.memberChanged(this)
  }

  /** Wall time; null: they may take part. */
  get timedOutUntil(): number | null {
    return this.#timedOutUntil
  }

  /** As a moderator does; everybody is told, and what Discord would refuse them from now on it does not refuse here. */
  timeOut(until: number | null): void {
    this.#timedOutUntil = until
    this.#host.memberChanged(this)
  }

  /** Enters a voice channel, leaving any other; the bot hears of it. */
  joinVoice(channel: SandboxChannel): { readonly sessionId: string } {
    return this.#host.moveInVoice(this, channel)
  }

  leaveVoice(): void {
    this.#host.moveInVoice(this, null)
  }

  moveTo(channel: SandboxChannel): void {
    this.#host.moveInVoice(this, channel)
  }

  /** Writes a message, with files if need be; `flags` 8192 makes it a voice message. */
  say(channel: SandboxChannel, content: string, more: Omit<SpokenDraft, 'content'> = {}): SandboxMessage {
    return this.#host.post(this, channel, { content, ...more })
  }

  /**
   * Gives a slash command, e.g. `command(channel, ['transcribe', 'start'], { voice: room })`. Resolves when the bot
   * acknowledges. Rejects when the command is not registered, when an option is not one it takes, when the person
   * may not use it, and with "The application did not respond" after Discord's 3 s.
   */
  command(
    channel: SandboxChannel,
    path: readonly string[],
    options: CommandOptions = {},
  ): Promise<CommandOutcome> {
    return this.#host.act(this, channel, { kind: 'command', path, options })
  }

  /** Types into the option `focused`, with the others as given; the outcome's `choices` are what was offered. */
  complete(
    channel: SandboxChannel,
    path: readonly string[],
    typed: { readonly options: CommandOptions; readonly focused: string },
  ): Promise<CommandOutcome> {
    return this.#host.act(this, channel, { kind: 'autocomplete', path, ...typed })
  }

  /** Picks a command of the message's context menu. */
  messageCommand(message: SandboxMessage, name: string): Promise<CommandOutcome> {
    return this.#host.act(this, this.#host.channelOf(message), { kind: 'message-command', name, message })
  }

  /** Presses a button of the message, or picks `values` in a select menu of it. */
  press(message: SandboxMessage, customId: string, values: readonly string[] = []): Promise<CommandOutcome> {
    return this.#host.act(this, this.#host.channelOf(message), {
      kind: 'component',
      message,
      customId,
      values,
    })
  }

  /** Sends in a form that the bot opened. */
  submit(
    channel: SandboxChannel,
    customId: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<CommandOutcome> {
    return this.#host.act(this, channel, { kind: 'modal', customId, fields })
  }
}
