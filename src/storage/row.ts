import type { SQLOutputValue } from 'node:sqlite'
import { StoreError } from '../base/errors.ts'

/** A row as SQLite gives it; read with the functions below, so that nothing goes on that is not what it says. */
export type Row = Readonly<Record<string, SQLOutputValue>>

/** The tables are STRICT: this takes a file that was changed by hand. */
export const brokenRow = (what: string, cause?: unknown): StoreError =>
  new StoreError(({ store }) => store.unreadable(what), 'broken', { cause })

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw brokenRow(column)
  return value
}

export const maybeText = (row: Row, column: string): string | null =>
  row[column] === null ? null : text(row, column)

export function number(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw brokenRow(column)
  return value
}

export const maybeNumber = (row: Row, column: string): number | null =>
  row[column] === null ? null : number(row, column)
