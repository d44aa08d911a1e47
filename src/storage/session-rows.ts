import { channelId, guildId, roomId, type SessionId, sessionId, speakerId } from '../base/ids.ts'
import type { RecordState, SessionRecord } from '../transcript/transcript.ts'
import { brokenRow, maybeText, number, type Row, text } from './row.ts'

/** All of a session's row, as `sessionOf` reads it. */
export const SESSION_COLUMNS = `sessions.id AS session_id, sessions.guild AS session_guild, room, room_name, channel,
  starter_id, starter_name, engine, started_at, runs, readers, state, state_at, reason`

export function sessionOf(row: Row): SessionRecord {
  const record = {
    id: sessionId(text(row, 'session_id')),
    guild: guildId(text(row, 'session_guild')),
    room: roomId(text(row, 'room')),
    roomName: text(row, 'room_name'),
    channel: channelId(text(row, 'channel')),
    starter: { id: speakerId(text(row, 'starter_id')), name: text(row, 'starter_name') },
    engine: text(row, 'engine'),
    startedAt: number(row, 'started_at'),
    runs: number(row, 'runs'),
    state: stateOf(row),
  }
  return row['readers'] === 'everybody' ? { ...record, readers: 'everybody' } : record
}

function stateOf(row: Row): RecordState {
  const at = number(row, 'state_at')
  switch (row['state']) {
    case 'open':
      return { kind: 'open', livedAt: at }
    case 'suspended':
      return { kind: 'suspended', at }
    case 'ended':
      return { kind: 'ended', at, reason: maybeText(row, 'reason') ?? '' }
    default:
      throw brokenRow('state')
  }
}

export function sessionValues({ id, guild, room, roomName, channel, starter, ...rest }: SessionRecord) {
  const { engine, startedAt, runs, readers = 'room', state } = rest
  return {
    id,
    guild,
    room,
    room_name: roomName,
    channel,
    starter_id: starter.id,
    starter_name: starter.name,
    engine,
    started_at: startedAt,
    runs,
    readers,
    state: state.kind,
    state_at: state.kind === 'open' ? state.livedAt : state.at,
    reason: state.kind === 'ended' ? state.reason : null,
  }
}

/** A session that is not there is a mistake of the caller's. */
export const unknownSession = (id: SessionId): Error => new Error(`no session ${id} is kept, or it has ended`)
