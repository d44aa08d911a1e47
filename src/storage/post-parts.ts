import type { LineId, PostPart, PostPlace } from '../session/store.ts'
import { maybeNumber, number, type Row } from './row.ts'

/** Of a row of `post_parts`, as `partOf` reads it. */
export const PART_COLUMNS = 'line, from_unit, to_unit, first_line, last_line'

export const partOf = (row: Row): PostPart => ({
  line: number(row, 'line'),
  from: number(row, 'from_unit'),
  to: number(row, 'to_unit'),
  place: placeOf(row),
})

export function placeOf(row: Row): PostPlace | undefined {
  const [first, last] = [maybeNumber(row, 'first_line'), maybeNumber(row, 'last_line')]
  return first === null || last === null ? undefined : { first, last }
}

export const placeValues = (place: PostPlace | undefined) => ({
  first_line: place?.first ?? null,
  last_line: place?.last ?? null,
})

/** How far each line is in posts, from its beginning and without a hole. Takes the parts of a line by their beginning. */
export function doneTo(parts: readonly PostPart[]): Map<LineId, number> {
  const done = new Map<LineId, number>()
  for (const { line, from, to } of parts) {
    const before = done.get(line) ?? 0
    done.set(line, from <= before ? Math.max(before, to) : before)
  }
  return done
}
