import {
  type AudioReceiveStream,
  EndBehaviorType,
  entersState,
  joinVoiceChannel,
  type VoiceConnection,
  VoiceConnectionStatus,
} from '@discordjs/voice'
import type { GuildTextBasedChannel, VoiceBasedChannel } from 'discord.js'
import prism from 'prism-media'
import { averaged } from './averaged.ts'
import { SpeechSession, type SpeechSettings } from './speech-session.ts'

/** Hears one voice channel, and posts in one text channel. */
export class Listener {
  readonly #connection: VoiceConnection
  readonly #room: VoiceBasedChannel
  readonly #channel: GuildTextBasedChannel
  readonly #speech: SpeechSettings
  /** One for each speaker, from their first word on. */
  readonly #sessions = new Map<string, SpeechSession>()
  readonly #heard = new Set<string>()

  constructor(room: VoiceBasedChannel, channel: GuildTextBasedChannel, speech: SpeechSettings) {
    this.#room = room
    this.#channel = channel
    this.#speech = speech
    this.#connection = joinVoiceChannel({
      channelId: room.id,
      guildId: room.guild.id,
      adapterCreator: room.guild.voiceAdapterCreator,
      selfDeaf: false,
      selfMute: true,
    })
  }

  async start(): Promise<void> {
    const connection = this.#connection
    await entersState(connection, VoiceConnectionStatus.Ready, 20_000)
    // As the guide has it: a disconnect may be a move to another channel, else it is for good.
    connection.on(VoiceConnectionStatus.Disconnected, async () => {
      try {
        await Promise.race([
          entersState(connection, VoiceConnectionStatus.Signalling, 5_000),
          entersState(connection, VoiceConnectionStatus.Connecting, 5_000),
        ])
      } catch {
        if (connection.state.status !== VoiceConnectionStatus.Destroyed) connection.destroy()
      }
    })
    connection.on('error', (error) => console.error(error.message))
    connection.receiver.speaking.on('start', (userId) => this.#listen(userId))
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()))
    if (this.#connection.state.status !== VoiceConnectionStatus.Destroyed) this.#connection.destroy()
  }

  /** Until the person has been silent for a second. */
  #listen(userId: string): void {
    if (this.#heard.has(userId)) return
    this.#heard.add(userId)
    const opusStream = this.#connection.receiver.subscribe(userId, {
      end: { behavior: EndBehaviorType.AfterSilence, duration: 1_000 },
    })
    opusStream.on('error', (error) => console.error(error.message))
    opusStream.once('close', () => {
      this.#heard.delete(userId)
      this.#sessions.get(userId)?.endTurn()
    })
    this.#decode(opusStream, userId)
  }

  #decode(opusStream: AudioReceiveStream, userId: string): void {
    const decoder = new prism.opus.Decoder({ rate: 48_000, channels: 2, frameSize: 960 })
    // A packet that is no sound ends a decoder: what comes behind it is for another.
    decoder.on('error', (error) => {
      console.error(error.message)
      this.#decode(opusStream, userId)
    })
    opusStream.pipe(decoder).on('data', (pcm: Buffer) => this.#session(userId).send(averaged(pcm)))
  }

  #session(userId: string): SpeechSession {
    const known = this.#sessions.get(userId)
    if (known !== undefined) return known
    const session = new SpeechSession(this.#speech, {
      final: (text) => this.#post(userId, text),
      // The next word opens another.
      closed: () => {
        if (this.#sessions.get(userId) === session) this.#sessions.delete(userId)
      },
    })
    this.#sessions.set(userId, session)
    return session
  }

  #post(userId: string, text: string): void {
    const name = this.#room.guild.members.cache.get(userId)?.displayName ?? userId
    this.#channel.send(`**${name}**: ${text}`).catch((error: Error) => console.error(error.message))
  }
}
