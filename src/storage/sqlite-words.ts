import { channelId, type GuildId, type SpeakerId } from '../base/ids.ts'
import type { Archive, Journal, WordsPost } from '../session/store.ts'
import { maybeText, number, type Row, text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { SPEAKER_COLUMNS, TURN_COLUMNS, turnOf } from './turn-rows.ts'

/** Overwriting a line in the search index takes about 0.2 ms: a room goes on being heard between these. */
const LINES_PER_STEP = 100

/** Of one person, in one session or in all of a guild's. */
const THEIRS =
  'lines.speaker IN (SELECT key FROM speakers WHERE session = :session AND speakers.id = :person)'

/** Takes a person's words out of what is kept. */
export function wordsOf(
  database: SqliteDatabase,
): Pick<Archive, 'wordsOf' | 'forget'> & Pick<Journal, 'dropUnposted'> {
  const forget = forgettingOf(database)
  const posts =
    database.prepare(`SELECT posts.id AS post, posts.channel AS channel, message, webhook, from_unit, to_unit, cut,
      ${TURN_COLUMNS}, ${SPEAKER_COLUMNS}, EXISTS (
        SELECT 1 FROM post_parts AS other JOIN lines AS theirs ON theirs.id = other.line
        LEFT JOIN speakers AS them ON them.key = theirs.speaker
        WHERE other.post = posts.id AND (theirs.kind = 'gap' OR them.id <> :person)
      ) AS shared
    FROM sessions JOIN speakers ON speakers.session = sessions.id AND speakers.id = :person
      JOIN lines ON lines.speaker = speakers.key AND lines.kind = 'turn'
      JOIN post_parts ON post_parts.line = lines.id
      JOIN posts ON posts.id = post_parts.post AND posts.state = 'posted'
    WHERE sessions.guild = :guild AND sessions.state <> 'deleted'
    ORDER BY posts.id, lines.start_ms, lines.id, from_unit`)
  const dropOpen = database.prepare(`DELETE FROM open_turns WHERE session = :session
    AND speaker IN (SELECT key FROM speakers WHERE session = :session AND id = :person)`)
  const dropUnfinished = database.prepare(
    'DELETE FROM unfinished WHERE session = :session AND speaker = :person',
  )
  const dropLines =
    database.prepare(`DELETE FROM lines WHERE session = :session AND kind = 'turn' AND ${THEIRS}
    AND NOT EXISTS (SELECT 1 FROM post_parts WHERE line = lines.id)`)
  return {
    wordsOf: (guild, person) => database.work(() => gathered(posts.all({ guild, person }))),
    forget,
    async dropUnposted(session, person) {
      await database.transaction(() => {
        for (const statement of [dropOpen, dropUnfinished, dropLines]) statement.run({ session, person })
      })
      await database.truncateLog()
    },
  }
}

/** In steps, as deleting a session is; then the write-ahead log is emptied too. */
function forgettingOf(database: SqliteDatabase): (guild: GuildId, person: SpeakerId) => Promise<number> {
  const speakers = `SELECT speakers.key FROM speakers JOIN sessions ON sessions.id = speakers.session
    WHERE sessions.guild = :guild AND speakers.id = :person`
  // A message that is someone's alone is to be deleted in Discord: nothing here is to speak of it any more.
  const deletePosts = database.prepare(`DELETE FROM posts WHERE state = 'posted' AND id IN (
      SELECT post FROM post_parts JOIN lines ON lines.id = post_parts.line WHERE lines.speaker IN (${speakers})
    ) AND NOT EXISTS (
      SELECT 1 FROM post_parts JOIN lines ON lines.id = post_parts.line
      WHERE post_parts.post = posts.id AND (lines.kind = 'gap' OR lines.speaker NOT IN (${speakers}))
    )`)
  const deleteOpen = database.prepare(`DELETE FROM open_turns WHERE speaker IN (${speakers})`)
  const deleteLines = database.prepare(`DELETE FROM lines WHERE id IN (
      SELECT id FROM lines WHERE kind = 'turn' AND speaker IN (${speakers}) LIMIT ${LINES_PER_STEP}
    )`)
  return async (guild, person) => {
    let turns = 0
    await database.transaction(() => {
      deletePosts.run({ guild, person })
      deleteOpen.run({ guild, person })
    })
    await database.steps(() => {
      const { changes } = deleteLines.run({ guild, person })
      turns += changes
      return changes < LINES_PER_STEP ? 'done' : 'more'
    })
    await database.truncateLog()
    return turns
  }
}

/** Rows of one post stand together. */
function gathered(rows: readonly Row[]): WordsPost[] {
  return [...Map.groupBy(rows, (row) => number(row, 'post')).values()].flatMap((parts) => {
    const [first] = parts
    if (first === undefined) return []
    return [
      {
        channel: channelId(text(first, 'channel')),
        message: text(first, 'message'),
        webhook: maybeText(first, 'webhook'),
        shared: number(first, 'shared') === 1,
        parts: parts.map((row) => ({
          turn: turnOf(row),
          from: number(row, 'from_unit'),
          to: number(row, 'to_unit'),
        })),
      },
    ]
  })
}
