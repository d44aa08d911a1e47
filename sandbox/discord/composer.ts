import { emptyMessage, invalidForm } from './api-error.ts'
import type { SandboxChannel } from './channel.ts'
import type { SandboxGuild } from './guild.ts'
import type { Json } from './json.ts'
import type { SandboxMember } from './member.ts'
import { type MentionScope, resolvePings } from './mentions.ts'
import { MESSAGE_FLAGS, type SandboxAttachment, type SandboxMessage } from './message.ts'
import { isEmpty, type MessageDraft } from './message-form.ts'
import { userPayload } from './payloads.ts'
import { snowflakeTime } from './snowflake.ts'
import type { UploadedFile } from './upload.ts'
import type { World } from './world.ts'

/** Under whose name a message appears. */
export interface Author {
  readonly id: string
  readonly name: string
  /** As the API shows it. */
  readonly user: Json
  readonly webhookId: string | null
  readonly mayMentionEveryone: boolean
}

export interface MessageSpot {
  readonly guild: SandboxGuild | null
  readonly channel: SandboxChannel
  readonly author: Author
}

/** The flags a sender may set: suppress embeds, silent, voice message, components v2; ephemeral only in answers. */
const SETTABLE_FLAGS = MESSAGE_FLAGS.suppressEmbeds | (1 << 12) | (1 << 13) | (1 << 15)

export const memberAuthor = (
  guild: SandboxGuild | null,
  channel: SandboxChannel,
  member: SandboxMember,
): Author => ({
  id: member.id,
  name: member.name,
  user: userPayload(member),
  webhookId: null,
  mayMentionEveryone: guild?.can(member, 'MentionEveryone', channel) ?? false,
})

/** Makes messages of drafts, storing their files. Puts nothing into a channel: who calls decides where it shows. */
export class Composer {
  readonly #world: World
  readonly #origin: () => string

  constructor(world: World, origin: () => string) {
    this.#world = world
    this.#origin = origin
  }

  /** @throws {ApiError} 50006 when the draft shows nothing, 50035 when it replies to what is not there. */
  compose(
    spot: MessageSpot,
    draft: MessageDraft,
    extra: { readonly type?: number; readonly interaction?: Json } = {},
  ): SandboxMessage {
    const id = this.#world.mint.next()
    const content = draft.content ?? ''
    const embeds = draft.embeds ?? []
    const components = draft.components ?? []
    const replyTo = replyTarget(spot.channel, draft)
    if (isEmpty({ content, embeds, components, attachments: draft.files })) throw emptyMessage()
    return {
      id,
      channelId: spot.channel.id,
      type: extra.type ?? (replyTo === null ? 0 : 19),
      authorId: spot.author.id,
      authorName: spot.author.name,
      author: spot.author.user,
      webhookId: spot.author.webhookId,
      content,
      flags:
        (draft.flags ?? 0) & (extra.interaction ? SETTABLE_FLAGS | MESSAGE_FLAGS.ephemeral : SETTABLE_FLAGS),
      createdAt: snowflakeTime(id),
      editedAt: null,
      embeds,
      components,
      attachments: draft.files.map((file) => this.#store(spot.channel, file)),
      pings: resolvePings(content, draft.allowedMentions, mentionScope(spot)),
      nonce: draft.nonce,
      replyTo,
      interaction: extra.interaction ?? null,
      threadId: null,
    }
  }

  /** A message as it reads after an edit; what the draft does not mention stays. @throws {ApiError} 50006 */
  amend(spot: MessageSpot, message: SandboxMessage, draft: MessageDraft): SandboxMessage {
    const content = draft.content ?? message.content
    const embeds = draft.embeds ?? message.embeds
    const components = draft.components ?? message.components
    const { kept } = draft
    const attachments = [
      ...message.attachments.filter((file) => kept === undefined || kept.includes(file.id)),
      ...draft.files.map((file) => this.#store(spot.channel, file)),
    ]
    if (isEmpty({ content, embeds, components, attachments })) throw emptyMessage()
    const mutable = MESSAGE_FLAGS.suppressEmbeds | (1 << 15)
    const flags =
      draft.flags === undefined ? message.flags : (message.flags & ~mutable) | (draft.flags & mutable)
    return {
      ...message,
      content,
      embeds,
      components,
      attachments,
      flags,
      editedAt: Date.now(),
      pings: resolvePings(content, draft.allowedMentions, mentionScope(spot)),
    }
  }

  #store(channel: SandboxChannel, file: UploadedFile): SandboxAttachment {
    const id = this.#world.mint.next()
    // "Only A-Z a-z 0-9 _ - and . are supported in file names": others become underscores.
    const filename = file.filename.replace(/[^\w.-]/g, '_')
    const url = `${this.#origin()}/attachments/${channel.id}/${id}/${filename}`
    const { contentType, bytes, seconds = null } = file
    const title = filename === file.filename ? {} : { title: file.filename.replace(/\.[\w-]*$/, '') }
    const attachment = { id, filename, ...title, contentType, size: bytes.length, bytes, seconds, url }
    this.#world.attachments.set(id, attachment)
    return attachment
  }
}

function replyTarget(channel: SandboxChannel, draft: MessageDraft): string | null {
  if (draft.reply === null) return null
  if (channel.message(draft.reply.messageId) !== undefined) return draft.reply.messageId
  if (!draft.reply.mustExist) return null
  throw invalidForm(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message')
}

const mentionScope = (spot: MessageSpot): MentionScope => ({
  mayMentionEveryone: spot.author.mayMentionEveryone,
  isUser: (id) => spot.guild?.members.has(id) ?? spot.channel.userId === id,
  isRole: (id) => {
    const role = spot.guild?.roles.find(id)
    return role !== undefined && (role.mentionable || spot.author.mayMentionEveryone)
  },
})
