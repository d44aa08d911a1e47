/** A text in two: `head` is what fits, `rest` what follows (without the space between them). */
export interface Cut {
  readonly head: string
  readonly rest: string
}

/**
 * Cuts escaped text so that the head has at most `room` UTF-16 units, at the last space where that leaves the head
 * at least half full, else between two characters: never within an escape and its character, nor within a
 * surrogate pair. `room` is at least 2.
 */
export function cutText(text: string, room: number): Cut {
  if (text.length <= room) return { head: text, rest: '' }
  const space = text.lastIndexOf(' ', room)
  if (space >= room / 2)
    return { head: text.slice(0, space).trimEnd(), rest: text.slice(space + 1).trimStart() }
  const end = safeEnd(text, room)
  return { head: text.slice(0, end), rest: text.slice(end).trimStart() }
}

function safeEnd(text: string, end: number): number {
  let backslashes = 0
  while (text[end - 1 - backslashes] === '\\') backslashes += 1
  // An even number escapes itself; the last of an odd number belongs to the character behind the cut.
  const whole = end - (backslashes % 2)
  const code = text.charCodeAt(whole - 1)
  return code >= 0xd800 && code <= 0xdbff ? whole - 1 : whole
}
