import { csvOf } from './csv.ts'
import type { ExportFormat } from './export-format.ts'
import { jsonOf } from './json.ts'
import { mdOf } from './md.ts'
import { srtOf } from './srt.ts'
import { txtOf } from './txt.ts'
import { vttOf } from './vtt.ts'

/** In the order in which they are offered and attached. `docs/exports.md` tells what each holds. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  { name: 'txt', description: 'Text', write: txtOf },
  { name: 'md', description: 'Markdown, with links to the messages', write: mdOf },
  { name: 'srt', description: 'SubRip subtitles', write: srtOf },
  { name: 'vtt', description: 'WebVTT subtitles', write: vttOf },
  { name: 'json', description: 'JSON, with every word and its time', write: jsonOf },
  { name: 'csv', description: 'Table for spreadsheets', write: csvOf },
]
