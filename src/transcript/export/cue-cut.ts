import type { Atom } from './timed-text.ts'

/** What is read at once: two lines of 42 columns, the common ground of subtitle guides. */
export const LINE_COLUMNS = 42
export const SHORTEST_CUE_MS = 1_000
export const LONGEST_CUE_MS = 7_000
/** A speaker who is silent for so long has begun something new. */
const PAUSE_MS = 2_000
/** A pause after which a cue may well end. */
const BREATH_MS = 300

const SENTENCE_END = /[.!?…。！？।؟]["'”’»)\]]*$/u
const CLAUSE_END = /[,;:–—、，；：،]["'”’»)\]]*$/u

/** Goes before a second line that could be taken for somebody else's words; two columns. */
const CONTINUED = '… '
/** "Bob: I did it", said by Ada and by chance at the beginning of a line. */
const COLON = /[:\uff1a\ufe55\ufe13\u2236\ua789\u02d0]/
const NAMELIKE = /^.{1,40}?[:\uff1a\ufe55\ufe13\u2236\ua789\u02d0]/u
/** An atom must fit a second line that is marked so. */
export const ATOM_COLUMNS = LINE_COLUMNS - CONTINUED.length

/** The columns that the first line has left beside the name. */
export type Room = number

/** Atoms into pieces that fit a cue, each ending where a reader would pause if there is such a place. */
export function cutIntoCues(
  atoms: readonly Atom[],
  roomOf: (cue: number) => Room,
): readonly (readonly Atom[])[] {
  const cues: (readonly Atom[])[] = []
  for (let from = 0; from < atoms.length; ) {
    const room = roomOf(cues.length)
    const most = fitting(atoms, from, room)
    const to = most < atoms.length ? bestEnd(atoms, from, most) : most
    cues.push(atoms.slice(from, to))
    from = to
  }
  return cues
}

/** The end of the longest piece from here on that fits two lines and the longest time: at least one atom. */
function fitting(atoms: readonly Atom[], from: number, room: Room): number {
  let [line, used] = [1, 0]
  for (let to = from; to < atoms.length; to += 1) {
    const atom = atoms[to]
    if (!atom || (to > from && !goesOn(atoms, from, to))) return to
    const width = atom.width + (used > 0 && atom.spaced ? 1 : 0)
    if (line === 1 && used + width > room) [line, used] = [2, atom.width]
    else used += width
    if (line === 2 && used > ATOM_COLUMNS && to > from) return to
  }
  return atoms.length
}

/** Whether this atom can be on the screen together with those since `from`. */
function goesOn(atoms: readonly Atom[], from: number, at: number): boolean {
  const [first, before, atom] = [atoms[from], atoms[at - 1], atoms[at]]
  if (!first || !before || !atom) return false
  return atom.startMs - before.endMs < PAUSE_MS && atom.endMs - first.startMs <= LONGEST_CUE_MS
}

/** Where to end a piece that could go on until `most`, where more follows. */
function bestEnd(atoms: readonly Atom[], from: number, most: number): number {
  const longest = leavingEnough(atoms, from, most)
  const last = (share: number, isEnd: (before: Atom, after: Atom) => boolean): number | undefined => {
    const least = from + Math.max(1, Math.ceil((longest - from) * share))
    for (let end = longest; end >= least; end -= 1) {
      const [before, after] = [atoms[end - 1], atoms[end]]
      if (before && after && isEnd(before, after)) return end
    }
    return undefined
  }
  return (
    last(1 / 3, ({ text }) => SENTENCE_END.test(text)) ??
    last(1 / 2, ({ text }) => CLAUSE_END.test(text)) ??
    last(1 / 2, (before, after) => after.startMs - before.endMs >= BREATH_MS) ??
    longest
  )
}

/** Gives up the end of a piece, but not half of it, so that what follows is no single word that flits past. */
function leavingEnough(atoms: readonly Atom[], from: number, most: number): number {
  const lastEndMs = atoms.at(-1)?.endMs ?? 0
  const least = from + Math.ceil((most - from) / 2)
  let end = most
  while (end > least && lastEndMs - (atoms[end]?.startMs ?? lastEndMs) < SHORTEST_CUE_MS) end -= 1
  return end
}

/** A piece as one line, or two of about the same length; null where it does not fit. The first may be empty beside a name. */
export function linesOf(atoms: readonly Atom[], room: Room): readonly string[] | null {
  const total = widthOf(atoms)
  if (total <= room) return [textOf(atoms)]
  const reserved = atoms.some(({ text }) => COLON.test(text)) ? CONTINUED.length : 0
  let best: { readonly end: number; readonly uneven: number } | null = null
  let first = 0
  for (let end = room < LINE_COLUMNS ? 0 : 1; end < atoms.length; end += 1) {
    const added = atoms[end - 1]
    if (added) first += added.width + (end > 1 && added.spaced ? 1 : 0)
    const second = total - first - (end > 0 && atoms[end]?.spaced ? 1 : 0)
    if (first > room) break
    if (second + reserved > LINE_COLUMNS) continue
    const uneven = Math.abs(LINE_COLUMNS - room + first - second)
    if (best === null || uneven < best.uneven) best = { end, uneven }
  }
  if (best === null) return null
  const [firstLine, secondLine] = [textOf(atoms.slice(0, best.end)), textOf(atoms.slice(best.end))]
  // Only what the transcript itself tells begins with a square bracket.
  const couldForge = !firstLine.startsWith('[') && NAMELIKE.test(secondLine)
  return [firstLine, couldForge ? CONTINUED + secondLine : secondLine]
}

const widthOf = (atoms: readonly Atom[]): number =>
  atoms.reduce((width, atom, at) => width + atom.width + (at > 0 && atom.spaced ? 1 : 0), 0)

const textOf = (atoms: readonly Atom[]): string =>
  atoms.map(({ text, spaced }, at) => (at > 0 && spaced ? ` ${text}` : text)).join('')
