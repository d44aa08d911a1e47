import { english } from '../wording/english/english.ts'
import type { Saying } from '../wording/words.ts'

/**
 * The failures that are expected. Whatever else is thrown is a bug, and is logged with its stack.
 *
 * They are written for whoever can act on them and never hold speech, names, tokens or keys. `message` is English, for
 * the host; people read `saying`.
 */

/** Something the person who gave a command can understand and mend: what it says is shown to them, in their language. */
export class UserError extends Error {
  override name = 'UserError'
  readonly saying: Saying

  constructor(saying: Saying, options: ErrorOptions = {}) {
    super(saying(english), options)
    this.saying = saying
  }
}

export interface EngineErrorOptions {
  /** True when trying again later can help (network, overload); false when only a person can mend it. */
  readonly retryable: boolean
  /** The engine's own code: a WebSocket close code, an HTTP status, an exit code. */
  readonly code?: number | undefined
  readonly cause?: unknown
}

/** A speech engine could not do its work. */
export class EngineError extends Error {
  override name = 'EngineError'
  readonly retryable: boolean
  readonly code: number | undefined
  readonly saying: Saying

  constructor(saying: Saying, options: EngineErrorOptions) {
    super(saying(english), options.cause === undefined ? undefined : { cause: options.cause })
    this.saying = saying
    this.retryable = options.retryable
    this.code = options.code
  }
}

export type StoreTrouble = 'full' | 'read-only' | 'locked' | 'broken' | 'closed'

/** What is kept could not be written or read; the message says what to do and holds nothing of what was kept. */
export class StoreError extends Error {
  override name = 'StoreError'
  readonly trouble: StoreTrouble
  readonly saying: Saying

  constructor(saying: Saying, trouble: StoreTrouble, options: { readonly cause?: unknown } = {}) {
    super(saying(english), options)
    this.saying = saying
    this.trouble = trouble
  }
}

/** The configuration cannot be used; lists every problem at once, one sentence each. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    )
    this.problems = problems
  }
}
