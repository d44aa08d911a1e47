import { type SessionId, speakerId } from '../base/ids.ts'
import type { SpokenWord } from '../speech/engine.ts'
import type { FinalTurn, Gap, OpenTurn, Speaker } from '../transcript/turn.ts'
import { brokenRow, maybeText, number, type Row, text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** Of a row of `speakers`, as `speakerOf` reads it. */
export const SPEAKER_COLUMNS = `speakers.id AS speaker_id, speakers.name AS speaker_name,
  speakers.avatar_url AS speaker_avatar_url, speakers.bot AS speaker_bot`

/** Of a row of `lines` or `open_turns`, with SPEAKER_COLUMNS, as the readers below want it. */
export const TURN_COLUMNS = 'turn_id, start_ms, end_ms, text, words, told_by'

export const speakerOf = (row: Row): Speaker => ({
  id: speakerId(text(row, 'speaker_id')),
  name: text(row, 'speaker_name'),
  avatarUrl: maybeText(row, 'speaker_avatar_url'),
  bot: number(row, 'speaker_bot') === 1,
})

export const openTurnOf = (row: Row, speaker = speakerOf(row)): OpenTurn => ({
  id: text(row, 'turn_id'),
  speaker,
  startMs: number(row, 'start_ms'),
  endMs: number(row, 'end_ms'),
  text: text(row, 'text'),
  words: wordsOf(text(row, 'words')),
  ...(row['told_by'] !== null && { engine: text(row, 'told_by') }),
})

export const turnOf = (row: Row, speaker = speakerOf(row)): FinalTurn => ({
  ...openTurnOf(row, speaker),
  ...(number(row, 'cut') === 1 && { cut: true }),
})

export const gapOf = (row: Row): Gap => ({
  speaker: row['speaker_id'] === null ? null : speakerOf(row),
  startMs: number(row, 'start_ms'),
  endMs: number(row, 'end_ms'),
  cause: text(row, 'text'),
})

export const turnValues = (turn: OpenTurn) => ({
  turn_id: turn.id,
  start_ms: turn.startMs,
  end_ms: turn.endMs,
  text: turn.text,
  words: JSON.stringify(
    turn.words.map(({ text, startMs, endMs, confidence }) => [text, startMs, endMs, confidence]),
  ),
  told_by: turn.engine ?? null,
  last_word_ms: turn.words.reduce((last, { endMs }) => Math.max(last, endMs), 0) || turn.endMs,
})

function wordsOf(json: string): SpokenWord[] {
  const words = parsed(json)
  if (!Array.isArray(words)) throw brokenRow('words')
  return words.map((word: unknown) => {
    if (!Array.isArray(word)) throw brokenRow('words')
    const [text, startMs, endMs, confidence]: unknown[] = word
    if (
      typeof text !== 'string' ||
      typeof startMs !== 'number' ||
      typeof endMs !== 'number' ||
      (confidence !== null && typeof confidence !== 'number')
    )
      throw brokenRow('words')
    return { text, startMs, endMs, confidence }
  })
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw brokenRow('words', error)
  }
}

/** Finds or makes the row of a person as they are now, and answers its key. To be called within a transaction. */
export function speakerKeys(database: SqliteDatabase): (session: SessionId, speaker: Speaker) => number {
  const find = database.prepare(`SELECT key FROM speakers WHERE session = :session AND id = :id
    AND name = :name AND avatar_url IS :avatar_url AND bot = :bot`)
  const add = database.prepare(`INSERT INTO speakers (session, id, name, avatar_url, bot)
    VALUES (:session, :id, :name, :avatar_url, :bot)`)
  return (session, { id, name, avatarUrl, bot }) => {
    const values = { session, id, name, avatar_url: avatarUrl, bot: Number(bot) }
    const found = find.get(values)
    return found === undefined ? add.run(values).id : number(found, 'key')
  }
}
