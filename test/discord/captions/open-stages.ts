import { afterEach } from '@jest/globals'
import type { CaptionSink } from '../../../src/session/ports.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'
import { type Stage, type StageOptions, setStage } from './caption-stage.ts'

/** A stage, and the sink on its text channel. */
export interface OpenStage extends Stage {
  readonly sink: CaptionSink
}

/** Opens stages on a hurried clock for the tests of a file, one a test, and closes each behind its test. */
export function openStages(): (options?: StageOptions) => Promise<OpenStage> {
  let stage: Stage | undefined
  afterEach(async () => {
    await stage?.close()
    stage = undefined
  })
  return async (options = {}) => {
    stage = await setStage({ clock: hurriedClock(10), ...options })
    return { ...stage, sink: await stage.open() }
  }
}
