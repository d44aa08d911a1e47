import { guildId, sessionId } from '../base/ids.ts'
import type { Charge, Spendings } from '../session/store.ts'
import { number, type Row, text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

export function spendingsOf(database: SqliteDatabase): Spendings {
  const keep = database.prepare(`INSERT INTO charges
      (session, engine, day, guild, billed_ms, spoken_ms, cost, open)
    VALUES (:session, :engine, :day, :guild, :billed_ms, :spoken_ms, :cost, :open)
    ON CONFLICT DO UPDATE SET guild = excluded.guild, billed_ms = excluded.billed_ms,
      spoken_ms = excluded.spoken_ms, cost = excluded.cost, open = excluded.open, left_behind = 0`)
  const sum = database.prepare(`SELECT total(billed_ms) AS billed_ms, total(spoken_ms) AS spoken_ms,
      total(cost) AS cost FROM charges
    WHERE day BETWEEN :from AND :to AND guild = ifnull(:guild, guild) AND session = ifnull(:session, session)`)
  const columns = 'session, engine, day, guild, billed_ms, spoken_ms, cost, open'
  const ofSession = database.prepare(`SELECT ${columns} FROM charges
    WHERE session = :session ORDER BY engine, day`)
  const orphans = database.prepare(
    `SELECT ${columns} FROM charges WHERE left_behind = 1 AND open > 0 ORDER BY day, session, engine`,
  )
  return {
    charge: (charges) =>
      database.transaction(() => {
        for (const charge of charges) keep.run(chargeValues(charge))
      }),
    spent: ({ from, to, guild = null, session = null }) =>
      database.work(() => {
        const row = sum.get({ from, to, guild, session }) ?? {}
        return {
          billedMs: number(row, 'billed_ms'),
          spokenMs: number(row, 'spoken_ms'),
          cost: number(row, 'cost'),
        }
      }),
    charges: (session) => database.work(() => ofSession.all({ session }).map(chargeOf)),
    orphans: () => database.work(() => orphans.all().map(chargeOf)),
  }
}

/** To be called before anything is charged: what counts connections now was left by a process before this one. */
export function leaveBehind(database: SqliteDatabase): Promise<void> {
  const mark = database.prepare('UPDATE charges SET left_behind = 1 WHERE open > 0')
  return database.transaction(() => void mark.run())
}

const chargeValues = ({ session, engine, day, guild, billedMs, spokenMs, cost, open }: Charge) => ({
  session,
  engine,
  day,
  guild,
  billed_ms: billedMs,
  spoken_ms: spokenMs,
  cost,
  open,
})

const chargeOf = (row: Row): Charge => ({
  session: sessionId(text(row, 'session')),
  engine: text(row, 'engine'),
  day: text(row, 'day'),
  guild: guildId(text(row, 'guild')),
  billedMs: number(row, 'billed_ms'),
  spokenMs: number(row, 'spoken_ms'),
  cost: number(row, 'cost'),
  open: number(row, 'open'),
})
