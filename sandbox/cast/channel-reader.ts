import type { Posted } from './ledger.ts'
import { plainWords } from './plain-words.ts'

/** What a message in a text channel has that a reader goes by. */
export interface ReadableMessage {
  readonly content: string
  readonly createdAt: number
}

/** A line that shows somebody's words: the name in bold, a colon, the words. */
const CAPTION = /^\*\*(.+?)\*\*: (.*)$/

/** Reads a channel as a person does: who said what, when it was posted. Lines that show nobody's words are left out. */
export function readChannel(messages: readonly ReadableMessage[]): Posted[] {
  return messages.flatMap(({ content, createdAt }) =>
    content.split('\n').flatMap((line) => {
      const [, name, words] = CAPTION.exec(line) ?? []
      if (name === undefined || words === undefined) return []
      return [{ speaker: unescaped(name), words: plainWords(unescaped(words)), at: createdAt }]
    }),
  )
}

/** Text as Discord shows it: a backslash that escapes a character of Markdown is not seen. */
export const unescaped = (text: string): string => text.replace(/\\([^\p{L}\p{N}\s])/gu, '$1')
