import type { Json } from './json.ts'

/** Discord's "Message Flags" that the sandbox gives a meaning. */
export const MESSAGE_FLAGS = { suppressEmbeds: 1 << 2, ephemeral: 1 << 6, loading: 1 << 7 } as const

export interface SandboxAttachment {
  readonly id: string
  readonly filename: string
  /** The name as it was, without its ending, where Discord had to change it. */
  readonly title?: string
  readonly contentType: string
  readonly size: number
  readonly bytes: Buffer
  /** Of a voice message; null: not told. */
  readonly seconds: number | null
  /** Where the sandbox serves the bytes. */
  readonly url: string
}

/** Whom a message notifies, after `allowed_mentions`. An edit notifies nobody in truth, but is judged by the same rule. */
export interface Pings {
  /** `@everyone` or `@here`. */
  readonly everyone: boolean
  readonly roles: readonly string[]
  readonly users: readonly string[]
}

/** A message as it reads now. A value: an edit makes a new one. */
export interface SandboxMessage {
  readonly id: string
  readonly channelId: string
  /** Discord's "Message Types": 0 a message, 19 a reply, 20 the answer to a slash command. */
  readonly type: number
  readonly authorId: string
  /** What readers see: the webhook's name for this message, or the author's. */
  readonly authorName: string
  /** The author as the API shows it. */
  readonly author: Json
  readonly webhookId: string | null
  readonly content: string
  readonly flags: number
  /** Wall time, ms. */
  readonly createdAt: number
  readonly editedAt: number | null
  readonly embeds: readonly Json[]
  readonly components: readonly Json[]
  readonly attachments: readonly SandboxAttachment[]
  readonly pings: Pings
  readonly nonce: string | number | null
  /** The message this one replies to. */
  readonly replyTo: string | null
  /** `interaction_metadata` of an answer to an interaction. */
  readonly interaction: Json | null
  readonly threadId: string | null
}

export type MessageChange = 'create' | 'update' | 'delete'
export type MessageListener = (change: MessageChange, message: SandboxMessage) => void
