import type { SandboxChannel } from './channel.ts'
import type { SandboxMember } from './member.ts'
import type { MessageChange, SandboxMessage } from './message.ts'
import type { SandboxRole } from './permissions.ts'
import type { VoiceState } from './voice-state.ts'

/** What happens in a guild (or, for messages, in direct messages) and may have to be told to the bot. */
export type GuildEvent =
  | {
      readonly kind: 'message'
      readonly change: MessageChange
      readonly channel: SandboxChannel
      readonly message: SandboxMessage
    }
  | {
      readonly kind: 'channel'
      readonly change: 'create' | 'update' | 'delete'
      readonly channel: SandboxChannel
    }
  | { readonly kind: 'voice'; readonly before: VoiceState | null; readonly after: VoiceState }
  | { readonly kind: 'role'; readonly change: 'create' | 'update' | 'delete'; readonly role: SandboxRole }
  | {
      readonly kind: 'member'
      readonly change: 'add' | 'update' | 'remove'
      readonly member: SandboxMember
    }
  | { readonly kind: 'webhooks'; readonly channelId: string }
  | { readonly kind: 'guild'; readonly change: 'create' | 'delete' }
