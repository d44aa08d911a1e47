import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { SpeechEngine } from '../engine.ts'
import { findModel } from './model.ts'
import { TAIL_MS } from './protocol.ts'
import { RecogniserProcess } from './recogniser-process.ts'
import { SherpaStream } from './stream.ts'

export interface SherpaSettings {
  /** The folder that holds the model (`SPEECH_MODEL_DIR`); null when none is set, which `check` then says. */
  readonly modelDir: string | null
}

/** Recognition on this machine, with a streaming transducer in a child process: private and free of charge. */
export function createSherpaEngine(
  settings: SherpaSettings,
  base: { readonly clock: Clock; readonly log: Log },
): SpeechEngine {
  const find = async () => {
    const model = await findModel(settings.modelDir)
    if (model.name === null) base.log.warn('sherpa_model_unknown')
    return model
  }
  const process = new RecogniserProcess(find, base)
  return {
    name: 'sherpa',
    description: ({ speech }) => speech.descriptions.sherpa,
    place: 'here',
    billing: { by: 'nothing', pricePerHour: 0 },
    restAfterMs: null,
    keyTermsCostExtra: false,
    trouble: null,
    checkedMs: 0,
    tailMs: () => TAIL_MS,
    graceMs: 0,
    check: () => process.start(),
    open: (options) => new SherpaStream(process, base.clock, options),
    close: () => process.close(),
  }
}
