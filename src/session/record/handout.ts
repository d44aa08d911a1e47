import { UserError } from '../../base/errors.ts'
import { channelId, type SessionId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { EXPORT_FORMATS } from '../../transcript/export/export-formats.ts'
import type { Leaks, ShareFiles } from '../ports.ts'
import { isLeaking } from '../readers-watch.ts'
import type { Archive } from '../store.ts'
import { exportFiles } from './export-files.ts'

const TEXT = 'Here is the transcript. /transcribe export gives these files again.'

export interface HandoutParts {
  readonly store: Pick<Archive, 'transcript'>
  readonly shareFiles: ShareFiles
  readonly leaks?: Leaks | undefined
  readonly log: Log
}

/**
 * Posts the transcript of a session that ended without anybody's stopping it, who would have been given it. Where
 * that is not possible it can still be had with /transcribe export. Rejects with a StoreError.
 */
export async function handOut(parts: HandoutParts, session: SessionId): Promise<void> {
  const { store, shareFiles, leaks, log } = parts
  const transcript = await store.transcript(session)
  if (transcript === null || transcript.turns.length === 0) return
  const { room, channel } = transcript.session
  try {
    const isLeak = await isLeaking(leaks, transcript.session)
    await shareFiles(isLeak ? channelId(room) : channel, {
      text: TEXT,
      files: (limit) => exportFiles(transcript, EXPORT_FORMATS, limit),
    })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    log.info('transcript not handed out', { session })
  }
}
