import { createHash, randomBytes } from 'node:crypto'
import {
  type OpenChannel,
  openChannel,
  openGuild,
  requireAwake,
  requireDeletable,
  requirePermissions,
  wake,
} from '../access.ts'
import {
  invalidForm,
  invalidWebhookToken,
  missingPermissions,
  tooManyWebhooks,
  unknownChannel,
  unknownMessage,
  unknownWebhook,
  wrongChannelType,
} from '../api-error.ts'
import type { Author, Composer, MessageSpot } from '../composer.ts'
import { Form, type TextRule } from '../form.ts'
import type { SandboxGuild } from '../guild.ts'
import { messageDraft, readMessage } from '../message-form.ts'
import { messagePayload } from '../message-payload.ts'
import { webhookPayload } from '../payloads.ts'
import { PERMISSIONS } from '../permissions.ts'
import { HiddenLimit } from '../rate-limits.ts'
import { type Answer, type Call, noContent, ok, type Route } from '../route.ts'
import type { SandboxWebhook } from '../webhook.ts'
import type { World } from '../world.ts'

const EXECUTE_LIMIT = { count: 5, perMs: 2000 }
const EDIT_LIMIT = { count: 5, perMs: 2000 }
/** Seen by many, documented nowhere: 30 webhook messages a minute and channel. */
const CHANNEL_LIMIT = { count: 30, perMs: 60_000 }
const PER_CHANNEL = 15

export interface WebhookRouteParts {
  readonly world: World
  readonly composer: Composer
}

interface Found {
  readonly guild: SandboxGuild
  readonly webhook: SandboxWebhook
}

/** "Webhook Resource": making and removing them. */
export function webhookRoutes({ world }: WebhookRouteParts): readonly Route[] {
  const byToken = '/webhooks/:webhook/:token'
  const remove = (found: Found): Answer => {
    found.guild.deleteWebhook(found.webhook)
    return noContent
  }
  return [
    {
      method: 'POST',
      path: '/channels/:channel/webhooks',
      auth: 'bot',
      handle: (call) => ok(create(world, call)),
    },
    {
      method: 'GET',
      path: '/channels/:channel/webhooks',
      auth: 'bot',
      handle(call) {
        const place = openChannel(world, call.param('channel'))
        requirePermissions(place, 'ManageWebhooks')
        return ok((place.guild?.webhooksOf(place.channel) ?? []).map((webhook) => shown(world, webhook)))
      },
    },
    {
      method: 'GET',
      path: '/guilds/:guild/webhooks',
      auth: 'bot',
      handle(call) {
        const guild = openGuild(world, call.param('guild'))
        if (!guild.can(guild.bot, 'ManageWebhooks')) throw missingPermissions()
        return ok([...guild.webhooks.values()].map((webhook) => shown(world, webhook)))
      },
    },
    {
      method: 'GET',
      path: '/webhooks/:webhook',
      auth: 'bot',
      handle: (call) => ok(shown(world, findManaged(world, call).webhook)),
    },
    {
      method: 'PATCH',
      path: '/webhooks/:webhook',
      auth: 'bot',
      handle: (call) => ok(rename(findManaged(world, call), call)),
    },
    {
      method: 'DELETE',
      path: '/webhooks/:webhook',
      auth: 'bot',
      handle: (call) => remove(findManaged(world, call)),
    },
    {
      method: 'GET',
      path: byToken,
      auth: 'open',
      handle: (call) => ok(webhookPayload(findByToken(world, call).webhook, { token: true })),
    },
    {
      method: 'PATCH',
      path: byToken,
      auth: 'open',
      handle: (call) => ok(rename(findByToken(world, call), call)),
    },
    { method: 'DELETE', path: byToken, auth: 'open', handle: (call) => remove(findByToken(world, call)) },
  ]
}

/** "Execute Webhook" and the messages it made. Interactions answer through these paths too and are asked first. */
export class WebhookMessages {
  readonly #parts: WebhookRouteParts
  readonly #hidden = new HiddenLimit(CHANNEL_LIMIT)

  constructor(parts: WebhookRouteParts) {
    this.#parts = parts
  }

  static readonly limits = { execute: EXECUTE_LIMIT, edit: EDIT_LIMIT } as const

  execute(call: Call): Answer {
    const { world, composer } = this.#parts
    const { guild, webhook } = findByToken(world, call)
    const form = Form.read(call.body)
    const name = form.text('username', nameRule(80))
    refuseNames(form, 'username', name)
    const avatar = form.text('avatar_url')
    const draft = messageDraft(form, call.files)
    form.check()
    const place = target(guild, webhook, call)
    this.#hidden.take(webhook.channelId)
    wake(place)
    const author = webhookAuthor(webhook, { name, avatar, guild })
    const message = composer.compose({ ...place, author }, draft)
    place.channel.put(message)
    return call.query.get('wait') === 'true' ? ok(messagePayload(message, guild)) : noContent
  }

  read(call: Call): Answer {
    const { place, message } = this.#find(call)
    return ok(messagePayload(message, place.guild))
  }

  edit(call: Call): Answer {
    const { place, message, author } = this.#find(call)
    requireAwake(place)
    const spot: MessageSpot = { ...place, author }
    const edited = this.#parts.composer.amend(spot, message, readMessage(call.body, call.files))
    place.channel.put(edited)
    return ok(messagePayload(edited, place.guild))
  }

  remove(call: Call): Answer {
    const { place, message } = this.#find(call)
    requireDeletable(place)
    place.channel.remove(message.id)
    return noContent
  }

  #find(call: Call) {
    const { guild, webhook } = findByToken(this.#parts.world, call)
    const place = target(guild, webhook, call)
    const message = place.channel.message(call.param('message'))
    if (message === undefined || message.webhookId !== webhook.id) throw unknownMessage()
    return { place, message, author: webhookAuthor(webhook, { name: message.authorName, guild }) }
  }
}

const nameRule = (max: number): TextRule => ({ min: 1, max })

/** "Usernames and Nicknames": a webhook's name contains neither "clyde" nor "discord". */
function refuseNames(form: Form, field: string, name: string | undefined): void {
  for (const word of ['discord', 'clyde']) {
    if (name?.toLowerCase().includes(word)) {
      form.refuse(field, 'USERNAME_INVALID_CONTAINS', `Username cannot contain "${word}"`)
    }
  }
}

function create(world: World, call: Call): unknown {
  const place = openChannel(world, call.param('channel'))
  const { guild, channel } = place
  if (guild === null || channel.isThread) throw wrongChannelType()
  requirePermissions(place, 'ManageWebhooks')
  const form = Form.read(call.body)
  const name = form.text('name', { required: true, ...nameRule(80) }) ?? ''
  refuseNames(form, 'name', name)
  const avatar = readAvatar(form)
  form.check()
  if (guild.webhooksOf(channel).length >= PER_CHANNEL) throw tooManyWebhooks()
  const webhook: SandboxWebhook = {
    id: world.mint.next(),
    token: randomBytes(51).toString('base64url'),
    guildId: guild.id,
    channelId: channel.id,
    name,
    avatar: avatar ?? null,
    ownerId: world.bot.id,
    applicationId: world.bot.id,
  }
  guild.keepWebhook(webhook)
  return shown(world, webhook)
}

/** "Image Data": a data URI; Discord keeps it under a hash. */
function readAvatar(form: Form): string | undefined {
  const data = form.text('avatar')
  if (data === undefined) return undefined
  if (!/^data:image\/(?:png|jpeg|gif|webp);base64,/.test(data)) {
    form.refuse('avatar', 'IMAGE_INVALID', 'Invalid image data')
  }
  return createHash('md5').update(data).digest('hex')
}

/** A webhook as its guild's managers see it: the token only of what this application or a person made. */
function shown(world: World, webhook: SandboxWebhook): unknown {
  const isOpen = webhook.applicationId === null || webhook.applicationId === world.bot.id
  return webhookPayload(webhook, { owner: world.findUser(webhook.ownerId), token: isOpen })
}

function findManaged(world: World, call: Call): Found {
  const found = world.findWebhook(call.param('webhook'))
  if (found === null) throw unknownWebhook()
  const { guild, webhook } = found
  const channel = guild.channels.get(webhook.channelId)
  if (!guild.can(guild.bot, 'ManageWebhooks', channel)) throw missingPermissions()
  return found
}

function findByToken(world: World, call: Call): Found {
  const found = world.findWebhook(call.param('webhook'))
  if (found === null) throw unknownWebhook()
  if (found.webhook.token !== call.param('token')) throw invalidWebhookToken()
  return found
}

function rename({ guild, webhook }: Found, call: Call): unknown {
  const form = Form.read(call.body)
  const name = form.text('name', nameRule(80))
  refuseNames(form, 'name', name)
  const avatar = readAvatar(form)
  form.check()
  const changed = {
    ...webhook,
    ...(name !== undefined && { name }),
    ...(avatar !== undefined && { avatar }),
  }
  guild.keepWebhook(changed)
  return webhookPayload(changed, { token: true })
}

/** The webhook's channel, or a thread of it (`thread_id`). */
function target(
  guild: SandboxGuild,
  webhook: SandboxWebhook,
  call: Call,
): OpenChannel & { readonly guild: SandboxGuild } {
  const channel = guild.channels.get(webhook.channelId)
  if (channel === undefined) throw unknownChannel()
  const threadId = call.query.get('thread_id')
  if (threadId === null) return { guild, channel }
  const thread = guild.channels.get(threadId)
  if (thread === undefined) throw unknownChannel()
  if (thread.parentId !== channel.id) {
    throw invalidForm(['thread_id'], 'INVALID_THREAD_ID', 'Thread is not a child of the channel')
  }
  return { guild, channel: thread }
}

function webhookAuthor(
  webhook: SandboxWebhook,
  shown: {
    readonly name: string | undefined
    readonly avatar?: string | undefined
    readonly guild: SandboxGuild
  },
): Author {
  const name = shown.name ?? webhook.name
  // An avatar of its own is fetched by Discord and shown under a hash.
  const avatar =
    shown.avatar === undefined ? webhook.avatar : createHash('md5').update(shown.avatar).digest('hex')
  return {
    id: webhook.id,
    name,
    user: { id: webhook.id, username: name, avatar, discriminator: '0000', global_name: null, bot: true },
    webhookId: webhook.id,
    // A webhook may mention whom @everyone may mention.
    mayMentionEveryone: (shown.guild.everyone.permissions & PERMISSIONS.MentionEveryone) !== 0n,
  }
}
