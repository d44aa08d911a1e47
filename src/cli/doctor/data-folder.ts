import { statfs } from 'node:fs/promises'
import { resolve } from 'node:path'
import { settings } from '../../config/settings.ts'
import { type FolderInspection, inspectDataFolder } from '../../storage/folder-inspection.ts'
import type { Consultation } from './consultation.ts'
import { type Finding, notOk, ok, skipped, warning } from './finding.ts'

const WHAT = 'DATA_DIR'
const DISK = 'disk'
/** A session of an hour takes about two megabytes. */
const LITTLE_BYTES = 1_000_000_000
const NONE_BYTES = 50_000_000

/** Whether a bot could keep what it must. Changes nothing there. */
export async function examineDataFolder({
  config,
  holds,
  failureText,
}: Consultation): Promise<readonly Finding[]> {
  if (!holds(settings.dataDir.name)) return [skipped(WHAT, 'not before its setting is right')]
  const folder = resolve(config.dataDir)
  try {
    const inspection = await inspectDataFolder(folder)
    const { bavail, bsize } = await statfs(inspection.kind === 'absent' ? inspection.above : folder)
    return [folderFinding(inspection, folder), spaceFinding(bavail * bsize)]
  } catch (error) {
    return [notOk(WHAT, `${folder}: ${failureText(error)}`)]
  }
}

function folderFinding(inspection: FolderInspection, folder: string): Finding {
  if (inspection.kind === 'absent') return ok(WHAT, `${folder} is not there yet, and can be made`)
  const { taken, database } = inspection
  const state = {
    'none yet': 'empty',
    current: 'whole',
    older: 'whole, and brought up to date at the next start',
  }
  const can = `${folder} can be written, and its database is ${state[database]}`
  return taken
    ? warning(
        WHAT,
        `${can}. A Hansard runs with it now: if that is your bot, all is well; a second one cannot use it.`,
      )
    : ok(WHAT, can)
}

function spaceFinding(bytes: number): Finding {
  const free =
    bytes < 10_000_000_000 ? `${Math.floor(bytes / 1_000_000)} MB` : `${Math.floor(bytes / 1e9)} GB`
  if (bytes < NONE_BYTES) return notOk(DISK, `only ${free} are free where DATA_DIR lies: free some space.`)
  if (bytes < LITTLE_BYTES)
    return warning(DISK, `${free} are free where DATA_DIR lies: it lasts, but free some space before long.`)
  return ok(DISK, `${free} are free where DATA_DIR lies`)
}
