import { channelId, guildId, roomId, sessionId, speakerId } from '../../base/ids.ts'
import type { FileTranscript } from '../../session/files/file-transcript.ts'
import type { Transcript } from '../../transcript/transcript.ts'
import type { Speaker } from '../../transcript/turn.ts'

/** The only speaker of a file in which nobody told speakers apart. */
const SOMEBODY = 'Speaker'
const CAUSE = 'the speech service could not be reached'

/** A file's transcript in the form of a session's, which subtitles are made of. Nobody is in a server or a channel. */
export function fileRecord({ turns, gaps, durationMs, engine }: FileTranscript, name: string): Transcript {
  const speakers = new Map<string, Speaker>()
  const speakerOf = (label: string | null): Speaker => {
    const name = label ?? SOMEBODY
    const speaker = speakers.get(name) ?? { id: speakerId(name), name, avatarUrl: null, bot: false }
    speakers.set(name, speaker)
    return speaker
  }
  const recorded = turns.map(({ speaker, text, words, startMs, endMs }, at) => ({
    id: String(at),
    speaker: speakerOf(speaker),
    ...{ text, words, startMs, endMs, posts: [] },
  }))
  return {
    session: {
      id: sessionId(name),
      guild: guildId(''),
      room: roomId(''),
      roomName: name,
      channel: channelId(''),
      starter: { id: speakerId(''), name: '' },
      engine,
      startedAt: 0,
      runs: 1,
      state: { kind: 'ended', at: durationMs, reason: '' },
    },
    speakers: [...speakers.values()],
    turns: recorded,
    gaps: gaps.map(({ fromMs, toMs }) => ({ speaker: null, startMs: fromMs, endMs: toMs, cause: CAUSE })),
    presence: [],
    consent: { notices: [], decisions: [] },
  }
}
