import { plainLine, visible } from '../../transcript/plain-line.ts'
import { unlinked } from '../command-mentions.ts'

/**
 * Makes what people say, and what they are called, safe to stand in a Discord message: it reads as it was said,
 * and can neither ping, format, link, nor pretend to be another line.
 */

/** What Discord's Markdown gives a meaning anywhere; `<`, `@` and `#` also begin mentions, emoji and timestamps. */
const SPECIAL = /[\\*_~`|[\]<>@#]/g
/** A list item, where a line could begin. */
const LIST = /(^| )(?:([-+])|(\d+)([.)]))(?= |$)/g
/** What makes a client see an address; after a backslash in its middle it sees words. */
const SCHEME = /:(?=\/\/)/g
/** Invitations and gifts become cards even without a scheme in front. */
const DISCORD_HOST = /(discord(?:app)?)\.(?=[a-z])/gi

/** Escapes one line (see `plainLine`); a backslash never stands before a space, so it can be cut at spaces. */
export function escaped(line: string): string {
  return line
    .replace(SPECIAL, '\\$&')
    .replace(LIST, (_, before: string, bullet?: string, digits?: string, dot?: string) =>
      bullet === undefined ? `${before}${digits}\\${dot}` : `${before}\\${bullet}`,
    )
    .replace(SCHEME, '\\:')
    .replace(DISCORD_HOST, '$1\\.')
}

/** Discord's own limit for names, in characters. */
const NAME_LENGTH = 32

/** A name that is safe and has something to see; `fallback` where nothing is left of it. */
export function safeName(name: string, fallback: string): string {
  const line = visible(plainLine(name))
  const characters = [...line]
  const short = characters.length <= NAME_LENGTH ? line : `${characters.slice(0, NAME_LENGTH - 1).join('')}…`
  return unlinked(escaped(short === '' ? fallback : short))
}

/** A person's name as it stands in a message; the end of their id where no name can be shown. */
export const nameOf = (person: { readonly id: string; readonly name: string }): string =>
  safeName(person.name, `Speaker ${person.id.slice(-4)}`)

/** Speech, or any other text of a single line, made safe. */
export const safeText = (text: string): string => escaped(plainLine(text))

/** What people wrote, or are called, within a sentence of the bot's own: its commands are nobody else's to name. */
export const quotedText = (text: string): string => unlinked(safeText(text))

/** Text of the house that may hold names: its line breaks stay. */
export const safeLines = (text: string): string =>
  text
    .split('\n')
    .map(safeText)
    .filter((line) => line !== '')
    .join('\n')
