import { EngineError } from '../../base/errors.ts'
import type { Words } from '../../wording/words.ts'
import type { ChildEnd } from './recogniser-child.ts'

/** For those who come too late. */
export const closedError = (): EngineError =>
  new EngineError(({ speech }) => speech.sherpa.closed, { retryable: true })

/** Children end again and again, though they load the model. */
export const crashError = ({ cause, exitCode }: ChildEnd): EngineError =>
  new EngineError(({ speech: { sherpa } }) => (cause === 'hung' ? sherpa.hanging : sherpa.crashing), {
    retryable: true,
    code: exitCode ?? undefined,
  })

const LOAD_TROUBLE = {
  died: 'unloadable',
  'bad-model': 'unloadable',
  hung: 'unloadable',
  'slow-load': 'slowLoad',
  'no-addon': 'noAddon',
  'not-started': 'notStarted',
} as const satisfies Record<ChildEnd['cause'], keyof Words['speech']['sherpa']>

/** The model does not come to be loaded: one sentence for each cause. */
export const loadError = ({ cause, exitCode }: ChildEnd, retryable: boolean): EngineError =>
  new EngineError(({ speech }) => speech.sherpa[LOAD_TROUBLE[cause]], {
    retryable,
    code: exitCode ?? undefined,
  })

/** What went wrong while the model's files were looked up. */
export const asEngineError = (error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError(({ speech }) => speech.sherpa.notLookedUp, { retryable: true, cause: error })
