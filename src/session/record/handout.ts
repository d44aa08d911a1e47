import { UserError } from '../../base/errors.ts'
import { channelId, type GuildId, type SessionId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { EXPORT_FORMATS } from '../../transcript/export/export-formats.ts'
import type { Leaks, ShareFiles } from '../ports.ts'
import { isLeaking } from '../readers-watch.ts'
import { wordsFor } from '../settings/guild-words.ts'
import type { SettingsDesk } from '../settings/settings-desk.ts'
import type { Archive } from '../store.ts'
import { exportFiles } from './export-files.ts'

export interface HandoutParts {
  readonly store: Pick<Archive, 'transcript'>
  readonly shareFiles: ShareFiles
  readonly settings: Pick<SettingsDesk, 'of'>
  /** As Discord names the language of a guild: `en-GB`. */
  readonly localeOf: (guild: GuildId) => string
  readonly leaks?: Leaks | undefined
  readonly log: Log
}

/**
 * Posts the transcript of a session that ended without anybody's stopping it, who would have been given it. Where
 * that is not possible it can still be had with /transcribe export. Rejects with a StoreError.
 */
export async function handOut(parts: HandoutParts, session: SessionId): Promise<void> {
  const { store, shareFiles, settings, localeOf, leaks, log } = parts
  const transcript = await store.transcript(session)
  if (transcript === null || transcript.turns.length === 0) return
  const { guild, room, channel } = transcript.session
  const words = wordsFor(await settings.of(guild), localeOf(guild))
  try {
    const isLeak = await isLeaking(leaks, transcript.session)
    await shareFiles(isLeak ? channelId(room) : channel, {
      text: words.posts.handout,
      files: (fileLimit) => exportFiles(transcript, EXPORT_FORMATS, { fileLimit, words }),
    })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    log.info('transcript not handed out', { session })
  }
}
