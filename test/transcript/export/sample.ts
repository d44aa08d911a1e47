import {
  channelId,
  guildId,
  roomId,
  type SessionMs,
  type SpeakerId,
  sessionId,
  speakerId,
} from '../../../src/base/ids.ts'
import type { SpokenWord } from '../../../src/speech/engine.ts'
import type { RecordedTurn, SessionRecord, Transcript } from '../../../src/transcript/transcript.ts'
import type { Speaker } from '../../../src/transcript/turn.ts'

/** Transcripts for tests of exports. */

export const BEGAN = Date.UTC(2026, 0, 2, 3, 4, 5)

export const person = (id: string, name: string): Speaker => ({
  id: speakerId(id),
  name,
  avatarUrl: null,
  bot: false,
})

export const ada = person('100000000000000001', 'Ada')
export const bob = person('100000000000000002', 'Bob')

export const session: SessionRecord = {
  id: sessionId('5e551011-0000-4000-8000-000000000001'),
  guild: guildId('200000000000000000'),
  room: roomId('300000000000000000'),
  roomName: 'Table',
  channel: channelId('400000000000000000'),
  starter: { id: ada.id, name: ada.name },
  engine: 'assemblyai',
  startedAt: BEGAN,
  runs: 1,
  state: { kind: 'ended', at: BEGAN + 60_000, reason: 'Ada stopped transcription.' },
}

export interface Said {
  /** Default: 300 ms for each word. */
  readonly endMs?: SessionMs
  /** Default: those of the text, evenly; `none`: the engine tells no words. */
  readonly words?: readonly SpokenWord[] | 'none'
  readonly cut?: true
  readonly messages?: readonly string[]
}

export function turn(speaker: Speaker, startMs: SessionMs, text: string, said: Said = {}): RecordedTurn {
  const tokens = text.split(/\s+/).filter((token) => token !== '')
  const endMs = said.endMs ?? startMs + 300 * tokens.length
  const each = (endMs - startMs) / tokens.length
  const words =
    said.words ??
    tokens.map((token, at) => ({
      text: token,
      startMs: startMs + each * at,
      endMs: startMs + each * (at + 1),
      confidence: 0.9,
    }))
  return {
    id: `${speaker.id}:${startMs}`,
    speaker,
    startMs,
    endMs,
    text,
    words: words === 'none' ? [] : words,
    ...(said.cut && { cut: said.cut }),
    posts: (said.messages ?? []).map((message) => ({ channel: session.channel, message })),
  }
}

const NOBODY_ASKED = { notices: [], decisions: [] }

export function transcript(turns: readonly RecordedTurn[], more: Partial<Transcript> = {}): Transcript {
  const speakers = new Map<SpeakerId, Speaker>(turns.map(({ speaker }) => [speaker.id, speaker]))
  return {
    session,
    speakers: [...speakers.values()],
    turns,
    gaps: [],
    presence: [],
    consent: NOBODY_ASKED,
    ...more,
  }
}
