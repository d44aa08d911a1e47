import { guildId, speakerId } from '../base/ids.ts'
import type { DueRemoval, Forgetting, Removals, RemovalTask } from '../session/record/removals.ts'
import type { Archive } from '../session/store.ts'
import { postedOf } from './posted-lines.ts'
import { brokenRow, maybeText, number, type Row, text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { unwantPending } from './sqlite-pending.ts'
import { wordsPostsOf } from './words-post.ts'

/** Overwriting a line in the search index takes about 0.2 ms: a room goes on being heard between these. */
const LINES_PER_STEP = 100
/** Finding out where somebody's words stand in a message takes about as long. */
const CUTS_PER_STEP = 50
/** Of the messages in which words still stand, so many are named. */
const LEFT_NAMED = 10

/** One person under all names they had in all sessions of the guild. */
const SPEAKERS = `SELECT speakers.key FROM sessions JOIN speakers ON speakers.session = sessions.id
  WHERE sessions.guild = :guild AND speakers.id = :person`
const THEIR_LINES = `lines.kind = 'turn' AND lines.id <= :up_to AND lines.speaker IN (${SPEAKERS})`

/** Carries a wish to be forgotten out of what is kept, and remembers the messages that are still to be changed for it. */
export function forgettingOf(database: SqliteDatabase): Removals & Pick<Archive, 'forgetWords'> {
  const forgotten = database.prepare('DELETE FROM forgettings WHERE key = :id')
  return {
    ...wishingOf(database),
    forgetWords: forgettingWordsOf(database),
    ...progressOf(database),
    async forgotten(id) {
      await database.transaction(() => void forgotten.run({ id }))
      await database.truncateLog()
    },
  }
}

function wishingOf(database: SqliteDatabase): Pick<Removals, 'wishToForget' | 'newestLine'> {
  const newest = database.prepare('SELECT ifnull(max(id), 0) AS line FROM lines')
  const wish =
    database.prepare(`INSERT INTO forgettings (guild, person, up_to) VALUES (:guild, :person, :up_to)
    ON CONFLICT (guild, person) DO UPDATE SET up_to = max(up_to, excluded.up_to) RETURNING key`)
  const deleteOpen = database.prepare(`DELETE FROM open_turns WHERE speaker IN (${SPEAKERS})`)
  const posts = database.prepare(`INSERT INTO removals (forgetting, post, channel, message, webhook, task)
    SELECT :id, posts.id, posts.channel, message, webhook, CASE WHEN EXISTS (
        SELECT 1 FROM post_parts AS other JOIN lines AS theirs ON theirs.id = other.line
        WHERE other.post = posts.id AND (theirs.kind = 'gap' OR theirs.speaker NOT IN (${SPEAKERS}))
      ) AND webhook IS NULL THEN 'cut' ELSE 'delete' END
    FROM posts WHERE state = 'posted' AND id IN (
      SELECT post FROM lines JOIN post_parts ON post_parts.line = lines.id WHERE ${THEIR_LINES}
    ) ORDER BY posts.id ON CONFLICT DO NOTHING`)
  // A transcript holds everybody's words: its files can be had anew. The text of a sound is its author's alone.
  const copies = database.prepare(`INSERT INTO removals (forgetting, channel, message, task)
    SELECT :id, channel, message, iif(kind = 'handout', 'empty', 'delete') FROM copies
    WHERE (guild = :guild AND author = :person)
      OR session IN (SELECT lines.session FROM lines WHERE ${THEIR_LINES})
    ORDER BY key ON CONFLICT DO NOTHING`)
  const unwant = unwantPending(database)
  return {
    newestLine: () => database.work(() => number(newest.get() ?? {}, 'line')),
    wishToForget: (guild, person, asked) =>
      database.transaction(() => {
        const upTo = asked ?? number(newest.get() ?? {}, 'line')
        const values = { guild, person, up_to: upTo }
        const id = number(wish.get(values) ?? {}, 'key')
        deleteOpen.run({ guild, person })
        unwant({ guild, person, upTo })
        posts.run({ ...values, id })
        copies.run({ ...values, id })
        return id
      }),
  }
}

/** In steps, as deleting a session is; then the write-ahead log is emptied too. */
function forgettingWordsOf(database: SqliteDatabase): Archive['forgetWords'] {
  const find = database.prepare('SELECT guild, person, up_to FROM forgettings WHERE key = :id')
  const uncut = database.prepare(`SELECT key, post FROM removals
    WHERE forgetting = :id AND task = 'cut' AND cut IS NULL AND state = 'due' LIMIT ${CUTS_PER_STEP}`)
  const keepCut = database.prepare('UPDATE removals SET cut = :cut WHERE key = :key')
  const done = database.prepare('DELETE FROM removals WHERE key = :key')
  // A message that is to be deleted: nothing is to speak of it any more but the wish.
  const deletePosts = database.prepare(`DELETE FROM posts WHERE id IN
    (SELECT post FROM removals WHERE forgetting = :id AND task = 'delete')`)
  const deleteLines = database.prepare(`DELETE FROM lines WHERE id IN
    (SELECT id FROM lines WHERE ${THEIR_LINES} LIMIT ${LINES_PER_STEP})`)
  const count = database.prepare('UPDATE forgettings SET turns = turns + :turns WHERE key = :id')
  const postOf = wordsPostsOf(database)
  return async (id, cutOf) => {
    const row = await database.work(() => find.get({ id }))
    if (row === undefined) return
    const person = speakerId(text(row, 'person'))
    const values = { guild: text(row, 'guild'), person, up_to: number(row, 'up_to') }
    await database.steps(() => {
      const rows = uncut.all({ id })
      for (const each of rows) {
        const [key, found] = [number(each, 'key'), postOf(number(each, 'post'), person)]
        if (found === null) done.run({ key })
        else keepCut.run({ key, cut: cutOf(found) })
      }
      return rows.length < CUTS_PER_STEP ? 'done' : 'more'
    })
    await database.transaction(() => void deletePosts.run({ id }))
    await database.steps(() => {
      const { changes } = deleteLines.run(values)
      count.run({ id, turns: changes })
      return changes < LINES_PER_STEP ? 'done' : 'more'
    })
    await database.truncateLog()
  }
}

type Progress = Pick<Removals, 'forgettings' | 'forgetting' | 'nextRemoval' | 'settleRemoval'>

function progressOf(database: SqliteDatabase): Progress {
  const columns = `SELECT key, guild, person, turns, removed, edited, emptied,
    (SELECT count(*) FROM removals WHERE forgetting = forgettings.key AND state = 'due') AS due,
    (SELECT count(*) FROM removals WHERE forgetting = forgettings.key AND state = 'left') AS left_over
    FROM forgettings`
  const all = database.prepare(`${columns} ORDER BY key`)
  const one = database.prepare(`${columns} WHERE key = :id`)
  const leftAt = database.prepare(`SELECT channel, message FROM removals
    WHERE forgetting = :id AND state = 'left' ORDER BY key LIMIT ${LEFT_NAMED}`)
  const next = database.prepare(`SELECT key, channel, message, webhook, task, cut, tries FROM removals
    WHERE forgetting = :id AND state = 'due' AND (task <> 'cut' OR cut IS NOT NULL) ORDER BY tries, key LIMIT 1`)
  const stateOf = (row: Row): Forgetting => ({
    id: number(row, 'key'),
    guild: guildId(text(row, 'guild')),
    person: speakerId(text(row, 'person')),
    turns: number(row, 'turns'),
    removed: number(row, 'removed'),
    edited: number(row, 'edited'),
    emptied: number(row, 'emptied'),
    due: number(row, 'due'),
    left: number(row, 'left_over'),
    leftAt: leftAt.all({ id: number(row, 'key') }).map(postedOf),
  })
  return {
    forgettings: () => database.work(() => all.all().map(stateOf)),
    forgetting: (id) =>
      database.work(() => {
        const row = one.get({ id })
        return row === undefined ? null : stateOf(row)
      }),
    nextRemoval: (id) =>
      database.work(() => {
        const row = next.get({ id })
        return row === undefined ? null : dueOf(row)
      }),
    settleRemoval: settlingOf(database),
  }
}

function settlingOf(database: SqliteDatabase): Removals['settleRemoval'] {
  const later = database.prepare('UPDATE removals SET tries = tries + 1 WHERE key = :id')
  const leave = database.prepare("UPDATE removals SET state = 'left', cut = NULL WHERE key = :id")
  const deleteCopy = database.prepare(
    'DELETE FROM copies WHERE message = (SELECT message FROM removals WHERE key = :id)',
  )
  const counts = {
    removed: database.prepare(countOf('removed')),
    edited: database.prepare(countOf('edited')),
    emptied: database.prepare(countOf('emptied')),
  }
  const done = database.prepare('DELETE FROM removals WHERE key = :id')
  return (id, fate) =>
    database.transaction(() => {
      if (fate === 'later') later.run({ id })
      else if (fate === 'left') leave.run({ id })
      else {
        deleteCopy.run({ id })
        counts[fate].run({ id })
        done.run({ id })
      }
    })
}

const countOf = (column: 'removed' | 'edited' | 'emptied'): string =>
  `UPDATE forgettings SET ${column} = ${column} + 1 WHERE key = (SELECT forgetting FROM removals WHERE key = :id)`

const dueOf = (row: Row): DueRemoval => ({
  id: number(row, 'key'),
  ...postedOf(row),
  task: taskOf(row),
  tries: number(row, 'tries'),
})

function taskOf(row: Row): RemovalTask {
  switch (row['task']) {
    case 'delete':
      return { kind: 'delete', webhook: maybeText(row, 'webhook') }
    case 'cut':
      return { kind: 'cut', cut: text(row, 'cut') }
    case 'empty':
      return { kind: 'empty' }
    default:
      throw brokenRow('task')
  }
}
