import type { Posted } from './ledger.ts'
import { plainWords } from './plain-words.ts'

/** What a message in a text channel has that a reader goes by. */
export interface ReadableMessage {
  readonly content: string
  readonly createdAt: number
  /** The webhook it came through; null or left out for a message under its author's own name. */
  readonly webhookId?: string | null
  /** The name above it. */
  readonly authorName?: string
}

/** A line that shows somebody's words: the name in bold, a colon, the words. */
const CAPTION = /^\*\*(.+?)\*\*: (.*)$/
/** Small print: when something was said, or what was not heard. */
const SMALL = /^-# /

/**
 * Reads a channel as a person does: who said what, when it was posted. A webhook's message shows the words of whose
 * name stands above it. Lines that show nobody's words are left out.
 */
export function readChannel(messages: readonly ReadableMessage[]): Posted[] {
  return messages.flatMap((message) =>
    typeof message.webhookId === 'string' ? readPersona(message) : readPlain(message),
  )
}

function readPlain({ content, createdAt }: ReadableMessage): Posted[] {
  return content.split('\n').flatMap((line) => {
    const [, name, words] = CAPTION.exec(line) ?? []
    if (name === undefined || words === undefined) return []
    return [{ speaker: unescaped(name), words: plainWords(unescaped(words)), at: createdAt }]
  })
}

function readPersona({ content, createdAt, authorName = '' }: ReadableMessage): Posted[] {
  const lines = content.split('\n').filter((line) => !SMALL.test(line))
  if (lines.length === 0) return []
  return [{ speaker: authorName, words: plainWords(unescaped(lines.join(' '))), at: createdAt }]
}

/**
 * Text as Discord shows it to a reader in English: a backslash that escapes a character of Markdown is not seen, and
 * a command mention as the command.
 */
export const unescaped = (text: string): string =>
  text.replace(
    /\\([^\p{L}\p{N}\s])|<(\/[^<>:]+):\d+>/gu,
    (_, escaped: string | undefined, command: string | undefined) => escaped ?? command ?? '',
  )
