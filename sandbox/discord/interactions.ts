import { randomBytes } from 'node:crypto'
import type { CommandBook } from './command-book.ts'
import { findComponent } from './component-form.ts'
import type { Dispatch } from './dispatches.ts'
import type { Place } from './guild.ts'
import { INTERACTION, Interaction, type ReplyStore } from './interaction.ts'
import { commandFields, findCommand, invoke, Resolved } from './invocation.ts'
import type { Json } from './json.ts'
import type { Act } from './member.ts'
import type { SandboxMessage } from './message.ts'
import { messagePayload } from './message-payload.ts'
import type { CommandOutcome } from './outcome.ts'
import { channelPayload, memberPayload } from './payloads.ts'
import type { SnowflakeMint } from './snowflake.ts'
import { FILE_MAX_BYTES } from './upload.ts'

/** Interactions kept after their last use: older ones cannot be followed up. */
const KEPT = 1000
const MESSAGE_COMMAND = 3

export interface InteractionParts {
  readonly mint: SnowflakeMint
  readonly applicationId: string
  readonly book: CommandBook
  readonly dispatch: (dispatch: Dispatch) => void
}

/** What an act amounts to on the wire. */
interface Prepared {
  readonly type: number
  readonly name: string
  readonly data: Json
  readonly source: SandboxMessage | null
}

/** All interactions: begins them for people, finds them for the bot, keeps the replies only one person sees. */
export class Interactions implements ReplyStore {
  readonly #parts: InteractionParts
  readonly #byId = new Map<string, Interaction>()
  readonly #byToken = new Map<string, Interaction>()
  readonly #private = new Map<
    string,
    { readonly owner: Interaction; readonly message: SandboxMessage | null }
  >()

  constructor(parts: InteractionParts) {
    this.#parts = parts
  }

  /** Does what a person does and waits for the bot's acknowledgement. */
  async act(place: Place, act: Act): Promise<CommandOutcome> {
    const prepared = this.#prepare(place, act)
    const id = this.#parts.mint.next()
    const token = randomBytes(80).toString('base64url')
    const interaction = new Interaction({ ...prepared, id, token, place }, this)
    this.#keep(interaction)
    const data = this.#payload(interaction, prepared)
    this.#parts.dispatch({ name: 'INTERACTION_CREATE', intents: 0, data, guildId: place.guild.id })
    return interaction.acknowledged()
  }

  byId(id: string, token: string): Interaction | undefined {
    const interaction = this.#byId.get(id)
    return interaction?.token === token ? interaction : undefined
  }

  byToken(token: string): Interaction | undefined {
    return this.#byToken.get(token)
  }

  read(interaction: Interaction, messageId: string): SandboxMessage | undefined {
    const kept = this.#private.get(messageId)
    return kept === undefined ? interaction.place.channel.message(messageId) : (kept.message ?? undefined)
  }

  /** Keeps a reply, or a changed one, where it is seen: a private one by who asked, others in the channel. */
  write(interaction: Interaction, message: SandboxMessage, isPrivate: boolean): void {
    const owner = this.#private.get(message.id)?.owner ?? interaction
    if (isPrivate || this.#private.has(message.id)) this.#private.set(message.id, { owner, message })
    else interaction.place.channel.put(message)
    owner.changed()
    if (owner !== interaction) interaction.changed()
  }

  isPrivate(messageId: string): boolean {
    return this.#private.has(messageId)
  }

  remove(interaction: Interaction, messageId: string): boolean {
    const kept = this.#private.get(messageId)
    if (kept === undefined) return interaction.place.channel.remove(messageId)
    this.#private.set(messageId, { owner: kept.owner, message: null })
    return kept.message !== null
  }

  close(): void {
    for (const interaction of this.#byId.values()) interaction.close(new Error('the sandbox was closed'))
  }

  #keep(interaction: Interaction): void {
    this.#byId.set(interaction.id, interaction)
    this.#byToken.set(interaction.token, interaction)
    const [oldest] = this.#byId.values()
    if (this.#byId.size <= KEPT || oldest === undefined) return
    this.#byId.delete(oldest.id)
    this.#byToken.delete(oldest.token)
    for (const [id, { owner }] of this.#private) if (owner === oldest) this.#private.delete(id)
  }

  #prepare(place: Place, act: Act): Prepared {
    const { book } = this.#parts
    switch (act.kind) {
      case 'command':
      case 'autocomplete': {
        const data = invoke(book, place, act)
        const type = act.kind === 'command' ? INTERACTION.command : INTERACTION.autocomplete
        return { type, name: act.path.join(' '), data, source: null }
      }
      case 'message-command': {
        const command = findCommand(book, place, { type: MESSAGE_COMMAND, name: act.name })
        const resolved = new Resolved(place)
        const target_id = resolved.addMessage(act.message.id, messagePayload(act.message, place.guild))
        const data = { ...commandFields(command), target_id, resolved: resolved.payload }
        return { type: INTERACTION.command, name: act.name, data, source: null }
      }
      case 'component': {
        const { customId, message, values } = act
        const component = findComponent(message.components, customId)
        if (component === undefined) throw new Error(`the message has no component "${customId}"`)
        if (component['disabled'] === true) throw new Error(`the component "${customId}" is disabled`)
        const data = { custom_id: customId, component_type: component['type'], values, id: 1 }
        return { type: INTERACTION.component, name: customId, data, source: message }
      }
      case 'modal': {
        const components = Object.entries(act.fields).map(([custom_id, value], index) => ({
          type: 1,
          id: index * 2 + 1,
          components: [{ type: 4, id: index * 2 + 2, custom_id, value }],
        }))
        const data = { custom_id: act.customId, components }
        return { type: INTERACTION.modal, name: act.customId, data, source: null }
      }
    }
  }

  /** "Interaction Structure" */
  #payload(interaction: Interaction, prepared: Prepared): Json {
    const { guild, channel, member } = interaction.place
    const permissions = guild.permissionsOf(member, channel).toString()
    return {
      id: interaction.id,
      application_id: this.#parts.applicationId,
      type: interaction.type,
      token: interaction.token,
      version: 1,
      data: prepared.data,
      guild_id: guild.id,
      guild: { id: guild.id, locale: guild.preferredLocale, features: [] },
      guild_locale: guild.preferredLocale,
      channel_id: channel.id,
      channel: { ...channelPayload(channel), permissions },
      member: { ...memberPayload(member), permissions },
      locale: member.locale,
      app_permissions: guild.permissionsOf(guild.bot, channel).toString(),
      entitlements: [],
      authorizing_integration_owners: { 0: guild.id },
      context: 0,
      attachment_size_limit: FILE_MAX_BYTES,
      ...(prepared.source !== null && { message: messagePayload(prepared.source, guild) }),
    }
  }
}
