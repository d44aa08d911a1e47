import { tooLong } from '../../audio/media-file.ts'
import { EngineError, UserError } from '../../base/errors.ts'
import type { GuildId, SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Standing } from '../consent/consent-rule.ts'
import type { GuildConsent } from '../consent/guild-consent.ts'
import type { GuildSettings } from '../settings/guild-settings.ts'
import { type FileTranscriber, tooLarge } from './file-transcriber.ts'
import type { FileTranscript } from './file-transcript.ts'
import type { FileProgress } from './file-way.ts'

/** A file that hangs on a message. */
export interface Attachment {
  readonly name: string
  /** As its sender's client told it; null: not told. */
  readonly contentType: string | null
  readonly bytes: number
  /** As its sender's client told it; null: not told, as of all but voice messages. */
  readonly durationMs: number | null
  /** Where Discord serves it. */
  readonly url: string
}

/** A message that may hold sounds. */
export interface SoundMessage {
  readonly guild: GuildId
  readonly message: string
  readonly author: { readonly id: SpeakerId; readonly name: string; readonly bot: boolean }
  readonly attachments: readonly Attachment[]
  /** Aborts when its text is not wanted any more. */
  readonly signal: AbortSignal
}

/** A file that was fetched to this machine. */
export interface FetchedFile {
  readonly path: string
  /** Takes it off the disk; twice is fine. */
  remove(): Promise<void>
}

/**
 * Fetches an attachment. Rejects with a UserError that says what is in the way, or with the signal's reason; nothing
 * is left on the disk then.
 */
export type FetchAttachment = (
  attachment: Pick<Attachment, 'url'>,
  options: { readonly mostBytes: number; readonly signal: AbortSignal },
) => Promise<FetchedFile>

export interface MessageTranscriberOptions {
  readonly transcriber: FileTranscriber
  readonly fetch: FetchAttachment
  /** What the people of a guild decided. */
  readonly consent: (guild: GuildId) => Promise<Pick<GuildConsent, 'standing' | 'watch'>>
  readonly settings: (
    guild: GuildId,
  ) => Promise<Pick<GuildSettings, 'engines' | 'keyTerms' | 'languages' | 'filterProfanity'>>
  readonly log: Log
}

/** One sound of a message, as text. */
export interface HeardAttachment {
  readonly attachment: Attachment
  readonly transcript: FileTranscript
}

/** Files take disk and a service's patience: who asks for more waits. */
const MOST_OF_A_GUILD = 2
const MOST = 6

/** Makes text of the sounds in a message, for as long as its author has nothing against it. */
export class MessageTranscriber {
  readonly #options: MessageTranscriberOptions
  /** By message. */
  readonly #underWay = new Map<string, GuildId>()

  constructor(options: MessageTranscriberOptions) {
    this.#options = options
  }

  /**
   * The text of each sound in the message, in order. Rejects with a UserError or an EngineError that says what is in
   * the way, and with the signal's reason when that aborts; nothing of the sound is left on this machine.
   */
  async transcribe(
    request: SoundMessage,
    onProgress: (progress: FileProgress) => void,
  ): Promise<readonly HeardAttachment[]> {
    const { guild, message, author } = request
    const sounds = request.attachments.filter(isSound)
    this.#admit(request, sounds)
    this.#underWay.set(message, guild)
    const changed = new AbortController()
    let unwatch = () => {}
    try {
      const consent = await this.#options.consent(guild)
      const check = () => {
        const standing = consent.standing(author)
        if (standing !== 'heard') changed.abort(unheard(standing))
      }
      // They may make up their mind at any time, and then nothing more is fetched, sent, heard or told.
      unwatch = consent.watch(check)
      check()
      const signal = AbortSignal.any([request.signal, changed.signal])
      const heard: HeardAttachment[] = []
      for (const attachment of sounds)
        heard.push({ attachment, transcript: await this.#one({ guild, attachment, signal, onProgress }) })
      signal.throwIfAborted()
      return heard
    } finally {
      unwatch()
      this.#underWay.delete(message)
    }
  }

  #admit({ guild, message }: SoundMessage, sounds: readonly Attachment[]): void {
    const { limits } = this.#options.transcriber
    if (sounds.length === 0) throw refused('noSound')
    if (sounds.some(({ bytes }) => bytes > limits.mostBytes)) throw tooLarge(limits)
    if (sounds.some(({ durationMs }) => (durationMs ?? 0) > limits.mostMs)) throw tooLong(limits.mostMs)
    if (this.#underWay.has(message)) throw refused('underWay')
    const ofGuild = [...this.#underWay.values()].filter((other) => other === guild)
    if (ofGuild.length >= MOST_OF_A_GUILD || this.#underWay.size >= MOST) throw refused('busy')
  }

  async #one({ guild, attachment, signal, onProgress }: Errand): Promise<FileTranscript> {
    const { transcriber, fetch, settings, log } = this.#options
    signal.throwIfAborted()
    const { engines, keyTerms, languages, filterProfanity } = await settings(guild)
    const [only, ...others] = languages
    const file = await fetch(attachment, { mostBytes: transcriber.limits.mostBytes, signal })
    try {
      return await transcriber.transcribe({
        path: file.path,
        guild,
        engines,
        keyTerms,
        filterProfanity,
        languageCode: others.length === 0 ? (only ?? null) : null,
        signal,
        onProgress,
      })
    } catch (error) {
      if (error instanceof EngineError) log.warn('message not transcribed', { guild, reason: error.message })
      throw error
    } finally {
      await file.remove()
    }
  }
}

const refused = (why: 'noSound' | 'underWay' | 'busy'): UserError =>
  new UserError(({ files }) => files.refused[why])

const unheard = (standing: Exclude<Standing, 'heard'>): UserError =>
  new UserError(({ files }) => files.refused.unheard[standing])

interface Errand {
  readonly guild: GuildId
  readonly attachment: Attachment
  readonly signal: AbortSignal
  readonly onProgress: (progress: FileProgress) => void
}

/** By what the sender's client says it is; where it says nothing, by its name. */
function isSound({ contentType, name }: Attachment): boolean {
  if (contentType !== null && contentType !== 'application/octet-stream')
    return /^(?:audio|video)\//i.test(contentType) || /^application\/ogg\b/i.test(contentType)
  return /\.(?:aac|aiff?|amr|flac|m4a|mka|mkv|mov|mp3|mp4|oga|ogg|opus|wav|weba|webm|wma)$/i.test(name)
}
