import { once } from 'node:events'
import tls from 'node:tls'
import {
  type DiscordGatewayAdapterLibraryMethods,
  joinVoiceChannel,
  type VoiceConnection,
  VoiceConnectionStatus,
} from '@discordjs/voice'
import { type Certificate, makeCertificate } from '../../../../sandbox/discord/voice/certificate.ts'
import type { VoiceSide } from '../../../../sandbox/ports.ts'

const DEADLINE_MS = 15_000
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe])

/** A certificate that this process trusts from now on. */
export async function trustedCertificate(): Promise<Certificate> {
  const certificate = await makeCertificate()
  tls.setDefaultCACertificates([...tls.getCACertificates(), certificate.cert])
  return certificate
}

export interface Seat {
  readonly guildId: string
  readonly channelId: string
  readonly userId: string
}

let sessions = 0

/** The real @discordjs/voice, with just so much of a main gateway around it as a join needs. */
export class ListeningBot {
  readonly connection: VoiceConnection
  readonly errors: Error[] = []
  readonly #heard = new Map<string, Buffer[]>()
  readonly #listeners = new Set<() => void>()

  private constructor(connection: VoiceConnection) {
    this.connection = connection
    connection.on('error', (error) => this.errors.push(error))
  }

  /** A bot that has asked to join, and no more. */
  static ask(
    voice: VoiceSide,
    seat: Seat,
    options: { readonly daveEncryption?: boolean; readonly rejoins?: boolean } = {},
  ): ListeningBot {
    let asked = 0
    const answer = (library: DiscordGatewayAdapterLibraryMethods, channelId: string | null): void => {
      asked += 1
      if (channelId === null) voice.expel(seat.guildId, seat.userId, 1000)
      if (channelId === null || (asked > 1 && options.rejoins === false)) return
      const { state, server } = admission(voice, { ...seat, channelId })
      library.onVoiceStateUpdate(state)
      library.onVoiceServerUpdate(server)
    }
    const connection = joinVoiceChannel({
      guildId: seat.guildId,
      channelId: seat.channelId,
      group: seat.userId,
      selfDeaf: false,
      daveEncryption: options.daveEncryption ?? true,
      adapterCreator: (library) => ({
        sendPayload: ({ d }: { d: { channel_id: string | null } }) => {
          setImmediate(answer, library, d.channel_id)
          return true
        },
        destroy: () => undefined,
      }),
    })
    return new ListeningBot(connection)
  }

  listenTo(...userIds: readonly string[]): void {
    for (const userId of userIds) {
      if (this.#heard.has(userId)) continue
      const heard: Buffer[] = []
      this.#heard.set(userId, heard)
      this.connection.receiver.subscribe(userId).on('data', (packet: Buffer) => {
        if (!packet.equals(SILENCE)) heard.push(packet)
        for (const listener of this.#listeners) listener()
      })
    }
  }

  /** What came from this person, silence frames left out. */
  heard(userId: string): readonly Buffer[] {
    return this.#heard.get(userId) ?? []
  }

  /** Resolves when something holds, looked at with every packet. */
  async until(what: string, holds: () => boolean): Promise<void> {
    await within(DEADLINE_MS, what, (resolve) => {
      const look = (): void => {
        if (holds()) resolve()
      }
      const timer = setInterval(look, 10)
      this.#listeners.add(look)
      look()
      return () => {
        clearInterval(timer)
        this.#listeners.delete(look)
      }
    })
  }

  async untilHeard(userId: string, count: number): Promise<void> {
    await this.until(`${count} packets`, () => this.heard(userId).length >= count)
  }

  /** Resolves when the bot is in the same MLS group as this person. */
  async untilInGroupWith(person: { readonly voicePrivacyCode: string | undefined }): Promise<void> {
    await this.until('the same group', () => {
      const code = this.connection.voicePrivacyCode
      return code !== undefined && code === person.voicePrivacyCode
    })
  }

  async untilStatus(status: VoiceConnectionStatus): Promise<void> {
    if (this.connection.state.status === status) return
    await once(this.connection, status, { signal: AbortSignal.timeout(DEADLINE_MS) })
  }

  leave(): void {
    if (this.connection.state.status !== VoiceConnectionStatus.Destroyed) this.connection.destroy()
  }
}

/** What the main gateway says to a user that is let into a voice channel. */
export function admission(voice: VoiceSide, { guildId, channelId, userId }: Seat) {
  sessions += 1
  const sessionId = `session-${sessions}`
  const token = voice.admit({ guildId, channelId, userId, sessionId })
  return {
    state: {
      guild_id: guildId,
      channel_id: channelId,
      user_id: userId,
      session_id: sessionId,
      deaf: false,
      mute: false,
      self_deaf: false,
      self_mute: false,
      self_video: false,
      suppress: false,
      request_to_speak_timestamp: null,
    },
    server: { guild_id: guildId, token, endpoint: voice.endpoint },
  }
}

async function within(
  deadlineMs: number,
  what: string,
  wait: (resolve: () => void) => () => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), deadlineMs)
  const stop = wait(resolve)
  try {
    await promise
  } finally {
    clearTimeout(timer)
    stop()
  }
}
