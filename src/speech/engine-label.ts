import { type Saying, verbatim } from '../wording/words.ts'
import type { SpeechEngine } from './engine.ts'
import { traitsOf } from './sherpa/catalogue.ts'

/** What a record keeps of the engine that was listening: its name, and its model where that is known. */
export const engineTag = ({ name, model }: Pick<SpeechEngine, 'name' | 'model'>): string =>
  model ? `${name}:${model}` : name

/** A tag in words, with how far its text can be trusted where that was measured: for the status and transcripts. */
export function engineLabel(tag: string): Saying {
  const at = tag.indexOf(':')
  if (at === -1) return verbatim(tag)
  const [name, model] = [tag.slice(0, at), tag.slice(at + 1)]
  const { oneWordWrongIn } = traitsOf(model)
  return ({ speech: { labels } }) =>
    oneWordWrongIn === null ? labels.local(name, model) : labels.small(name, oneWordWrongIn)
}
