import type { Saying } from '../../wording/words.ts'
import type { CaptionSink } from '../ports.ts'
import type { Reopening } from './reopening.ts'

/** How it stands with the place where a session posts. */
export type TargetState =
  /** Lines wait until the sink was begun, or has settled what one before it left. */
  | { readonly kind: 'settling'; readonly sink: CaptionSink }
  | { readonly kind: 'open'; readonly sink: CaptionSink }
  /** It may open again. */
  | { readonly kind: 'closed'; readonly reason: Saying; readonly reopening: Reopening }
  | { readonly kind: 'moving' }
  | { readonly kind: 'over' }

/** The sink that is there, whether or not lines go through to it; null: there is none. */
export const sinkOf = (state: TargetState): CaptionSink | null =>
  state.kind === 'open' || state.kind === 'settling' ? state.sink : null
