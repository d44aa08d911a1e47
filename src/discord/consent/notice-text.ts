import type { ChannelId } from '../../base/ids.ts'
import type { Notice } from '../../session/consent/consent-notice.ts'
import type { Words } from '../../wording/words.ts'
import { quotedText } from '../captions/markup.ts'

/** A notice in words; `elsewhere` is where the lines go, if not where it stands. All that comes from people is escaped. */
export function noticeText(notice: Notice, elsewhere: ChannelId | null, words: Words): string {
  const { places } = words.consent
  const place = elsewhere === null ? places.here : places.elsewhere(`<#${elsewhere}>`)
  return [occasionText(notice, place, words), termsText(notice, words)].join('\n')
}

function occasionText({ occasion, engine }: Notice, place: string, words: Words): string {
  const { consent } = words
  const where = quotedText(engine(words))
  switch (occasion.kind) {
    case 'start':
      return consent.notice.started(quotedText(occasion.starter), quotedText(occasion.roomName), where, place)
    case 'late': {
      const names = occasion.names.map(quotedText)
      const { more } = occasion
      const all = more > 0 ? consent.namesAndMore(names, more) : consent.names(names)
      return consent.notice.late(all, where, place)
    }
    case 'changed':
      return consent.notice.changed(where, place)
  }
}

function termsText({ mode, keptDays }: Notice, { consent: { terms } }: Words): string {
  return `${keptDays === null ? terms.keptForever : terms.kept(keptDays)} ${terms[mode]}`
}
