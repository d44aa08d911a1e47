import type { Clock } from '../../base/clock.ts'
import { UserError } from '../../base/errors.ts'
import { channelId, type GuildId, type SessionId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { EXPORT_FORMATS } from '../../transcript/export/export-formats.ts'
import type { Transcript } from '../../transcript/transcript.ts'
import type { Leaks, RemoveMessages, ShareFiles } from '../ports.ts'
import { isLeaking } from '../readers-watch.ts'
import { wordsFor } from '../settings/guild-words.ts'
import type { SettingsDesk } from '../settings/settings-desk.ts'
import type { Archive } from '../store.ts'
import { exportFiles } from './export-files.ts'
import type { Copies, Posted } from './removals.ts'

/** Each that somebody's wish to be forgotten overtakes is followed by another. */
const ATTEMPTS = 3

export interface HandoutParts {
  readonly store: Pick<Archive, 'transcript'> & Pick<Copies, 'keepCopy' | 'turnsOf'>
  readonly shareFiles: ShareFiles
  readonly settings: Pick<SettingsDesk, 'of'>
  /** As Discord names the language of a guild: `en-GB`. */
  readonly localeOf: (guild: GuildId) => string
  readonly leaks?: Leaks | undefined
  /** Left out: what was posted stays. */
  readonly removeMessages?: RemoveMessages | undefined
  readonly clock: Clock
  readonly log: Log
}

/**
 * Posts the transcript of a session that ended without anybody's stopping it, who would have been given it. Where
 * that is not possible it can still be had with /transcribe export. Rejects with a StoreError.
 */
export async function handOut(parts: HandoutParts, session: SessionId): Promise<void> {
  const { store, log, removeMessages } = parts
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const transcript = await store.transcript(session)
    if (transcript === null || transcript.turns.length === 0) return
    const posted: Posted[] = []
    try {
      await share(parts, transcript, posted)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      log.info('transcript not handed out', { session })
    }
    if ((await store.turnsOf(session)) === transcript.turns.length) return
    // Somebody's words were removed while files with them were on their way: others take their place.
    log.info('transcript handed out anew', { session })
    await removeMessages?.(posted, new AbortController().signal)
  }
}

async function share(parts: HandoutParts, transcript: Transcript, posted: Posted[]): Promise<void> {
  const { store, shareFiles, settings, localeOf, leaks, clock } = parts
  const { id: session, guild, room, channel } = transcript.session
  const words = wordsFor(await settings.of(guild), localeOf(guild))
  const isLeak = await isLeaking(leaks, transcript.session)
  await shareFiles(isLeak ? channelId(room) : channel, {
    text: words.posts.handout,
    files: (fileLimit) => exportFiles(transcript, EXPORT_FORMATS, { fileLimit, words }),
    posted: async (message) => {
      const kind = posted.length === 0 ? 'handout' : 'files'
      posted.push(message)
      await store.keepCopy({ ...message, kind, guild, session, at: clock.wall() })
    },
  })
}
