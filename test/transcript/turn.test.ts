import { expect, test } from '@jest/globals'
import { causeWords } from '../../src/transcript/turn.ts'
import { english } from '../../src/wording/english/english.ts'
import { otherWords } from '../support/other-words.ts'

test.each([
  ['restarted', 'I was being restarted', 'ich wurde neu gestartet'],
  // As older records have it, and nothing that a name happens to mean elsewhere.
  ['the speech service was away', 'the speech service was away', 'the speech service was away'],
  ['toString', 'toString', 'toString'],
])('the cause %j of a gap is told in the language of its reader', (cause, inEnglish, inOther) => {
  expect([causeWords(cause)(english), causeWords(cause)(otherWords)]).toEqual([inEnglish, inOther])
})
