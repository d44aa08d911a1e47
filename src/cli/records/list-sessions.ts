import { createLog } from '../../base/log.ts'
import { openRecords, type SessionOverview } from '../../storage/sqlite-records.ts'
import { plainLine } from '../../transcript/plain-line.ts'
import { utcMinute } from '../../transcript/session-time.ts'
import { clippedToWidth } from '../../transcript/text-width.ts'
import type { RecordState } from '../../transcript/transcript.ts'
import { english } from '../../wording/english/english.ts'
import { dataFolder } from '../environment.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { textTable } from './text-table.ts'

export interface SessionsOptions {
  readonly limit: number
  readonly json?: true
}

const ROOM_COLUMNS = 28
/** A bot writes every second that it lives; one that has not for so long does so no more. */
const LIVES_MS = 10_000

export async function listSessions(
  { limit, json }: SessionsOptions,
  surroundings: Surroundings,
): Promise<void> {
  const { environment, out, errors, clock } = surroundings
  const records = await openRecords({ folder: dataFolder(environment), clock, log: createLog('silent') })
  try {
    const sessions = await records.newest(limit)
    const now = clock.wall()
    if (json) say(out, JSON.stringify(sessions.map(plainSession), null, 2))
    else if (sessions.length === 0) say(errors, 'No session is kept.')
    else out.write(textTable([HEAD, ...sessions.map((session) => rowOf(session, now))]))
  } finally {
    await records.close()
  }
}

const HEAD = ['id', 'when (UTC)', 'where', 'length', 'speakers', 'words', 'state']

const rowOf = (session: SessionOverview, now: number): readonly string[] => [
  session.id,
  utcMinute(session.startedAt).replace(' UTC', ''),
  clippedToWidth(plainLine(session.roomName), ROOM_COLUMNS),
  english.measures.length(session.lastedMs),
  String(session.speakers),
  String(session.words),
  stateOf(session.state, now),
]

function stateOf(state: RecordState, now: number): string {
  switch (state.kind) {
    case 'open':
      return now - state.livedAt < LIVES_MS ? 'goes on' : 'broken off'
    case 'suspended':
      return 'waits for the bot'
    case 'ended':
      return 'ended'
  }
}

function plainSession({ startedAt, state, starter, ...session }: SessionOverview): unknown {
  const at = new Date(state.kind === 'open' ? state.livedAt : state.at).toISOString()
  return {
    ...session,
    lastedMs: Math.round(session.lastedMs),
    starter: starter.id,
    startedAt: new Date(startedAt).toISOString(),
    state: { ...state, ...(state.kind === 'open' ? { livedAt: at } : { at }) },
  }
}
