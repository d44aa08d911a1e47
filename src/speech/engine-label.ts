import type { SpeechEngine } from './engine.ts'
import { traitsOf } from './sherpa/catalogue.ts'

/** What a record keeps of the engine that was listening: its name, and its model where that is known. */
export const engineTag = ({ name, model }: Pick<SpeechEngine, 'name' | 'model'>): string =>
  model ? `${name}:${model}` : name

/** A tag in words, with how far its text can be trusted where that was measured: for the status and transcripts. */
export function engineLabel(tag: string): string {
  const at = tag.indexOf(':')
  if (at === -1) return tag
  const [name, model] = [tag.slice(0, at), tag.slice(at + 1)]
  const { oneWordWrongIn } = traitsOf(model)
  return oneWordWrongIn === null
    ? `${name} (local model ${model})`
    : `${name} (local small model, about 1 word in ${oneWordWrongIn} wrong)`
}
