import { systemClock } from '../../src/base/clock.ts'
import { sessionId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { post, record, TO_ITS_END, turn } from './samples.ts'

/**
 * A process that has a folder open and writes in it without end, for tests that kill it: `node store-process.ts
 * <folder> <session>`. Prints a line for each turn that is kept.
 */
const [, , folder = '', name = ''] = process.argv
const store = await openSqliteStore({ folder, clock: systemClock, log: createLog('silent') })
const session = sessionId(name)
await store.begin(record(name))
const outbox = store.outbox(session)
for (let count = 0; ; count += 1) {
  const said = turn(`901:${count}`, count * 1000, `word${count} ${'and more '.repeat(count % 50)}`)
  await store.keepOpenTurn(session, said)
  await store.lived(session, count, [{ speaker: said.speaker.id, sinceMs: said.startMs }])
  const line = await store.addTurn(session, said)
  process.stdout.write(`${said.id}\n`)
  const id = await outbox.begin(post(`n${count}`, [{ line, from: 0, to: TO_ITS_END }]), count)
  await outbox.posted(id, `m${count}`)
}
