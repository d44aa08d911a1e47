import { type SessionId, type SpeakerId, speakerId } from '../base/ids.ts'
import type { Journal, Leftovers } from '../session/store.ts'
import type { Gap, OpenTurn } from '../transcript/turn.ts'
import { maybeNumber, number, type Row, text } from './row.ts'
import { SESSION_COLUMNS, sessionOf, sessionValues, unknownSession } from './session-rows.ts'
import { noticesOf } from './sqlite-consent.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { droppingOf } from './sqlite-words.ts'
import { openTurnOf, SPEAKER_COLUMNS, speakerKeys, speakerOf, TURN_COLUMNS, turnValues } from './turn-rows.ts'

export function journalOf(database: SqliteDatabase): Journal {
  return {
    ...livesOf(database),
    ...linesOf(database),
    ...leftoversOf(database),
    ...noticesOf(database),
    ...droppingOf(database),
  }
}

type Lives = Pick<Journal, 'begin' | 'lived' | 'resume' | 'suspend' | 'end' | 'retarget' | 'unended'>

function livesOf(database: SqliteDatabase): Lives {
  const insert = database.prepare(`INSERT INTO sessions (id, guild, room, room_name, channel, starter_id,
      starter_name, engine, started_at, runs, readers, state, state_at, reason)
    VALUES (:id, :guild, :room, :room_name, :channel, :starter_id,
      :starter_name, :engine, :started_at, :runs, :readers, :state, :state_at, :reason)`)
  const lived = database.prepare("UPDATE sessions SET state_at = :at WHERE id = :session AND state = 'open'")
  const covered = database.prepare('DELETE FROM unfinished WHERE session = :session')
  const uncovered = database.prepare(`INSERT INTO unfinished (session, speaker, since_ms)
    VALUES (:session, :speaker, :since_ms)
    ON CONFLICT DO UPDATE SET since_ms = min(since_ms, excluded.since_ms)`)
  const resume = database.prepare(`UPDATE sessions SET state = 'open', state_at = :at, runs = runs + 1
    WHERE id = :session AND state IN ('open', 'suspended') RETURNING ${SESSION_COLUMNS}`)
  const suspend = database.prepare(`UPDATE sessions SET state = 'suspended', state_at = :at
    WHERE id = :session AND state IN ('open', 'suspended')`)
  const end = database.prepare(`UPDATE sessions SET state = 'ended', state_at = :at, reason = :reason
    WHERE id = :session AND state IN ('open', 'suspended')`)
  const retarget = database.prepare('UPDATE sessions SET channel = :channel WHERE id = :session')
  const unended =
    database.prepare(`SELECT ${SESSION_COLUMNS} FROM sessions WHERE state IN ('open', 'suspended')
    ORDER BY started_at, key`)
  return {
    begin: (session) => database.transaction(() => void insert.run(sessionValues(session))),
    lived: (session, at, unfinished) =>
      database.transaction(() => {
        // It may have been ended or deleted in the meantime.
        if (lived.run({ session, at }).changes === 0) return
        covered.run({ session })
        for (const { speaker, sinceMs } of unfinished) uncovered.run({ session, speaker, since_ms: sinceMs })
      }),
    resume: (session, at) =>
      database.transaction(() => {
        const row = resume.get({ session, at })
        if (row === undefined) throw unknownSession(session)
        return sessionOf(row)
      }),
    suspend: (session, at) => database.transaction(() => void suspend.run({ session, at })),
    end: (session, at, reason) => database.transaction(() => void end.run({ session, at, reason })),
    retarget: (session, channel) => database.transaction(() => void retarget.run({ session, channel })),
    unended: () => database.work(() => unended.all().map(sessionOf)),
  }
}

type Lines = Pick<Journal, 'addTurn' | 'keepOpenTurn' | 'dropOpenTurn' | 'addGap' | 'addPresence'>

function linesOf(database: SqliteDatabase): Lines {
  const keyOf = speakerKeys(database)
  const guildOf = '(SELECT guild FROM sessions WHERE id = :session)'
  const known = database.prepare('SELECT id FROM lines WHERE session = :session AND turn_id = :turn')
  const addTurn = database.prepare(`INSERT INTO lines
      (session, guild, kind, speaker, start_ms, end_ms, text, turn_id, words, told_by, last_word_ms, cut)
    VALUES (:session, ${guildOf}, 'turn', :speaker, :start_ms, :end_ms, :text, :turn_id, :words,
      :told_by, :last_word_ms, :cut)`)
  const addGap = database.prepare(`INSERT INTO lines (session, guild, kind, speaker, start_ms, end_ms, text)
    VALUES (:session, ${guildOf}, 'gap', :speaker, :start_ms, :end_ms, :text)`)
  const keep = database.prepare(`INSERT OR REPLACE INTO open_turns
      (session, turn_id, speaker, start_ms, end_ms, text, words, told_by, last_word_ms)
    VALUES (:session, :turn_id, :speaker, :start_ms, :end_ms, :text, :words, :told_by, :last_word_ms)`)
  const drop = database.prepare('DELETE FROM open_turns WHERE session = :session AND turn_id = :turn')
  const addPresence = database.prepare(`INSERT INTO presence (session, speaker, kind, at_ms)
    VALUES (:session, :speaker, :kind, :at_ms)`)

  const rowOf = (session: SessionId, turn: OpenTurn) => ({
    session,
    speaker: keyOf(session, turn.speaker),
    ...turnValues(turn),
  })
  const gapRowOf = (session: SessionId, { speaker, startMs, endMs, cause }: Gap) => ({
    session,
    speaker: speaker === null ? null : keyOf(session, speaker),
    start_ms: startMs,
    end_ms: endMs,
    text: cause,
  })
  return {
    addTurn: (session, turn) =>
      database.transaction(() => {
        drop.run({ session, turn: turn.id })
        const before = known.get({ session, turn: turn.id })
        if (before !== undefined) return number(before, 'id')
        return addTurn.run({ ...rowOf(session, turn), cut: Number(turn.cut === true) }).id
      }),
    keepOpenTurn: (session, turn) =>
      database.transaction(() => {
        // Late words of a turn that is final already would come back as a second turn after a crash.
        if (known.get({ session, turn: turn.id }) === undefined) keep.run(rowOf(session, turn))
      }),
    dropOpenTurn: (session, turn) => database.transaction(() => void drop.run({ session, turn })),
    addGap: (session, gap) => database.transaction(() => addGap.run(gapRowOf(session, gap)).id),
    addPresence: (session, { speaker, kind, atMs }) =>
      database.transaction(() => {
        addPresence.run({ session, speaker: keyOf(session, speaker), kind, at_ms: atMs })
      }),
  }
}

function leftoversOf(database: SqliteDatabase): Pick<Journal, 'leftovers'> {
  const openTurns = database.prepare(`SELECT ${TURN_COLUMNS}, ${SPEAKER_COLUMNS} FROM open_turns
    JOIN speakers ON speakers.key = open_turns.speaker
    WHERE open_turns.session = :session ORDER BY start_ms, turn_id`)
  const unfinished = database.prepare(`SELECT speaker, since_ms FROM unfinished
    WHERE session = :session ORDER BY since_ms, speaker`)
  const heard = database.prepare(`SELECT ${SPEAKER_COLUMNS}, max(said.last_word_ms) AS last_word_ms
    FROM speakers LEFT JOIN (
      SELECT speaker, last_word_ms FROM lines WHERE session = :session AND kind = 'turn'
      UNION ALL
      SELECT speaker, last_word_ms FROM open_turns WHERE session = :session
    ) AS said ON said.speaker = speakers.key
    WHERE speakers.session = :session GROUP BY speakers.key ORDER BY speakers.key`)
  const gone = database.prepare(`SELECT speaker, max(moment) FROM (
      SELECT speakers.id AS speaker, presence.key AS moment, presence.kind AS kind FROM presence
      JOIN speakers ON speakers.key = presence.speaker WHERE presence.session = :session
    ) GROUP BY speaker HAVING kind = 'left' ORDER BY speaker`)
  return {
    leftovers: (session) =>
      database.work(
        (): Leftovers => ({
          openTurns: openTurns.all({ session }).map((row) => openTurnOf(row)),
          unfinished: unfinished.all({ session }).map((row) => ({
            speaker: speakerId(text(row, 'speaker')),
            sinceMs: number(row, 'since_ms'),
          })),
          heard: everybody(heard.all({ session })),
          gone: gone.all({ session }).map((row) => speakerId(text(row, 'speaker'))),
        }),
      ),
  }
}

/** Each person once, as they were when they were heard last; takes a row for each name they had. */
function everybody(rows: readonly Row[]): Leftovers['heard'] {
  const people = new Map<SpeakerId, Leftovers['heard'][number]>()
  for (const row of rows) {
    const [speaker, lastWordMs] = [speakerOf(row), maybeNumber(row, 'last_word_ms')]
    const before = people.get(speaker.id)?.lastWordMs ?? null
    if (before === null || (lastWordMs !== null && lastWordMs >= before))
      people.set(speaker.id, { speaker, lastWordMs })
  }
  return [...people.values()]
}
