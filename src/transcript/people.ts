import type { SpeakerId } from '../base/ids.ts'
import type { Words } from '../wording/words.ts'
import { plainLine, visible } from './plain-line.ts'
import type { Transcript } from './transcript.ts'
import type { Speaker } from './turn.ts'

/** Everybody whom a transcript tells of: those who were heard first, in their order; then those who were only there. */
export function peopleOf({ speakers, turns, gaps, presence }: Transcript): readonly Speaker[] {
  const people = new Map<SpeakerId, Speaker>()
  const meet = (speaker: Speaker | null): void => {
    if (speaker !== null && !people.has(speaker.id)) people.set(speaker.id, speaker)
  }
  for (const speaker of speakers) meet(speaker)
  for (const { speaker } of turns) meet(speaker)
  for (const { speaker } of gaps) meet(speaker)
  for (const { speaker } of presence) meet(speaker)
  return [...people.values()]
}

/** Discord's own limit for names, in characters. */
const NAME_LENGTH = 32

/**
 * The names under which people stand in a text: on one line, never empty, never the same for two of them, and
 * without what the text itself uses to tell names from words (square brackets, and the colon at the end).
 */
export function namesOf(people: readonly Speaker[], words: Words): ReadonlyMap<SpeakerId, string> {
  const names = new Map<SpeakerId, string>()
  const taken = new Set<string>()
  for (const { id, name } of people) {
    const own = shownName(name) || words.exports.nameless(id.slice(-4))
    let shown = own
    for (let tries = 4; taken.has(keyOf(shown)); tries += 1) {
      // Somebody may be called like another one with the end of their id behind it.
      shown = `${own} (${tries <= id.length ? id.slice(-tries) : tries})`
    }
    taken.add(keyOf(shown))
    names.set(id, shown)
  }
  return names
}

/** Names that differ only in case or in how a character is encoded look the same. */
const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase()

function shownName(name: string): string {
  const line = visible(plainLine(name))
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replace(/[:\uff1a\ufe55\ufe13\u2236\ua789\u02d0]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= NAME_LENGTH ? line : `${characters.slice(0, NAME_LENGTH - 1).join('')}…`
}
