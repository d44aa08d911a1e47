import type { Command } from 'commander'
import { UserError } from '../../base/errors.ts'
import { createLog } from '../../base/log.ts'
import type { Config } from '../../config/load.ts'
import { money } from '../../session/spend/session-spend.ts'
import type { SpeechEngine } from '../../speech/engine.ts'
import { ENGINE_NAMES, makeEngines, preferredEngines } from '../../speech/engines.ts'
import { english } from '../../wording/english/english.ts'
import { verbatim } from '../../wording/words.ts'
import { speechConfig } from '../speech-config.ts'
import { aborted, type Surroundings, say, type ToolCall } from '../surroundings.ts'
import { Dictation } from './dictation.ts'
import { findRecorder, type Recorder, recordersFor } from './recorders.ts'
import { Recording, type RecordingEnd } from './recording.ts'
import { MicrophoneScreen } from './screen.ts'

export interface MicrophoneOptions {
  readonly engine?: string
  readonly language?: string
  readonly recorder?: string
  readonly device?: string
}

/** Listens until Ctrl+C, or until the recorder comes to an end; then come the last words and the sum. */
export async function listen(options: MicrophoneOptions, { surroundings, command }: ToolCall): Promise<void> {
  const { environment, clock } = surroundings
  if (options.engine !== undefined && !ENGINE_NAMES.includes(options.engine))
    command.error(`error: --engine must be ${ENGINE_NAMES.join(' or ')}`)
  const recorder = await chosenRecorder(options, surroundings, command)
  const config = speechConfig(environment, options.engine ?? null)
  const [name] = preferredEngines(config)
  const [engine] = makeEngines(
    { ...config, speechEngines: name === undefined ? [] : [name] },
    { clock, log: createLog('silent') },
  )
  if (engine === undefined) throw new Error('there is always an engine to prefer')
  try {
    // A service is tried by the first words; a probe of its own would be billed.
    if (engine.place === 'here') await engine.check()
    await dictate({ engine, recorder, config, options, surroundings })
  } finally {
    await engine.close()
  }
}

async function chosenRecorder(
  { recorder: wanted }: MicrophoneOptions,
  { environment }: Surroundings,
  command: Command,
): Promise<Recorder> {
  const all = recordersFor(process.platform)
  const candidates = wanted === undefined ? all : all.filter(({ name }) => name === wanted)
  if (candidates.length === 0)
    command.error(`error: --recorder must be ${all.map(({ name }) => name).join(', ')}`)
  const found = await findRecorder(candidates, environment['PATH'] ?? '')
  if (found !== null) return found
  throw new UserError(() =>
    wanted === undefined
      ? 'There is no program here that records: install one of arecord (apt install alsa-utils), sox (apt install sox, brew install sox) or ffmpeg (apt install ffmpeg, brew install ffmpeg).'
      : `${wanted} is not installed here, or not on the PATH.`,
  )
}

interface Seat {
  readonly engine: SpeechEngine
  readonly recorder: Recorder
  readonly config: Config
  readonly options: MicrophoneOptions
  readonly surroundings: Surroundings
}

async function dictate({ engine, recorder, config, options, surroundings }: Seat): Promise<void> {
  const { out, errors, environment, clock, signal } = surroundings
  const { language, device } = options
  const dictation = new Dictation(engine, new MicrophoneScreen(out, errors), {
    keyTerms: config.keyTerms,
    ...(language !== undefined && { languageCodes: [language] }),
  })
  const begun = clock.now()
  say(
    errors,
    `Listening through ${recorder.name}. Recognised by ${engine.description(english)}. Ctrl+C ends it.`,
  )
  const recording = new Recording({
    call: recorder.call(device ?? null),
    environment,
    clock,
    onSound: (samples) => dictation.tell(samples),
  })
  const end = await Promise.race([
    recording.ended,
    dictation.ended.then((error) => error),
    aborted(signal).then((): RecordingEnd => ({ kind: 'over' })),
  ])
  await recording.stop()
  await dictation.finish(config.drainSeconds * 1000)
  if (dictation.soundMs > 0)
    say(errors, summary(dictation, { engine, listenedMs: clock.now() - begun, currency: config.currency }))
  if (end instanceof Error) throw end
  if (end?.kind === 'broke') throw new UserError(verbatim(brokenSentence(recorder.name, end)))
}

interface Bill {
  readonly engine: SpeechEngine
  readonly listenedMs: number
  readonly currency: string
}

/** "Listened for 1 min 5 s: 12 turns, 134 words. Sent 1 min 3 s of sound to assemblyai; billed 1 min 6 s: 0.01 USD." */
function summary(dictation: Dictation, { engine, listenedMs, currency }: Bill): string {
  const { turns, words, soundMs, billedMs } = dictation
  const heard = `Listened for ${english.measures.length(listenedMs)}: ${count(turns, 'turn')}, ${count(words, 'word')}.`
  const sound = `${english.measures.length(soundMs)} of sound`
  if (engine.place === 'here') return `${heard} Heard ${sound} on this machine, which costs nothing.`
  const cost = money((billedMs / 3_600_000) * engine.billing.pricePerHour, currency)(english)
  const bill = billedMs === 0 ? 'billed nothing' : `billed ${english.measures.length(billedMs)}: ${cost}`
  return `${heard} Sent ${sound} to ${engine.name}; ${bill}.`
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

function brokenSentence(name: string, { how, said }: Extract<RecordingEnd, { kind: 'broke' }>): string {
  const tail = said === '' ? '' : ` It said: ${said}`
  return `${name} ended by itself (${how}): is a microphone there, and may you use it?${tail}`
}
