import { plainLine, visible } from './markup.ts'

/** Longest name of a webhook's message (Discord's documentation, "Create Webhook"). */
const LENGTH = 80
/** Words that Discord refuses in a webhook's name, each in two parts. */
const REFUSED = [/(cly)(de)/gi, /(dis)(cord)/gi]

/**
 * The name under which a person's words are posted through a webhook: theirs, as far as webhooks take it. `fallback`
 * where there is nothing to see.
 */
export function personaName(name: string, fallback: string): string {
  const line = visible(plainLine(name))
  const taken = REFUSED.reduce((text, word) => text.replace(word, '$1·$2'), line === '' ? fallback : line)
  return taken.length <= LENGTH
    ? taken
    : `${taken
        .slice(0, LENGTH - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
}

/** A person's name as a persona has it; the end of their id where no name can be shown. */
export const personaOf = (person: { readonly id: string; readonly name: string }): string =>
  personaName(person.name, `Speaker ${person.id.slice(-4)}`)
