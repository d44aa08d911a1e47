import { expect, test } from '@jest/globals'
import { HeldLines } from '../../../src/session/posting/held-lines.ts'
import { turnLine } from '../../../src/session/record/line.ts'
import { MemoryOutbox } from '../../discord/captions/memory-outbox.ts'
import { ANNA, BEN, turn } from '../../storage/samples.ts'

test('who drops their words while a channel is closed is kept out of it, until they are heard again', async () => {
  const [held, memory] = [new HeldLines(), new MemoryOutbox()]
  const outbox = held.watch(memory)
  const ids = async () => (await outbox.unposted()).map(({ line }) => line)
  const [annas, bens] = [memory.addTurn(turn('1', 0, 'one')), memory.addTurn(turn('2', 1, 'two', BEN))]
  held.drop(ANNA.id)
  // The outbox does not know of it yet.
  expect(await ids()).toEqual([bens])
  // By now it does, as the journal keeps one thing after the other.
  memory.drop(ANNA.id)
  const again = turn('3', 2, 'three')
  const line = memory.addTurn(again)
  held.line(turnLine(again), line)
  expect([annas, await ids()]).toEqual([1, [bens, line]])
})
