import { expect, test } from '@jest/globals'
import { CaptionLines } from '../../../src/discord/captions/caption-lines.ts'
import { english } from '../../../src/wording/english/english.ts'
import { STARTED_AT, turnOf } from './caption-stage.ts'

const second = STARTED_AT / 1_000
const at = (startMs: number) => turnOf('Ann', 'a*b c', [startMs, startMs + 100])

test('a line carries its time when a later one was given before it', () => {
  const lines = new CaptionLines(STARTED_AT, english)
  const gap = { speaker: null, startMs: 4_000, endMs: 5_000, cause: 'x' }
  expect([
    lines.final(at(1_000), 1).above,
    lines.final(at(1_000), 2).above,
    lines.final(at(999), 3).above,
    lines.gap(gap, 4).pieces[0]?.text,
    lines.gap({ ...gap, startMs: 3_000 }, 5).pieces[0]?.text,
    lines.final(at(3_500), 6).above,
    lines.final(at(4_000), 7).above,
  ]).toEqual([
    '',
    '',
    `-# <t:${second}:T>\n`,
    'Nobody was heard for 1 s: x',
    `Nobody was heard for 2 s at <t:${second + 3}:T>: x`,
    `-# <t:${second + 3}:T>\n`,
    '',
  ])
})

test('what was left of an earlier sink carries its time, a gap too: later lines may stand above it', () => {
  const lines = new CaptionLines(STARTED_AT, english)
  const gap = { speaker: null, startMs: 4_000, endMs: 5_000, cause: 'x' }
  expect(lines.takenOver({ kind: 'gap', line: 1, gap, doneTo: 0 }).pieces[0]?.text).toBe(
    `Nobody was heard for 1 s at <t:${second + 4}:T>: x`,
  )
  expect(lines.final(at(3_000), 2).above).toBe(`-# <t:${second + 3}:T>\n`)
})

test('what is left of a line goes on where its last message ended, with its time', () => {
  const lines = new CaptionLines(STARTED_AT, english)
  const left = lines.takenOver({ kind: 'turn', line: 9, turn: at(2_000), doneTo: 5 })
  expect(left).toMatchObject({ above: `-# <t:${second + 2}:T>\n`, pieces: [{ line: 9, from: 5, text: 'c' }] })
})
