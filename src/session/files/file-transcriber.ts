import { randomUUID } from 'node:crypto'
import { type MediaFile, measuredMs, openMediaFile, tooLong } from '../../audio/media-file.ts'
import { EngineError, UserError } from '../../base/errors.ts'
import { type GuildId, sessionId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Saying } from '../../wording/words.ts'
import type { Period } from '../spend/session-spend.ts'
import type { Spend } from '../spend/spend.ts'
import type { SpendAccount } from '../spend/spend-account.ts'
import type { FileTranscript } from './file-transcript.ts'
import type { FileErrand, FileProgress, FileWay } from './file-way.ts'

export interface FileLimits {
  readonly mostBytes: number
  readonly mostMs: number
}

export interface FileTranscriberOptions {
  /** In order of preference; at least one. */
  readonly ways: readonly FileWay[]
  readonly limits: FileLimits
  /** Whether a cloud may take over from an engine on this machine. */
  readonly toCloud: boolean
  readonly spend: Pick<Spend, 'open' | 'refusal'>
  readonly log: Log
}

export interface FileRequest {
  readonly path: string
  /** Whose caps count, and who is charged; null: nobody's. */
  readonly guild: GuildId | null
  /** Names of engines in order of preference; left out, or where none of them is there, the host's order. */
  readonly engines?: readonly string[]
  readonly keyTerms?: readonly string[]
  /** Whether speakers are to be told apart, where the engine can. */
  readonly speakerLabels?: boolean
  /** Such as `en`; null or left out: the engine finds out. */
  readonly languageCode?: string | null
  readonly filterProfanity?: boolean
  readonly signal?: AbortSignal
  /** Called often. */
  readonly onProgress?: (progress: FileProgress) => void
}

/** Turns sound files into text, on whichever way there is, within limits and caps. */
export class FileTranscriber {
  readonly limits: FileLimits
  readonly #options: FileTranscriberOptions

  constructor(options: FileTranscriberOptions) {
    this.#options = options
    this.limits = options.limits
  }

  /**
   * What is said in a file. Rejects with a UserError where the file, a limit or a cap is in the way, with an
   * EngineError where no engine could do it, and with the signal's reason when that aborts.
   */
  async transcribe(request: FileRequest): Promise<FileTranscript> {
    const { limits } = this
    const media = await openMediaFile(request.path)
    if (media.bytes > limits.mostBytes) throw tooLarge(limits)
    if ((media.durationMs ?? 0) > limits.mostMs) throw tooLong(limits.mostMs)
    const ways = this.#waysFor(request.engines ?? [])
    let failure: unknown = null
    for (const [place, way] of ways.entries()) {
      if (place > 0 && !this.#mayTakeOver(way, ways.slice(0, place))) continue
      try {
        return await this.#transcribe(way, media, request)
      } catch (error) {
        request.signal?.throwIfAborted()
        if (!(error instanceof EngineError) && !(error instanceof CapReached)) throw error
        this.#options.log.warn('a file was not transcribed', { engine: way.name, reason: error.message })
        failure ??= error
      }
    }
    throw failure
  }

  #waysFor(names: readonly string[]): readonly FileWay[] {
    const { ways } = this.#options
    const named = names.flatMap((name) => ways.find((way) => way.name === name) ?? [])
    return named.length > 0 ? named : ways
  }

  /** Sound that was to stay here is not sent away. */
  #mayTakeOver(way: FileWay, before: readonly FileWay[]): boolean {
    return way.place === 'here' || this.#options.toCloud || before.every(({ place }) => place === 'cloud')
  }

  async #transcribe(way: FileWay, media: MediaFile, request: FileRequest): Promise<FileTranscript> {
    const { log } = this.#options
    const { mostMs } = this.limits
    const signal = request.signal ?? new AbortController().signal
    const durationMs = await this.#measured(way, media, signal)
    const account = await this.#account(way, request.guild, durationMs)
    let billedMs = 0
    const errand: FileErrand = {
      media,
      durationMs,
      mostMs,
      keyTerms: request.keyTerms ?? [],
      speakerLabels: request.speakerLabels ?? false,
      languageCode: request.languageCode ?? null,
      filterProfanity: request.filterProfanity ?? false,
      signal,
      onProgress: (progress) => request.onProgress?.(progress),
      onBilled: (ms) => {
        billedMs = Math.max(billedMs, ms)
        account?.update([{ engine: way, billedMs, open: 0 }], 0)
      },
    }
    try {
      const transcript = await way.transcribe(errand)
      account?.update([{ engine: way, billedMs, open: 0 }], spokenMs(transcript))
      const { engine, turns } = transcript
      log.info('a file became text', {
        engine,
        soundMs: transcript.durationMs,
        turns: turns.length,
        billedMs,
      })
      return transcript
    } finally {
      await account?.close()
    }
  }

  /** A way that does not listen to the sound itself must be told how much there is before it costs anything. */
  async #measured(way: FileWay, media: MediaFile, signal: AbortSignal): Promise<number | null> {
    if (media.durationMs !== null || way.billing.by !== 'audio') return media.durationMs
    const { mostMs } = this.limits
    const ms = await measuredMs(media, { signal, mostMs })
    if (ms !== null && ms > mostMs) throw tooLong(mostMs)
    return ms
  }

  async #account(
    way: FileWay,
    guild: GuildId | null,
    durationMs: number | null,
  ): Promise<SpendAccount | null> {
    if (guild === null) return null
    const { spend } = this.#options
    const refusal = await spend.refusal(guild, way)
    if (refusal !== null) throw new CapReached(refusal)
    const account = await spend.open(sessionId(`file-${randomUUID()}`), guild)
    const { caps } = account.spend
    const cost = way.billing.by === 'nothing' ? 0 : ((durationMs ?? 0) / 3_600_000) * way.billing.pricePerHour
    const short = caps.find(({ spent, cap }) => spent + cost > cap)
    if (short !== undefined && cost > 0) {
      await account.close()
      throw new CapReached(tooDear(short.period))
    }
    return account
  }
}

/** Another way may cost nothing. */
class CapReached extends UserError {}

export const tooLarge = ({ mostBytes }: Pick<FileLimits, 'mostBytes'>): UserError =>
  new UserError(({ files }) => files.refused.tooLarge(Math.round(mostBytes / 1_000_000)))

const tooDear =
  (period: Period): Saying =>
  ({ files }) =>
    files.refused.tooDear[period]

const spokenMs = ({ turns }: FileTranscript): number =>
  turns.reduce((sum, { words }) => sum + words.reduce((ms, { startMs, endMs }) => ms + endMs - startMs, 0), 0)
