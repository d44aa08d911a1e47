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

/** What a process gets for what it did itself: any other signal was sent to it, by a person or for want of memory. */
const FAULTS: readonly (string | null)[] = [
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
]

const wasKilled = ({ cause, signal }: ChildEnd): boolean =>
  cause === 'died' && signal !== null && !FAULTS.includes(signal)

/** Whether a child that came to this end while it loaded the model could not load it, and no other would. */
export const refusesModel = (end: ChildEnd): boolean =>
  end.cause === 'bad-model' || end.cause === 'no-addon' || (end.cause === 'died' && !wasKilled(end))

/** The model does not come to be loaded: one sentence for each cause. */
export const loadError = (end: ChildEnd, retryable: boolean): EngineError =>
  new EngineError(
    ({ speech: { sherpa } }) => (wasKilled(end) ? sherpa.killed : sherpa[LOAD_TROUBLE[end.cause]]),
    {
      retryable,
      code: end.exitCode ?? undefined,
    },
  )

/** What went wrong while the model's files were looked up. */
export const asEngineError = (error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError(({ speech }) => speech.sherpa.notLookedUp, { retryable: true, cause: error })
