import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Saying } from '../../wording/words.ts'
import type { SpeechEngine } from '../engine.ts'
import { DEFAULT_MODEL, traitsOf } from './catalogue.ts'
import { findModel, type ModelPlace, proveVad } from './model.ts'
import { TAIL_MS } from './protocol.ts'
import { RecogniserChild } from './recogniser-child.ts'
import { RecogniserPool } from './recogniser-pool.ts'
import { SherpaStream } from './stream.ts'

export interface SherpaSettings {
  /** Where the model lies (`SPEECH_MODEL_DIR`); null when nowhere, which `check` then says. */
  readonly modelDir: string | ModelPlace | null
  /** At most so many child processes (`SPEECH_LOCAL_PROCESSES`); null or left out: one for each core but one. */
  readonly processes?: number | null
  /** The file of a voice activity detector (`SPEECH_VAD_MODEL`); null or left out: none is used. */
  readonly vad?: string | null
}

/** Recognition on this machine, with a streaming transducer in child processes: private and free of charge. */
export function createSherpaEngine(
  settings: SherpaSettings,
  base: { readonly clock: Clock; readonly log: Log },
): SpeechEngine {
  let found: Finding = { kind: 'not-looked' }
  const find = async () => {
    const model = await findModel(settings.modelDir)
    if (model.name === null) base.log.warn('sherpa_model_unknown')
    found = { kind: 'found', name: model.name }
    return { ...model, vad: settings.vad ? await proveVad(settings.vad) : null }
  }
  const pool = new RecogniserPool({
    ...base,
    find,
    begin: (model, listener) => new RecogniserChild(model, base.clock, listener),
    most: settings.processes ?? null,
  })
  return {
    name: 'sherpa',
    get description() {
      return describe(found)
    },
    get model() {
      return found.kind === 'found' ? found.name : null
    },
    place: 'here',
    billing: { by: 'nothing', pricePerHour: 0 },
    restAfterMs: null,
    // Not money, but other words: with a list of which none was said, 11.2 % of words were wrong instead of 9.3 %.
    keyTermsCostExtra: true,
    trouble: null,
    checkedMs: 0,
    tailMs: () => TAIL_MS,
    graceMs: 0,
    check: () => pool.start(),
    open: (options) => new SherpaStream(pool, base.clock, options),
    close: () => pool.close(),
  }
}

/** What was found where the model lies; its name is null where it is none of the catalogue. */
type Finding = { readonly kind: 'not-looked' } | { readonly kind: 'found'; readonly name: string | null }

/** For the public notice. Before anybody has looked, it is taken for the model that is fetched where none is named. */
function describe(found: Finding): Saying {
  const { oneWordWrongIn } = traitsOf(found.kind === 'found' ? found.name : DEFAULT_MODEL)
  return ({ speech: { descriptions } }) =>
    oneWordWrongIn === null ? descriptions.sherpaUnmeasured : descriptions.sherpa(oneWordWrongIn)
}
