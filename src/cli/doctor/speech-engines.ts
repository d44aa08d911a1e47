import { createLog } from '../../base/log.ts'
import { settings } from '../../config/settings.ts'
import type { SpeechEngine } from '../../speech/engine.ts'
import { localModelPlace, makeEngines, preferredEngines } from '../../speech/engines.ts'
import { findModel } from '../../speech/sherpa/model.ts'
import { english } from '../../wording/english/english.ts'
import type { Consultation } from './consultation.ts'
import { type Finding, notOk, ok, skipped, warning } from './finding.ts'

const ASSEMBLYAI = 'AssemblyAI'
const MODEL = 'local model'

/** Opens a real session and ends it as soon as it has begun. */
export async function examineAssemblyAi(consultation: Consultation): Promise<readonly Finding[]> {
  const { config, holds, failureText } = consultation
  const { assemblyaiApiKey, assemblyaiStreamingUrl, speechEngines } = settings
  if (![assemblyaiApiKey, assemblyaiStreamingUrl, speechEngines].every(({ name }) => holds(name)))
    return [skipped(ASSEMBLYAI, 'not before its settings are right')]
  if (!preferredEngines(config).includes('assemblyai'))
    return [
      skipped(
        ASSEMBLYAI,
        config.assemblyaiApiKey === null
          ? 'there is no ASSEMBLYAI_API_KEY'
          : 'SPEECH_ENGINE does not ask for it',
      ),
    ]
  try {
    const billedMs = await checked('assemblyai', consultation)
    return [
      ok(ASSEMBLYAI, `it took the key and began a session (billed ${english.measures.length(billedMs)})`),
    ]
  } catch (error) {
    return [notOk(ASSEMBLYAI, failureText(error))]
  }
}

/** Finds the model, compares its files with those that were published, and loads it. */
export async function examineModel(consultation: Consultation): Promise<readonly Finding[]> {
  const { config, failureText } = consultation
  if (config.speechModelDir === null && !preferredEngines(config).includes('sherpa'))
    return [skipped(MODEL, 'speech is not recognised on this machine (SPEECH_ENGINE, SPEECH_MODEL_DIR)')]
  try {
    const { name } = await findModel(localModelPlace(config))
    await checked('sherpa', consultation)
    return name === null
      ? [
          warning(
            MODEL,
            'it loads, but is none whose files are known: see to it yourself that they are whole.',
          ),
        ]
      : [ok(MODEL, `${name}: its files are as they were published, and it loads`)]
  } catch (error) {
    return [notOk(MODEL, failureText(error))]
  }
}

/** Resolves with what the check was billed for, in ms; rejects with an EngineError, or with the signal's reason. */
async function checked(name: string, { config, clock, signal }: Consultation): Promise<number> {
  const [engine] = makeEngines({ ...config, speechEngines: [name] }, { clock, log: createLog('silent') })
  if (engine === undefined) throw new Error(`there is no engine ${name}`)
  const giveUp = () => void engine.close()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    await orAborted(engine, signal)
    return engine.checkedMs
  } finally {
    signal.removeEventListener('abort', giveUp)
    await engine.close()
  }
}

/** An engine that is closed while it is checked says that it is closed, which is not what went wrong. */
async function orAborted(engine: SpeechEngine, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  try {
    await engine.check()
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
