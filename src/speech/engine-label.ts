import { type Saying, verbatim } from '../wording/words.ts'
import type { SpeechEngine } from './engine.ts'
import { traitsOf } from './sherpa/catalogue.ts'

/** The engine whose models differ in what can be said of them, as settings name it. */
const LOCAL = 'sherpa'

/** What a record keeps of the engine that was listening: its name, and its model where that is known. */
export const engineTag = ({ name, model }: Pick<SpeechEngine, 'name' | 'model'>): string =>
  model ? `${name}:${model}` : name

/** The name of a tag's engine, as settings have it. */
export const engineOf = (tag: string): string => tag.replace(/:.*$/, '')

/** A tag in words, with how far its text can be trusted where that was measured: for the status and transcripts. */
export function engineLabel(tag: string): Saying {
  const at = tag.indexOf(':')
  // All engines but the one on this machine leave out the model: of that one's, nobody knows which it is.
  if (tag === LOCAL) return ({ speech: { labels } }) => labels.unknown(tag)
  if (at === -1) return verbatim(tag)
  const [name, model] = [tag.slice(0, at), tag.slice(at + 1)]
  const { oneWordWrongIn } = traitsOf(model)
  return ({ speech: { labels } }) =>
    oneWordWrongIn === null ? labels.local(name, model) : labels.small(name, oneWordWrongIn)
}
