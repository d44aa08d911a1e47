import { expect, test } from '@jest/globals'
import { CaptionIntake } from '../../../src/discord/captions/caption-intake.ts'
import { CaptionLines } from '../../../src/discord/captions/caption-lines.ts'
import { english } from '../../../src/wording/english/english.ts'
import { STARTED_AT, turnOf } from './caption-stage.ts'

function open() {
  const taken: string[] = []
  const intake = new CaptionIntake(new CaptionLines(STARTED_AT, english), ({ pieces }) =>
    taken.push(pieces.map(({ text }) => text).join(' ')),
  )
  return { intake, taken }
}

const gap = { speaker: null, startMs: 9_000, endMs: 10_000, cause: 'x' }

test('what comes is taken at once, in its order', () => {
  const { intake, taken } = open()
  intake.notice('Ann started it.')
  intake.final(turnOf('Ann', 'one'), 1)
  intake.gap(gap, 2)
  expect([taken, intake.waiting]).toEqual([['Ann started it.', 'one', 'Nobody was heard for 1 s: x'], 0])
})

test('what comes while the outbox is read stands below what was left there, and what was left comes once', () => {
  const { intake, taken } = open()
  const left = turnOf('Bob', 'left')
  intake.hold()
  intake.final(turnOf('Ann', 'one'), 2)
  intake.final(left, 1)
  intake.notice('again')
  expect([intake.isHolding, intake.waiting, taken]).toEqual([true, 3, []])
  intake.takeOver([{ kind: 'turn', line: 1, turn: left, doneTo: 0 }])
  intake.release()
  intake.final(left, 1)
  intake.final(turnOf('Ann', 'two'), 3)
  expect([taken, intake.isHolding]).toEqual([['left', 'one', 'again', 'two'], false])
})

test('a person who does not want to be heard any more is not among what was held', () => {
  const { intake, taken } = open()
  const ann = turnOf('Ann', 'one')
  intake.hold()
  intake.final(ann, 1)
  intake.final(turnOf('Bob', 'two'), 2)
  intake.gap(gap, 3)
  intake.drop(ann.speaker.id)
  intake.release()
  expect(taken).toEqual(['two', 'Nobody was heard for 1 s: x'])
})
