import type { SpeakerId } from '../../base/ids.ts'
import type { Words } from '../../wording/words.ts'
import { engineLabels, enginesOf } from '../engines.ts'
import { plainLine } from '../plain-line.ts'
import { utcDate } from '../session-time.ts'
import { lastedMs } from '../story.ts'
import type { Transcript } from '../transcript.ts'

export interface Fact {
  readonly label: string
  readonly text: string
}

export interface Head {
  readonly title: string
  readonly facts: readonly Fact[]
}

/** What a reader should know before the first line; plain text, a line each. */
export function headOf(transcript: Transcript, names: ReadonlyMap<SpeakerId, string>, words: Words): Head {
  const { head } = words.exports
  const { session, speakers } = transcript
  const { state } = session
  const heard = speakers.map(({ id }) => names.get(id) ?? '')
  const room = plainLine(session.roomName)
  return {
    title: room === '' ? head.titleNameless : head.title(room),
    facts: [
      { label: head.began, text: head.beganAt(utcDate(session.startedAt)) },
      state.kind === 'ended'
        ? { label: head.ended, text: head.endedAt(utcDate(state.at), plainLine(state.reason)) }
        : { label: head.notEnded, text: head.soFar },
      { label: head.length, text: words.measures.length(lastedMs(transcript)) },
      { label: head.speakers, text: heard.length > 0 ? heard.join(', ') : head.nobody },
      { label: head.startedBy, text: plainLine(session.starter.name) },
      { label: head.engine, text: engineLabels(enginesOf(transcript))(words) },
    ],
  }
}
