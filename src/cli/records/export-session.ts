import { resolve } from 'node:path'
import { UserError } from '../../base/errors.ts'
import { createLog } from '../../base/log.ts'
import { exportFiles } from '../../session/record/export-files.ts'
import { openRecords, type Records } from '../../storage/sqlite-records.ts'
import { EXPORT_FORMATS } from '../../transcript/export/export-formats.ts'
import type { SessionRecord, Transcript } from '../../transcript/transcript.ts'
import { english } from '../../wording/english/english.ts'
import { verbatim } from '../../wording/words.ts'
import { dataFolder } from '../environment.ts'
import { type Surroundings, say, type ToolCall } from '../surroundings.ts'
import { writeWhole } from '../whole-file.ts'

export interface ExportOptions {
  readonly last?: true
  readonly format: readonly string[]
  readonly out?: string
}

export async function exportSession(
  id: string | null,
  options: ExportOptions,
  { surroundings, command }: ToolCall,
): Promise<void> {
  if ((id === null) === (options.last === undefined))
    command.error('error: name a session, or give --last (npm run cli -- sessions lists them)')
  if (options.out === undefined && options.format.length > 1)
    command.error('error: several formats need --out FOLDER')
  const { environment, clock } = surroundings
  const records = await openRecords({ folder: dataFolder(environment), clock, log: createLog('silent') })
  try {
    const { id: found } = await sessionFor(id, records)
    const transcript = await records.transcript(found)
    if (transcript === null) throw new UserError(verbatim('This session was deleted just now.'))
    await handOver(transcript, options, surroundings)
  } finally {
    await records.close()
  }
}

/** The session that was asked for; null: the newest. */
async function sessionFor(id: string | null, records: Records): Promise<SessionRecord> {
  const [first, second] = id === null ? await records.newest(1) : await records.beginningWith(id, 2)
  if (first === undefined)
    throw new UserError(() =>
      id === null
        ? 'No session is kept.'
        : 'No session that is kept has this id: npm run cli -- sessions lists them.',
    )
  if (second !== undefined)
    throw new UserError(verbatim('Several sessions begin with this id: give more of it.'))
  return first
}

/** As one file each, however large. */
const WHOLE = { fileLimit: Number.POSITIVE_INFINITY, words: english }

async function handOver(transcript: Transcript, { format, out }: ExportOptions, surroundings: Surroundings) {
  const formats = EXPORT_FORMATS.filter(({ name }) => format.includes(name))
  if (out === undefined) {
    for (const { write } of formats) surroundings.out.write(write(transcript, english))
    return
  }
  for (const { name, bytes } of await exportFiles(transcript, formats, WHOLE)) {
    const path = resolve(surroundings.folder, out, name)
    await writeWhole(path, bytes)
    say(surroundings.errors, path)
  }
}
