import { channelId, type GuildId, type SessionId, type SpeakerId, speakerId } from '../base/ids.ts'
import { withoutVoice } from '../session/record/unwanted-words.ts'
import type { PendingPart, PendingPost } from '../session/store.ts'
import { PART_COLUMNS, partOf, placeValues } from './post-parts.ts'
import { maybeText, number, type Row, text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

const POST_COLUMNS = 'id, channel, at, nonce, webhook, persona_name, persona_avatar_url, content, sent'

/** Whose words: in one session, or in all of a guild's. */
export type Whose = { readonly person: SpeakerId } & (
  | { readonly session: SessionId }
  | { readonly guild: GuildId; readonly upTo: number }
)

/** Reads the pending posts of a session, oldest first. To be called within a piece of work. */
export function pendingOf(database: SqliteDatabase): (session: SessionId) => readonly PendingPost[] {
  const posts = database.prepare(
    `SELECT ${POST_COLUMNS} FROM posts WHERE session = :session AND state = 'pending' ORDER BY id`,
  )
  const partsOf = partsReader(database)
  return (session) => posts.all({ session }).map((row) => postOf(row, partsOf(row)))
}

/**
 * Takes a person's words out of posts of which nobody knows whether they are shown: they are not to be sent again, and
 * taken back where they are. To be called within a transaction, as long as the record has the lines.
 */
export function unwantPending(database: SqliteDatabase): (whose: Whose) => void {
  const ofThem = `speaker IN (SELECT key FROM speakers WHERE session = lines.session AND speakers.id = :person)`
  const theirs = `SELECT ${POST_COLUMNS} FROM posts WHERE state = 'pending' AND EXISTS (
      SELECT 1 FROM post_parts JOIN lines ON lines.id = line WHERE post = posts.id AND kind = 'turn' AND lines.id <= :up_to AND ${ofThem}
    )`
  const inSession = database.prepare(`${theirs} AND session = :session`)
  const inGuild = database.prepare(`${theirs} AND session IN (SELECT id FROM sessions WHERE guild = :guild)`)
  const keepPost = database.prepare(`UPDATE posts SET content = :content, sent = :sent WHERE id = :id`)
  const dropParts = database.prepare('DELETE FROM post_parts WHERE post = :post')
  const addPart = database.prepare(`INSERT INTO post_parts (post, ${PART_COLUMNS})
    VALUES (:post, :line, :from, :to, :first_line, :last_line)`)
  const partsOf = partsReader(database)
  return (whose) => {
    const { person } = whose
    const rows =
      'session' in whose
        ? inSession.all({ person, session: whose.session, up_to: Number.MAX_SAFE_INTEGER })
        : inGuild.all({ person, guild: whose.guild, up_to: whose.upTo })
    for (const row of rows) {
      const { id, content, sent, parts } = withoutVoice(postOf(row, partsOf(row)), person)
      keepPost.run({ id, content, sent })
      dropParts.run({ post: id })
      for (const { line, from, to, place } of parts)
        addPart.run({ post: id, line, from, to, ...placeValues(place) })
    }
  }
}

function partsReader(database: SqliteDatabase): (post: Row) => readonly PendingPart[] {
  const parts = database.prepare(`SELECT ${PART_COLUMNS}, iif(kind = 'turn', speakers.id, NULL) AS speaker_id
    FROM post_parts JOIN lines ON lines.id = line LEFT JOIN speakers ON speakers.key = lines.speaker
    WHERE post = :post ORDER BY line, from_unit`)
  return (post) =>
    parts.all({ post: number(post, 'id') }).map((row) => {
      const speaker = maybeText(row, 'speaker_id')
      return { ...partOf(row), speaker: speaker === null ? null : speakerId(speaker) }
    })
}

function postOf(row: Row, parts: readonly PendingPart[]): PendingPost {
  const webhook = maybeText(row, 'webhook')
  return {
    id: number(row, 'id'),
    at: number(row, 'at'),
    channel: channelId(text(row, 'channel')),
    nonce: text(row, 'nonce'),
    persona:
      webhook === null
        ? null
        : { webhook, name: text(row, 'persona_name'), avatarUrl: maybeText(row, 'persona_avatar_url') },
    content: text(row, 'content'),
    parts,
    sent: maybeText(row, 'sent'),
  }
}
