import { expect, test } from '@jest/globals'
import { channelId } from '../../../src/base/ids.ts'
import { noticeText } from '../../../src/discord/consent/notice-text.ts'
import type { Notice } from '../../../src/session/consent/consent-notice.ts'
import { english } from '../../../src/wording/english/english.ts'
import { verbatim } from '../../../src/wording/words.ts'

const plain: Notice = {
  occasion: { kind: 'start', starter: 'Ada', roomName: 'Table' },
  mode: 'notice',
  engine: verbatim('AssemblyAI (sound is sent to its servers)'),
  keptDays: 30,
}

test.each<
  [name: string, notice: Partial<Notice>, elsewhere: string | null, lines: readonly (string | RegExp)[]]
>([
  [
    'who started it, what becomes of sound, how long text is kept, and how to opt out',
    {},
    null,
    [
      'Ada started transcription of Table: what is said there is turned into text by AssemblyAI (sound is sent to its servers) and posted here.',
      'The text is kept for 30 days. If you do not want to be heard, press Opt out, or use /transcribe privacy: then nothing of yours is decoded or sent anywhere.',
    ],
  ],
  [
    'that text is kept for a day',
    { keptDays: 1 },
    null,
    [/posted here\.$/, /^The text is kept for a day\. /],
  ],
  [
    'that text is kept until it is deleted',
    { keptDays: null },
    null,
    [/posted here\.$/, /^The text is kept until an admin deletes it\. /],
  ],
  ['where the text goes, if not here', {}, '42', [/ and posted in <#42>\.$/, /Opt out/]],
  [
    'that only those are heard who agree',
    { mode: 'ask' },
    null,
    [
      /^Ada started/,
      /Only those are heard who press Agree\. Opt out, or \/transcribe privacy, takes it back\./,
    ],
  ],
  [
    'who came in',
    { occasion: { kind: 'late', names: ['Bert', 'Cleo'], more: 0 } },
    null,
    [
      /^Bert and Cleo came in: what is said in the voice channel is turned into text by AssemblyAI/,
      /Opt out/,
    ],
  ],
  [
    'how many more came in',
    { occasion: { kind: 'late', names: ['Bert', 'Cleo'], more: 3 } },
    null,
    [/^Bert, Cleo and 3 more came in: /, /Opt out/],
  ],
  [
    'that something of it is otherwise',
    { occasion: { kind: 'changed' }, mode: 'ask' },
    null,
    [/^Something has changed\. From now on, what is said/, /Agree/],
  ],
  [
    'names that would ping, link or forge a line as what they are',
    { occasion: { kind: 'late', names: ['@everyone', 'a\n**Bob**: yes'], more: 0 } },
    null,
    [/^\\@everyone and a \\\*\\\*Bob\\\*\\\*: yes came in: /, /Opt out/],
  ],
  [
    'a name as what it is, if it is a command too',
    { occasion: { kind: 'changed' }, engine: verbatim('/transcribe privacy') },
    null,
    [/ by \/\u200ctranscribe privacy and posted here\.$/, /use \/transcribe privacy:/],
  ],
])('a notice tells %s', (_, notice, elsewhere, lines) => {
  const text = noticeText({ ...plain, ...notice }, elsewhere === null ? null : channelId(elsewhere), english)
  expect(text.split('\n')).toEqual(
    lines.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
  )
})
