import type { SpeakerId } from '../../base/ids.ts'
import { engineLabel } from '../../speech/engine-label.ts'
import { plainLine } from '../plain-line.ts'
import { lengthInWords, utcDate } from '../session-time.ts'
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
export function headOf(transcript: Transcript, names: ReadonlyMap<SpeakerId, string>): Head {
  const { session, speakers } = transcript
  const { state } = session
  const heard = speakers.map(({ id }) => names.get(id) ?? '')
  return {
    title: `Transcript of ${plainLine(session.roomName) || 'a voice channel'}`,
    facts: [
      { label: 'Began', text: `${utcDate(session.startedAt)}; times below count from then` },
      ...(state.kind === 'ended'
        ? [{ label: 'Ended', text: `${utcDate(state.at)}: ${plainLine(state.reason)}` }]
        : [{ label: 'Not ended yet', text: 'this is the record so far' }]),
      { label: 'Length', text: lengthInWords(lastedMs(transcript)) },
      { label: 'Speakers', text: heard.length > 0 ? heard.join(', ') : 'nobody' },
      { label: 'Started by', text: plainLine(session.starter.name) },
      { label: 'Speech engine', text: engineLabel(session.engine) },
    ],
  }
}
