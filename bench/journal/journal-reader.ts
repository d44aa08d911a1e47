import { systemClock } from '../../src/base/clock.ts'
import { sessionId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { EXPORT_FORMATS } from '../../src/transcript/export/export-formats.ts'
import { english } from '../../src/wording/english/english.ts'

/**
 * Opens a journal, reads a session and writes it in every format, in a process of its own, so that the memory it
 * takes is not hidden by what others have used before: `node journal-reader.ts <folder> <session>`. Prints a JSON
 * line for each step: what it was, its time and that of its processor, how many bytes or turns came of it, and the
 * most memory so far beyond that of the start.
 */
const [, , folder = '', session = ''] = process.argv
const peakMb = () => process.resourceUsage().maxRSS / 1024
const before = peakMb()

async function step<T>(name: string, task: () => T | Promise<T>, size: (result: T) => number): Promise<T> {
  const [began, used] = [performance.now(), process.cpuUsage()]
  const result = await task()
  const ms = performance.now() - began
  const { user, system } = process.cpuUsage(used)
  const cpuMs = (user + system) / 1000
  console.log(JSON.stringify({ name, ms, cpuMs, size: size(result), peakMb: peakMb() - before }))
  return result
}

const log = createLog('silent')
const store = await step(
  'open',
  () => openSqliteStore({ folder, clock: systemClock, log }),
  () => 0,
)
const transcript = await step(
  'read',
  () => store.transcript(sessionId(session)),
  (read) => read?.turns.length ?? 0,
)
if (transcript === null) throw new Error('the journal does not hold this session')
// All of them are kept until the last is there, as for a message that has them attached.
const files: Buffer[] = []
for (const { name, write } of EXPORT_FORMATS)
  files.push(
    await step(
      name,
      () => Buffer.from(write(transcript, english)),
      ({ length }) => length,
    ),
  )
await store.close()
