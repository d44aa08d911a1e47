import type { SandboxGuild } from './guild.ts'
import type { Json } from './json.ts'
import type { SandboxAttachment, SandboxMessage } from './message.ts'
import { channelPayload, memberFields, userPayload } from './payloads.ts'

const iso = (wallMs: number): string => new Date(wallMs).toISOString().replace('Z', '000+00:00')

/** "Attachment Object" */
export const attachmentPayload = (file: SandboxAttachment): Json => ({
  id: file.id,
  filename: file.filename,
  ...(file.title !== undefined && { title: file.title }),
  size: file.size,
  url: file.url,
  proxy_url: file.url,
  content_type: file.contentType,
  ...(file.seconds !== null && { duration_secs: file.seconds, waveform: '' }),
})

/** "Message Object", as REST answers it. */
export function messagePayload(message: SandboxMessage, guild: SandboxGuild | null): Json {
  const thread = message.threadId === null ? undefined : guild?.channels.get(message.threadId)
  const mentioned = message.pings.users.flatMap((id) => guild?.members.get(id) ?? [])
  return {
    id: message.id,
    type: message.type,
    channel_id: message.channelId,
    author: message.author,
    content: message.content,
    timestamp: iso(message.createdAt),
    edited_timestamp: message.editedAt === null ? null : iso(message.editedAt),
    tts: false,
    mention_everyone: message.pings.everyone,
    mentions: mentioned.map(userPayload),
    mention_roles: message.pings.roles,
    attachments: message.attachments.map(attachmentPayload),
    embeds: message.embeds,
    components: message.components,
    pinned: false,
    flags: message.flags,
    ...(message.nonce !== null && { nonce: message.nonce }),
    ...(message.webhookId !== null && { webhook_id: message.webhookId }),
    ...(message.interaction !== null && {
      interaction_metadata: message.interaction,
      application_id: message.webhookId,
    }),
    ...(message.replyTo !== null && {
      message_reference: { type: 0, message_id: message.replyTo, channel_id: message.channelId },
    }),
    ...(thread !== undefined && { thread: channelPayload(thread) }),
  }
}

/** A message as MESSAGE_CREATE and MESSAGE_UPDATE carry it: with its guild and, unless a webhook wrote it, the member. */
export function messageEventPayload(message: SandboxMessage, guild: SandboxGuild | null): Json {
  const member = message.webhookId === null ? guild?.members.get(message.authorId) : undefined
  return {
    ...messagePayload(message, guild),
    ...(guild !== null && { guild_id: guild.id }),
    ...(member !== undefined && { member: memberFields(member) }),
  }
}

/** Takes from a message what an application without the Message Content intent does not see. */
export const withoutContent = (payload: Json): Json => ({
  ...payload,
  content: '',
  embeds: [],
  attachments: [],
  components: [],
})
