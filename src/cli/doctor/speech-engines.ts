import { CHUNK_BYTES, CHUNK_MS } from '../../audio/pcm.ts'
import { EngineError } from '../../base/errors.ts'
import { createLog } from '../../base/log.ts'
import { settings } from '../../config/settings.ts'
import { PLAIN_TUNING, type SpeechEngine, type SpeechEvent } from '../../speech/engine.ts'
import { localModelPlace, makeEngines, preferredEngines } from '../../speech/engines.ts'
import { findModel } from '../../speech/sherpa/model.ts'
import { english } from '../../wording/english/english.ts'
import { verbatim } from '../../wording/words.ts'
import type { Consultation } from './consultation.ts'
import { type Finding, notOk, ok, skipped, unused, warning } from './finding.ts'

const ASSEMBLYAI = 'AssemblyAI'
const MODEL = 'local model'

/** So much silence is told to a service, in pieces that last as long as they sound (it takes them no faster). */
const SILENCE_MS = 500
/** As if somebody breathed: a stream does not connect for silence that was filled in, whose level is 0. */
const LEVEL = 1
/** For the end of a session, once all was told to it. */
const END_MS = 5_000

/** Holds a real session of half a second. */
export async function examineAssemblyAi(consultation: Consultation): Promise<readonly Finding[]> {
  const { config, holds, failureText } = consultation
  const { assemblyaiApiKey, assemblyaiStreamingUrl, speechEngines } = settings
  if (![assemblyaiApiKey, assemblyaiStreamingUrl, speechEngines].every(({ name }) => holds(name)))
    return [skipped(ASSEMBLYAI, 'not before its settings are right')]
  if (!preferredEngines(config).includes('assemblyai'))
    return [
      unused(
        ASSEMBLYAI,
        config.assemblyaiApiKey === null
          ? 'there is no ASSEMBLYAI_API_KEY'
          : 'SPEECH_ENGINE does not ask for it',
      ),
    ]
  try {
    const billedMs = await withEngine('assemblyai', consultation, (engine) =>
      holdSession(engine, consultation),
    )
    const billed = english.measures.length(billedMs)
    return [ok(ASSEMBLYAI, `it took the key and half a second of silence (billed ${billed})`)]
  } catch (error) {
    return [notOk(ASSEMBLYAI, failureText(error))]
  }
}

/** Finds the model, compares its files with those that were published, and loads it. */
export async function examineModel(consultation: Consultation): Promise<readonly Finding[]> {
  const { config, failureText } = consultation
  if (config.speechModelDir === null && !preferredEngines(config).includes('sherpa'))
    return [unused(MODEL, 'speech is not recognised on this machine (SPEECH_ENGINE, SPEECH_MODEL_DIR)')]
  try {
    const { name } = await findModel(localModelPlace(config))
    await withEngine('sherpa', consultation, (engine) => engine.check())
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

/** Lends an engine to one use. Rejects as that does, and with the signal's reason. */
async function withEngine<Result>(
  name: string,
  { config, clock, signal }: Consultation,
  use: (engine: SpeechEngine) => Promise<Result>,
): Promise<Result> {
  const [engine] = makeEngines({ ...config, speechEngines: [name] }, { clock, log: createLog('silent') })
  if (engine === undefined) throw new Error(`there is no engine ${name}`)
  const giveUp = () => void engine.close()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    signal.throwIfAborted()
    return await use(engine)
  } catch (error) {
    // An engine that is closed while it is used says that it is closed, which is not what went wrong.
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', giveUp)
    await engine.close()
  }
}

/** Resolves with what the session was billed for, in ms; rejects with the EngineError that says why there was none. */
async function holdSession(engine: SpeechEngine, { clock, signal }: Consultation): Promise<number> {
  const { promise: decided, resolve: decide } = Promise.withResolvers<void>()
  const lost = new AbortController()
  const stream = engine.open({
    label: 'doctor',
    tuning: PLAIN_TUNING,
    emit: (event) => {
      if (isLoss(event)) lost.abort()
      if (lost.signal.aborted || isLive(event) || event.kind === 'ended') decide()
    },
  })
  // The first sound makes it connect; the others follow when it has, each after as long as it sounds.
  for (let atMs = 0; atMs < SILENCE_MS && !lost.signal.aborted; atMs += CHUNK_MS) {
    stream.send({ atMs, pcm: Buffer.alloc(CHUNK_BYTES), level: LEVEL })
    await decided
    await new Promise<void>((resolve) => clock.after(CHUNK_MS, resolve))
  }
  if (lost.signal.aborted) stream.abort()
  await stream.finish(END_MS)
  signal.throwIfAborted()
  if (!lost.signal.aborted) return stream.usage().billedMs
  // A stream tells that it was lost, and a check why.
  await engine.check()
  throw new EngineError(verbatim('A session began, but broke off: try again.'), { retryable: true })
}

const isLive = (event: SpeechEvent): boolean => event.kind === 'health' && event.state === 'live'

const isLoss = (event: SpeechEvent): boolean =>
  (event.kind === 'health' && event.state === 'waiting') || (event.kind === 'ended' && event.error !== null)
