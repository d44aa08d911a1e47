import {
  alreadyAcknowledged,
  invalidForm,
  invalidWebhookToken,
  unknownInteraction,
  unknownMessage,
  unknownWebhook,
} from '../api-error.ts'
import { readComponents } from '../component-form.ts'
import { type Composer, type MessageSpot, memberAuthor } from '../composer.ts'
import { Form } from '../form.ts'
import { INTERACTION, type Interaction, readChoices } from '../interaction.ts'
import type { Interactions } from '../interactions.ts'
import type { Json } from '../json.ts'
import { MESSAGE_FLAGS, type SandboxMessage } from '../message.ts'
import { type MessageDraft, messageDraft, readMessage } from '../message-form.ts'
import { messagePayload } from '../message-payload.ts'
import { userPayload } from '../payloads.ts'
import { type Answer, type Call, noContent, ok, type Route } from '../route.ts'
import type { World } from '../world.ts'
import { WebhookMessages } from './webhooks.ts'

/** "Interaction Callback Type" */
const CALLBACK = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 } as const

export interface InteractionRouteParts {
  readonly world: World
  readonly composer: Composer
  readonly interactions: Interactions
}

/** "Receiving and Responding": callbacks, the original response, follow-ups; and webhooks, which share the paths. */
export function interactionRoutes(parts: InteractionRouteParts): readonly Route[] {
  const replies = new Replies(parts)
  const webhooks = new WebhookMessages(parts)
  const all = '/webhooks/:webhook/:token'
  const one = `${all}/messages/:message`
  const { execute, edit } = WebhookMessages.limits
  const isReply = (call: Call): boolean => call.param('webhook') === parts.world.bot.id
  return [
    {
      method: 'POST',
      path: '/interactions/:interaction/:token/callback',
      auth: 'open',
      handle: (call) => replies.callback(call),
    },
    {
      method: 'POST',
      path: all,
      auth: 'open',
      limit: execute,
      handle: (call) => (isReply(call) ? replies.followUp(call) : webhooks.execute(call)),
    },
    {
      method: 'GET',
      path: one,
      auth: 'open',
      handle: (call) => (isReply(call) ? replies.read(call) : webhooks.read(call)),
    },
    {
      method: 'PATCH',
      path: one,
      auth: 'open',
      limit: edit,
      handle: (call) => (isReply(call) ? replies.edit(call) : webhooks.edit(call)),
    },
    {
      method: 'DELETE',
      path: one,
      auth: 'open',
      handle: (call) => (isReply(call) ? replies.remove(call) : webhooks.remove(call)),
    },
  ]
}

/** The answers to interactions. */
class Replies {
  readonly #world: World
  readonly #composer: Composer
  readonly #interactions: Interactions

  constructor(parts: InteractionRouteParts) {
    this.#world = parts.world
    this.#composer = parts.composer
    this.#interactions = parts.interactions
  }

  callback(call: Call): Answer {
    const interaction = this.#interactions.byId(call.param('interaction'), call.param('token'))
    if (interaction === undefined || interaction.state === 'missed') throw unknownInteraction()
    if (interaction.state === 'acknowledged') throw alreadyAcknowledged()
    const form = Form.read(call.body)
    const type = form.integer('type', { required: true }) ?? 0
    const data = form.form('data')
    this.#answer(interaction, type, data, call)
    interaction.acknowledge()
    interaction.changed()
    return call.query.get('with_response') === 'true' ? ok(this.#callbackBody(interaction, type)) : noContent
  }

  followUp(call: Call): Answer {
    const interaction = this.#find(call)
    const draft = readMessage(call.body, call.files)
    const original = this.#original(interaction)
    // The first follow-up of a deferred answer takes the place of "is thinking…".
    const message =
      original !== undefined && isLoading(original)
        ? this.#amend(interaction, original, draft)
        : this.#compose(interaction, draft)
    return ok(messagePayload(message, interaction.place.guild))
  }

  read(call: Call): Answer {
    const { interaction, message } = this.#findMessage(call)
    return ok(messagePayload(message, interaction.place.guild))
  }

  edit(call: Call): Answer {
    const { interaction, message } = this.#findMessage(call)
    const draft = readMessage(call.body, call.files)
    return ok(messagePayload(this.#amend(interaction, message, draft), interaction.place.guild))
  }

  remove(call: Call): Answer {
    const { interaction, message } = this.#findMessage(call)
    this.#interactions.remove(interaction, message.id)
    interaction.changed()
    return noContent
  }

  #answer(interaction: Interaction, type: number, data: Form | undefined, call: Call): void {
    const isUpdatable = interaction.source !== null
    const isCompleting = interaction.type === INTERACTION.autocomplete
    const known: readonly number[] = isCompleting
      ? [CALLBACK.choices]
      : [
          CALLBACK.message,
          CALLBACK.deferred,
          ...(interaction.type === INTERACTION.modal ? [] : [CALLBACK.modal]),
          ...(isUpdatable ? [CALLBACK.deferredUpdate, CALLBACK.update] : []),
        ]
    if (!known.includes(type)) {
      throw invalidForm(['type'], 'BASE_TYPE_CHOICES', `Value must be one of {${known.join(', ')}}.`)
    }
    if (type === CALLBACK.message) {
      const draft = checkedDraft(data, call)
      interaction.ephemeral = ((draft.flags ?? 0) & MESSAGE_FLAGS.ephemeral) !== 0
      interaction.originalId = this.#compose(interaction, draft).id
    } else if (type === CALLBACK.deferred) {
      this.#defer(interaction, data)
    } else if (type === CALLBACK.choices) {
      interaction.choices = readChoices(data?.fields ?? {})
    } else if (type === CALLBACK.modal) {
      interaction.modal = readModal(data)
    } else {
      interaction.originalId = interaction.source?.id ?? null
      interaction.deferred = type === CALLBACK.deferredUpdate
      const original = this.#original(interaction)
      if (type === CALLBACK.update && original !== undefined) {
        this.#amend(interaction, original, checkedDraft(data, call))
      }
    }
  }

  /** "is thinking…": a message without words that the next edit fills. */
  #defer(interaction: Interaction, data: Form | undefined): void {
    interaction.deferred = true
    interaction.ephemeral = ((data?.integer('flags') ?? 0) & MESSAGE_FLAGS.ephemeral) !== 0
    data?.check()
    const words = readMessage({ content: '…' }, [])
    const thinking = this.#composer.compose(this.#spot(interaction), words, this.#kind(interaction))
    const flags = MESSAGE_FLAGS.loading | (interaction.ephemeral ? MESSAGE_FLAGS.ephemeral : 0)
    const message = { ...thinking, content: '', flags }
    interaction.originalId = message.id
    interaction.addReply(message.id)
    this.#interactions.write(interaction, message, interaction.ephemeral)
  }

  #compose(interaction: Interaction, draft: MessageDraft): SandboxMessage {
    const message = this.#composer.compose(this.#spot(interaction), draft, this.#kind(interaction))
    interaction.addReply(message.id)
    this.#interactions.write(interaction, message, (message.flags & MESSAGE_FLAGS.ephemeral) !== 0)
    return message
  }

  #amend(interaction: Interaction, message: SandboxMessage, draft: MessageDraft): SandboxMessage {
    const amended = this.#composer.amend(this.#spot(interaction), message, draft)
    // Whether an answer is private was settled by the deferral; filling it in is no edit that shows.
    const edited = isLoading(message)
      ? { ...amended, flags: amended.flags & ~MESSAGE_FLAGS.loading, editedAt: null }
      : amended
    this.#interactions.write(interaction, edited, false)
    return edited
  }

  #spot(interaction: Interaction): MessageSpot {
    const { guild, channel } = interaction.place
    const author = memberAuthor(guild, channel, guild.bot)
    return { guild, channel, author: { ...author, webhookId: this.#world.bot.id } }
  }

  /** Types of answers: 20 to a slash command, 23 to a context menu, else a plain message or reply. */
  #kind(interaction: Interaction): { readonly type: number; readonly interaction: Json } {
    const { id, type, place, name } = interaction
    const user = userPayload(place.member)
    const metadata = { id, type, user, name, authorizing_integration_owners: { 0: place.guild.id } }
    return { type: type === INTERACTION.command ? 20 : 0, interaction: metadata }
  }

  #find(call: Call): Interaction {
    const interaction = this.#interactions.byToken(call.param('token'))
    if (interaction === undefined || interaction.isExpired) throw invalidWebhookToken()
    if (interaction.state !== 'acknowledged') throw unknownWebhook()
    return interaction
  }

  #findMessage(call: Call): { readonly interaction: Interaction; readonly message: SandboxMessage } {
    const interaction = this.#find(call)
    const id = call.param('message')
    const message =
      id === '@original' ? this.#original(interaction) : this.#interactions.read(interaction, id)
    if (message === undefined || message.authorId !== this.#world.bot.id) throw unknownMessage()
    return { interaction, message }
  }

  #original(interaction: Interaction): SandboxMessage | undefined {
    const id = interaction.originalId
    return id === null ? undefined : this.#interactions.read(interaction, id)
  }

  /** "Interaction Callback Response" */
  #callbackBody(interaction: Interaction, type: number): unknown {
    const { id, ephemeral, originalId } = interaction
    const message = this.#original(interaction)
    return {
      interaction: {
        id,
        type: interaction.type,
        response_message_id: originalId ?? undefined,
        response_message_loading: message !== undefined && isLoading(message),
        response_message_ephemeral: ephemeral,
      },
      ...(message !== undefined && {
        resource: { type, message: messagePayload(message, interaction.place.guild) },
      }),
    }
  }
}

const isLoading = (message: SandboxMessage): boolean => (message.flags & MESSAGE_FLAGS.loading) !== 0

function checkedDraft(data: Form | undefined, call: Call): MessageDraft {
  if (data === undefined) return readMessage({}, call.files)
  const draft = messageDraft(data, call.files)
  data.check()
  return draft
}

/** "Modal": custom id and title are required. */
function readModal(data: Form | undefined): Json {
  if (data === undefined) throw invalidForm(['data'], 'BASE_TYPE_REQUIRED', 'This field is required')
  data.text('custom_id', { required: true, min: 1, max: 100 })
  data.text('title', { required: true, min: 1, max: 45 })
  readComponents(data)
  data.check()
  return data.fields
}
