import { csvOf } from './csv.ts'
import type { ExportFormat } from './export-format.ts'
import { jsonOf } from './json.ts'
import { mdOf } from './md.ts'
import { srtOf } from './srt.ts'
import { txtOf } from './txt.ts'
import { vttOf } from './vtt.ts'

/** In the order in which they are offered and attached. `docs/exports.md` tells what each holds. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  { name: 'txt', description: ({ exports }) => exports.formats.txt, write: txtOf },
  { name: 'md', description: ({ exports }) => exports.formats.md, write: mdOf },
  { name: 'srt', description: ({ exports }) => exports.formats.srt, write: srtOf },
  { name: 'vtt', description: ({ exports }) => exports.formats.vtt, write: vttOf },
  { name: 'json', description: ({ exports }) => exports.formats.json, write: jsonOf },
  { name: 'csv', description: ({ exports }) => exports.formats.csv, write: csvOf },
]
