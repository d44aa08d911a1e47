import { EngineError } from '../../base/errors.ts'
import type { ChildEnd } from './recogniser-child.ts'

/** For those who come too late. */
export const closedError = (): EngineError =>
  new EngineError('The local speech recogniser was shut down.', { retryable: true })

/** Children end again and again, though they load the model. */
export const crashError = ({ cause, exitCode }: ChildEnd): EngineError =>
  new EngineError(`The local speech recogniser keeps ${cause === 'hung' ? 'hanging' : 'crashing'}.`, {
    retryable: true,
    code: exitCode ?? undefined,
  })

const LOAD_TROUBLE: Record<ChildEnd['cause'], string> = {
  died: 'The local speech model could not be loaded.',
  'bad-model': 'The local speech model could not be loaded.',
  hung: 'The local speech model could not be loaded.',
  'slow-load': 'The local speech model was not loaded within 30 s.',
  'no-addon':
    'The local speech recogniser cannot run on this machine: the package sherpa-onnx-node has no program for it.',
  'not-started': 'This machine has no room for the process of the local speech recogniser.',
}

/** The model does not come to be loaded: one sentence for each cause. */
export const loadError = ({ cause, exitCode }: ChildEnd, retryable: boolean): EngineError =>
  new EngineError(LOAD_TROUBLE[cause], { retryable, code: exitCode ?? undefined })

/** What went wrong while the model's files were looked up. */
export const asEngineError = (error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError('The local speech model could not be looked up.', { retryable: true, cause: error })
