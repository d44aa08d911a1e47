import { channelId, type SpeakerId } from '../base/ids.ts'
import type { WordsPart, WordsPost } from '../session/store.ts'
import { placeOf } from './post-parts.ts'
import { maybeText, number, type Row, text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { SPEAKER_COLUMNS, TURN_COLUMNS, turnOf } from './turn-rows.ts'

/** Reads one post with somebody's words in it; null: there are none of theirs. To be called within a piece of work. */
export function wordsPostsOf(
  database: SqliteDatabase,
): (post: number, person: SpeakerId) => WordsPost | null {
  const find = database.prepare(`SELECT session, channel, message, webhook, EXISTS (
      SELECT 1 FROM post_parts JOIN lines ON lines.id = line WHERE post = posts.id AND kind = 'gap'
    ) AS with_gap FROM posts WHERE id = :post AND state = 'posted'`)
  const turns = database.prepare(`SELECT from_unit, to_unit, first_line, last_line, cut,
      ${TURN_COLUMNS}, ${SPEAKER_COLUMNS}
    FROM post_parts JOIN lines ON lines.id = post_parts.line AND lines.kind = 'turn'
      JOIN speakers ON speakers.key = lines.speaker
    WHERE post_parts.post = :post ORDER BY lines.start_ms, lines.id, from_unit`)
  const names = database.prepare(
    'SELECT name FROM speakers WHERE session = :session AND id = :person GROUP BY name ORDER BY min(key)',
  )
  return (post, person) => {
    const row = find.get({ post })
    if (row === undefined) return null
    const all = turns.all({ post }).map(wordsPartOf)
    const parts = all.filter(({ turn }) => turn.speaker.id === person)
    if (parts.length === 0) return null
    const others = all.filter(({ turn }) => turn.speaker.id !== person)
    return {
      channel: channelId(text(row, 'channel')),
      message: text(row, 'message'),
      webhook: maybeText(row, 'webhook'),
      shared: others.length > 0 || number(row, 'with_gap') === 1,
      parts,
      others,
      names: names.all({ session: text(row, 'session'), person }).map((each) => text(each, 'name')),
    }
  }
}

const wordsPartOf = (row: Row): WordsPart => ({
  turn: turnOf(row),
  from: number(row, 'from_unit'),
  to: number(row, 'to_unit'),
  place: placeOf(row),
})
