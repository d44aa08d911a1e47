import { randomBytes } from 'node:crypto'
import type { SandboxChannel } from './channel.ts'
import type { SandboxMember } from './member.ts'
import type { VoiceState } from './voice-state.ts'

export type VoiceListener = (member: SandboxMember, after: VoiceState, before: VoiceState | null) => void

/** The guild, as its roster needs it. */
export interface VoiceRosterHost {
  memberOf(userId: string): SandboxMember | undefined
  /** Told of each change before the listeners are. */
  voiceChanged(before: VoiceState | null, after: VoiceState): void
}

/** Who is where in a guild's voice channels. */
export class VoiceRoster {
  readonly #states = new Map<string, VoiceState>()
  readonly #host: VoiceRosterHost
  readonly #listeners = new Set<VoiceListener>()

  constructor(host: VoiceRosterHost) {
    this.#host = host
  }

  /** Everyone, or who is in one channel. */
  states(channel?: SandboxChannel): readonly VoiceState[] {
    const all = [...this.#states.values()]
    return channel === undefined ? all : all.filter((state) => state.channelId === channel.id)
  }

  find(userId: string): VoiceState | undefined {
    return this.#states.get(userId)
  }

  /** Calls back on each change from now on, until the answer is called. */
  onChange(listener: VoiceListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(after: VoiceState): void {
    const before = this.#states.get(after.userId) ?? null
    if (after.channelId === null) this.#states.delete(after.userId)
    else this.#states.set(after.userId, after)
    this.#host.voiceChanged(before, after)
    const member = this.#host.memberOf(after.userId)
    if (member === undefined) return
    for (const listener of [...this.#listeners]) listener(member, after, before)
  }

  /** Somebody enters, changes or (with null) leaves; who was in voice keeps the session id. */
  move(userId: string, channel: SandboxChannel | null): VoiceState | null {
    if (channel !== null && !channel.isVoice) throw new Error(`${channel.name} is no voice channel`)
    const before = this.#states.get(userId)
    if (channel === null && before === undefined) return null
    const fresh = { selfMute: false, selfDeaf: false, mute: false, deaf: false }
    const sessionId = before?.sessionId ?? randomBytes(16).toString('hex')
    const after = { ...(before ?? fresh), userId, sessionId, channelId: channel?.id ?? null }
    this.set(after)
    return after
  }
}
