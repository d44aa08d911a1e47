import { expect, test } from '@jest/globals'
import { EXPORT_FORMATS } from '../../../src/transcript/export/export-formats.ts'
import { english } from '../../../src/wording/english/english.ts'
import { longCall } from '../../storage/long-call.ts'
import { transcript } from './sample.ts'

const { turns, gaps } = longCall({
  session: 's',
  guild: '1',
  speakers: 10,
  hours: 3,
  turns: 10_000,
  seed: 1,
})
const told = transcript(
  turns.map((turn) => ({ ...turn, posts: [] })),
  { gaps },
)

test.each(EXPORT_FORMATS)('10,000 turns are written as $name within a second of work', ({ write }) => {
  // Not by the wall's clock: other tests run beside this one.
  const began = process.cpuUsage()
  expect(write(told, english).length).toBeGreaterThan(1_000_000)
  const { user, system } = process.cpuUsage(began)
  expect((user + system) / 1000).toBeLessThan(1_000)
})
