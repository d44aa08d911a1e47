import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxChannel } from './discord/channel.ts'
import { DiscordServer } from './discord/discord-server.ts'
import type { SandboxMember } from './discord/member.ts'
import { makeCertificate } from './discord/voice/certificate.ts'
import type { VoicePerson } from './discord/voice/voice-person.ts'
import { VoiceServer, type VoiceServerOptions } from './discord/voice/voice-server.ts'
import { SpeechServer, type SpeechServerOptions } from './speech/speech-server.ts'

export interface SandboxOptions {
  readonly voice?: Omit<VoiceServerOptions, 'certificate'>
  readonly speech?: SpeechServerOptions
  /** For a bot that is started by hand, so that its settings stay the same: its token, and where it looks. */
  readonly token?: string
  readonly port?: number
  /** The privileged intents the bot's application was granted, as bits; none unless given. */
  readonly grantedIntents?: number
}

/** The speech service's key in the sandbox; any other is refused. */
const SPEECH_KEY = 'sandbox-speech-key'

/** A small Discord and a speech service on loopback, for a bot that cannot tell them from the real ones. */
export class Sandbox {
  readonly discord: DiscordServer
  readonly voice: VoiceServer
  readonly speech: SpeechServer
  /** The certificate of the voice servers, as a PEM file: the bot's process must trust it from its start. */
  readonly certificateFile: string
  readonly #folder: string

  /** Rejects where a port is taken, say; nothing of it stays open or behind then. */
  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    const folder = await mkdtemp(join(tmpdir(), 'hansard-sandbox-'))
    const open: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
    try {
      return await Sandbox.#start(options, folder, (close) => open.unshift(close))
    } catch (error) {
      for (const close of open) await close()
      throw error
    }
  }

  static async #start(
    options: SandboxOptions,
    folder: string,
    onOpen: (close: () => Promise<unknown>) => void,
  ): Promise<Sandbox> {
    const certificate = await makeCertificate()
    const certificateFile = join(folder, 'voice.pem')
    await writeFile(certificateFile, certificate.cert)
    const voice = await VoiceServer.start({ ...options.voice, certificate })
    onOpen(() => voice.close())
    const { token, port, grantedIntents } = options
    const discord = await DiscordServer.start({
      voice,
      ...(token !== undefined && { token }),
      ...(port !== undefined && { port }),
      ...(grantedIntents !== undefined && { grantedIntents }),
    })
    onOpen(() => discord.close())
    const speech = await SpeechServer.start({ keys: [SPEECH_KEY], ...options.speech })
    return new Sandbox({ discord, voice, speech, certificateFile, folder })
  }

  private constructor(parts: {
    readonly discord: DiscordServer
    readonly voice: VoiceServer
    readonly speech: SpeechServer
    readonly certificateFile: string
    readonly folder: string
  }) {
    this.discord = parts.discord
    this.voice = parts.voice
    this.speech = parts.speech
    this.certificateFile = parts.certificateFile
    this.#folder = parts.folder
  }

  /** What a bot must find in its environment to live here. */
  get environment(): Readonly<Record<string, string>> {
    return {
      DISCORD_TOKEN: this.discord.token,
      DISCORD_API_URL: this.discord.apiUrl,
      ASSEMBLYAI_STREAMING_URL: this.speech.url,
      ASSEMBLYAI_API_URL: this.speech.apiUrl,
      ASSEMBLYAI_API_KEY: SPEECH_KEY,
      DATA_DIR: join(this.#folder, 'data'),
      NODE_EXTRA_CA_CERTS: this.certificateFile,
    }
  }

  /** A member enters a voice channel and can talk there, until they leave it or are taken out of it. */
  async enter(member: SandboxMember, channel: SandboxChannel): Promise<VoicePerson> {
    const guild = channel.guildId === null ? undefined : this.discord.world.guilds.get(channel.guildId)
    if (guild === undefined) throw new TypeError('only a channel of a guild can be entered')
    member.joinVoice(channel)
    const person = await this.voice.connectPerson({
      guildId: guild.id,
      channelId: channel.id,
      userId: member.id,
    })
    const unfollow = guild.onVoice((moved, after) => {
      if (moved !== member || after.channelId === channel.id) return
      unfollow()
      void person.leave()
    })
    return person
  }

  async close(): Promise<void> {
    await Promise.all([this.discord.close(), this.voice.close(), this.speech.close()])
    await rm(this.#folder, { recursive: true, force: true })
  }
}
