import type { Command } from '../src/session/command.ts'
import { exportTranscript } from './export.ts'
import { search } from './search.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { stop } from './stop.ts'

/** The subcommands of /transcribe, in the order in which Discord shows them. */
export const commands: readonly Command[] = [start, stop, status, exportTranscript, search]
