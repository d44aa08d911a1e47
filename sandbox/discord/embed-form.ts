import { type Form, lengthOf } from './form.ts'
import type { Json } from './json.ts'

/** "Embed Limits": of one embed's parts, and of all text in all embeds of a message. */
const TOTAL_MAX = 6000
const EMBEDS_MAX = 10

/** Reads and checks a message's embeds; undefined when the request has none. */
export function readEmbeds(form: Form): readonly Json[] | undefined {
  const embeds = form.forms('embeds', EMBEDS_MAX)
  if (embeds === undefined) return undefined
  const total = embeds.reduce((sum, embed) => sum + readEmbed(embed), 0)
  if (total > TOTAL_MAX) {
    const message = `Embed size exceeds maximum size of ${TOTAL_MAX}`
    form.refuse('embeds', 'MAX_EMBED_SIZE_EXCEEDED', message)
  }
  return embeds.map((embed) => ({ type: 'rich', ...embed.fields }))
}

/** Checks one embed; answers how many characters count towards the total. */
function readEmbed(embed: Form): number {
  const texts = [embed.text('title', { max: 256 }), embed.text('description', { max: 4096 })]
  texts.push(embed.form('footer')?.text('text', { required: true, max: 2048 }))
  texts.push(embed.form('author')?.text('name', { required: true, max: 256 }))
  for (const field of embed.forms('fields', 25) ?? []) {
    texts.push(field.text('name', { required: true, min: 1, max: 256 }))
    texts.push(field.text('value', { required: true, min: 1, max: 1024 }))
  }
  return texts.reduce((sum, text) => sum + lengthOf(text ?? ''), 0)
}
