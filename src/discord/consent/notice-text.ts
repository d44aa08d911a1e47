import type { ChannelId } from '../../base/ids.ts'
import type { Notice } from '../../session/consent/consent-notice.ts'
import { safeText } from '../captions/markup.ts'

/** A notice in words; `elsewhere` is where the lines go, if not where it stands. All that comes from people is escaped. */
export function noticeText(notice: Notice, elsewhere: ChannelId | null): string {
  const place = elsewhere === null ? 'here' : `in <#${elsewhere}>`
  return [`${occasionText(notice)} ${soundText(notice)} and posted ${place}.`, termsText(notice)].join('\n')
}

function occasionText({ occasion }: Notice): string {
  switch (occasion.kind) {
    case 'start':
      return `${safeText(occasion.starter)} started transcription of ${safeText(occasion.roomName)}: what is said there`
    case 'late':
      return `${listed(occasion.names, occasion.more)} came in: what is said in the voice channel`
    case 'changed':
      return 'Who is heard is decided otherwise from now on: what is said in the voice channel'
  }
}

const soundText = ({ engine }: Notice): string => `is turned into text by ${safeText(engine)}`

function termsText({ mode, keptDays }: Notice): string {
  const kept =
    keptDays === null
      ? 'The text is kept until an admin deletes it.'
      : `The text is kept for ${keptDays === 1 ? 'a day' : `${keptDays} days`}.`
  const who =
    mode === 'notice'
      ? 'If you do not want to be heard, press Opt out, or use /transcribe privacy: then nothing of yours is decoded or sent anywhere.'
      : 'Only those are heard who press Agree. Opt out, or /transcribe privacy, takes it back. Of all others nothing is decoded or sent anywhere.'
  return `${kept} ${who}`
}

function listed(people: readonly string[], more: number): string {
  const names = people.map(safeText)
  const all = more > 0 ? [...names, `${more} more`] : names
  const last = all.at(-1) ?? ''
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`
}
