import { describe, expect, test } from '@jest/globals'
import { EngineError } from '../../../src/base/errors.ts'
import { createLog } from '../../../src/base/log.ts'
import { Admission } from '../../../src/speech/assemblyai/admission.ts'
import { Openings } from '../../../src/speech/assemblyai/openings.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const refusal = new EngineError(verbatim('the key is refused'), { retryable: false })

function setUp(known: EngineError | null = null) {
  const clock = new ManualClock()
  const openings = new Openings({ clock, perMinute: null, most: 100 })
  const admission = new Admission({ openings, clock, log: createLog('silent'), refusal: known })
  const told: string[] = []
  const ask = (name: string) =>
    admission.request({
      granted: () => told.push(`${name} granted`),
      barred: (error) => told.push(`${name} barred: ${error.message}`),
    })
  return { clock, admission, told, ask, settle: () => clock.advance(1) }
}

describe('while it is not known that the service takes the key', () => {
  test('one socket goes first; when its session begins the others follow', () => {
    const { admission, told, ask, settle } = setUp()
    for (const name of ['a', 'b', 'c']) ask(name)
    expect(told).toEqual([])
    settle()
    expect(told).toEqual(['a granted'])
    admission.admitted()
    settle()
    expect(told).toEqual(['a granted', 'b granted', 'c granted'])
  })

  test('when it is refused, so are the others, and all that come later', () => {
    const { admission, told, ask, settle } = setUp()
    for (const name of ['a', 'b']) ask(name)
    settle()
    admission.refused(refusal)
    ask('c')
    settle()
    expect(told).toEqual(['a granted', 'b barred: the key is refused', 'c barred: the key is refused'])
    expect(admission.refusal).toBe(refusal)
  })

  test('when it is lost without an answer, the next one goes', () => {
    const { told, ask, settle } = setUp()
    const [first, , third] = ['a', 'b', 'c'].map(ask)
    settle()
    third?.release()
    first?.release()
    first?.release()
    settle()
    expect(told).toEqual(['a granted', 'b granted'])
  })

  test('what is known beforehand to be refused opens nothing', () => {
    const { told, ask, settle } = setUp(refusal)
    ask('a')
    ask('b').release()
    settle()
    expect(told).toEqual(['a barred: the key is refused'])
  })
})

test('a proof is believed for ten minutes: after that one goes first again', () => {
  const { admission, clock, told, ask, settle } = setUp()
  admission.admitted()
  for (const name of ['a', 'b']) ask(name).release()
  ask('c')
  ask('d')
  settle()
  expect(told).toEqual(['c granted', 'd granted'])
  clock.advance(600_000)
  ask('e')
  ask('f')
  settle()
  expect(told.slice(2)).toEqual(['e granted'])
})

test('a key that is refused while others wait for their place opens nothing more', () => {
  const { admission, told, ask, settle } = setUp()
  admission.admitted()
  ask('a')
  admission.refused(refusal)
  settle()
  expect(told).toEqual(['a barred: the key is refused'])
})
