import { expect, test } from '@jest/globals'
import type { SpeakerId } from '../../../src/base/ids.ts'
import { watchOutbox } from '../../../src/session/record/watched-outbox.ts'
import type { LineId } from '../../../src/session/store.ts'
import { MemoryOutbox } from '../../discord/captions/memory-outbox.ts'
import { ANNA, BEN, post, turn } from '../../storage/samples.ts'

const whole = (line: LineId, first: number) => ({
  line,
  from: 0,
  to: Number.MAX_SAFE_INTEGER,
  place: { first, last: first },
})

test('what was dropped is not given out, also where it is dropped while the outbox is being read', async () => {
  const memory = new MemoryOutbox()
  const [one, two] = [memory.addTurn(turn('1', 0, 'one')), memory.addTurn(turn('2', 1, 'two', BEN))]
  await memory.begin({ ...post('n', [whole(one, 0), whole(two, 1)]), content: 'one\ntwo' }, 0)
  const [three, four] = [memory.addTurn(turn('3', 2, 'three')), memory.addTurn(turn('4', 3, 'four', BEN))]
  const dropped = new Set<SpeakerId>()
  const found = new Set<LineId>()
  const outbox = watchOutbox(memory, { found, dropped })
  const ids = async () => (await outbox.unposted()).map(({ line }) => line)
  expect([(await outbox.pending())[0]?.content, await ids()]).toEqual(['one\ntwo', [three, four]])
  found.clear()
  const [pending, unposted] = [outbox.pending(), ids()]
  dropped.add(ANNA.id)
  expect([(await pending)[0]?.content, await unposted, [...found]]).toEqual(['two', [four], [four]])
})
