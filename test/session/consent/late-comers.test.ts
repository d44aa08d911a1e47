import { describe, expect, test } from '@jest/globals'
import { LateComers } from '../../../src/session/consent/late-comers.ts'
import { person } from '../../storage/samples.ts'

const [ada, bert, cleo] = [person('1', 'Ada'), person('2', 'Bert'), person('3', 'Cleo')]
const names = (due: readonly { readonly name: string }[]) => due.map(({ name }) => name)

describe('those who come late', () => {
  test('are told at once, and those who follow within ten seconds together when they are over', () => {
    const late = new LateComers()
    late.came(ada)
    expect(names(late.due(1_000))).toEqual(['Ada'])
    late.came(bert)
    late.came(cleo)
    expect(late.due(1_050)).toEqual([])
    expect(late.due(10_999)).toEqual([])
    expect(names(late.due(11_000))).toEqual(['Bert', 'Cleo'])
    expect(late.due(200_000)).toEqual([])
  })

  test('are told once, however often they come back', () => {
    const late = new LateComers()
    late.came(ada)
    late.due(0)
    late.left(ada.id)
    late.came(ada)
    expect(late.due(100_000)).toEqual([])
  })

  test('that cannot be reached wait unheard, and are told soon when they can', () => {
    const late = new LateComers()
    const reached = new Set([ada.id])
    const reaches = ({ id }: { id: string }) => [...reached].some((each) => each === id)
    late.came(ada)
    late.came(bert)
    expect(names(late.look(reaches))).toEqual(['Bert'])
    expect(late.look(reaches)).toEqual([])
    expect(names(late.due(0, reaches))).toEqual(['Ada'])
    expect([late.isOutOfReach(ada.id), late.isOutOfReach(bert.id)]).toEqual([false, true])
    reached.add(bert.id)
    expect(late.due(9_000, reaches)).toEqual([])
    expect(names(late.due(10_000, reaches))).toEqual(['Bert'])
    // Not heard before they were.
    expect(late.isOutOfReach(bert.id)).toBe(true)
    late.told([bert.id])
    expect(late.isOutOfReach(bert.id)).toBe(false)
  })

  test('that could not be told after all wait again, unheard, unless they leave', () => {
    const late = new LateComers()
    late.came(ada)
    late.failed(late.due(0))
    expect(late.isOutOfReach(ada.id)).toBe(true)
    expect(names(late.due(10_000))).toEqual(['Ada'])
    late.failed([ada])
    late.left(ada.id)
    expect([late.isOutOfReach(ada.id), late.due(90_000)]).toEqual([false, []])
  })

  test('need no telling where they know, have left again, or are bots', () => {
    const late = new LateComers()
    late.came(ada)
    late.told([ada.id])
    late.came(bert)
    late.left(bert.id)
    late.came({ ...cleo, bot: true })
    expect(late.due(0)).toEqual([])
    // Who left before they could be told is told when they come again.
    late.came(bert)
    expect(names(late.due(0))).toEqual(['Bert'])
  })
})
