import { UserError } from '../../base/errors.ts'
import type { SessionId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { EXPORT_FORMATS } from '../../transcript/export/export-formats.ts'
import type { ShareFiles } from '../ports.ts'
import type { Archive } from '../store.ts'
import { exportFiles } from './export-files.ts'

const TEXT = 'Here is the transcript. /transcribe export gives these files again.'

export interface HandoutParts {
  readonly store: Pick<Archive, 'transcript'>
  readonly shareFiles: ShareFiles
  readonly log: Log
}

/**
 * Posts the transcript of a session that ended without anybody's stopping it, who would have been given it. Where
 * that is not possible it can still be had with /transcribe export. Rejects with a StoreError.
 */
export async function handOut({ store, shareFiles, log }: HandoutParts, session: SessionId): Promise<void> {
  const transcript = await store.transcript(session)
  if (transcript === null || transcript.turns.length === 0) return
  try {
    await shareFiles(transcript.session.channel, {
      text: TEXT,
      files: (limit) => exportFiles(transcript, EXPORT_FORMATS, limit),
    })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    log.info('transcript not handed out', { session })
  }
}
