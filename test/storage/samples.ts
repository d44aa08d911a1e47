import { channelId, guildId, roomId, type SessionId, sessionId, speakerId } from '../../src/base/ids.ts'
import type { OutgoingPost } from '../../src/session/store.ts'
import type { SessionRecord } from '../../src/transcript/transcript.ts'
import type { FinalTurn, Speaker } from '../../src/transcript/turn.ts'

/** The last part of a line says so. */
export const TO_ITS_END = Number.MAX_SAFE_INTEGER

export const GUILD = guildId('500000000000000001')
export const OTHER_GUILD = guildId('500000000000000002')
export const CHANNEL = channelId('700000000000000001')

export const person = (id: string, name: string, more: Partial<Speaker> = {}): Speaker => ({
  id: speakerId(id),
  name,
  avatarUrl: null,
  bot: false,
  ...more,
})

export const ANNA = person('901', 'Anna', { avatarUrl: 'https://cdn.example/anna.png' })
export const BEN = person('902', 'Ben')

export const record = (id: string, more: Partial<SessionRecord> = {}): SessionRecord => ({
  id: sessionId(id),
  guild: GUILD,
  room: roomId('600000000000000001'),
  roomName: 'General',
  channel: CHANNEL,
  starter: { id: ANNA.id, name: 'Anna' },
  engine: 'assemblyai',
  startedAt: 1_000_000,
  runs: 1,
  state: { kind: 'open', livedAt: 1_000_000 },
  ...more,
})

/** Words of 300 ms each, from `startMs` on. */
export function turn(id: string, startMs: number, text: string, speaker: Speaker = ANNA): FinalTurn {
  const words = text.split(' ').map((word, index) => ({
    text: word,
    startMs: startMs + 300 * index,
    endMs: startMs + 300 * (index + 1),
    confidence: index % 2 === 0 ? 0.875 : null,
  }))
  return { id, speaker, startMs, endMs: startMs + 300 * words.length + 40, text, words }
}

export const post = (nonce: string, parts: OutgoingPost['parts']): OutgoingPost => ({
  channel: CHANNEL,
  nonce,
  persona: null,
  content: `content of ${nonce}`,
  parts,
})

/** The ids alone, for short expectations. */
export const idsOf = (records: readonly { readonly id: SessionId }[]): SessionId[] =>
  records.map(({ id }) => id)
