/** What a session was asked to do, after its query (and each UpdateConfiguration) passed the service's checks. */
export interface Parameters {
  readonly speechModel: string
  /** The Pro family's: echoed, and without effect on these turns. */
  readonly mode: string
  readonly sampleRate: number
  readonly formatTurns: boolean
  /** 0 to 1: a turn ends after the shorter silence when the server is at least so sure that it is over. */
  readonly confidenceThreshold: number
  readonly minTurnSilenceMs: number
  readonly maxTurnSilenceMs: number
  readonly heartbeat: boolean
  readonly inactivityTimeoutSeconds: number | null
  readonly filterProfanity: boolean
}

/** Either the parameters, or the text of the Error 3006 that refuses them. */
export type Checked =
  | { readonly ok: true; readonly parameters: Parameters }
  | { readonly ok: false; readonly problem: string }

export const DEFAULT_PARAMETERS: Parameters = {
  speechModel: 'universal-streaming-english',
  mode: 'balanced',
  sampleRate: 16_000,
  formatTurns: false,
  confidenceThreshold: 0.4,
  minTurnSilenceMs: 400,
  maxTurnSilenceMs: 1280,
  heartbeat: false,
  inactivityTimeoutSeconds: null,
  filterProfanity: false,
}

/** The names that the service itself listed in a validation error. */
const MODELS = [
  ...['universal-streaming-english', 'universal-streaming-multilingual', 'whisper-rt', 'u3-rt-pro'],
  ...['u3-rt-pro-beta-1', 'universal-3-5-pro', 'universal-3-6-pro', 'universal-3-6'],
  ...['u3-rt-agent', 'universal-3-7-preview', '_universal-3-5-notetaker'],
]

/** Whether a session of this model speaks as the Pro family does, not as the older models. */
export function isPro({ speechModel }: Pick<Parameters, 'speechModel'>): boolean {
  return /^(u3-|universal-3)/.test(speechModel)
}

type Check = (value: unknown) => string | null

const isBoolean: Check = (value) => (typeof value === 'boolean' ? null : 'Input should be a valid boolean')

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.some((name) => name === value) ? null : `Input should be one of ${allowed.join(', ')}`

const between =
  (least: number, most: number, whole: boolean): Check =>
  (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'Input should be a valid number'
    if (whole && !Number.isInteger(value)) return 'Input should be a valid integer'
    return value < least || value > most ? `Input should be between ${least} and ${most}` : null
  }

const listOfAtMost =
  (most: number): Check =>
  (value) => {
    if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) return 'Invalid JSON array'
    return value.length > most ? `List should have at most ${most} items` : null
  }

/** Some of those that were seen to be taken; `multi` must stand alone. */
const LANGUAGES = 'en es de fr it pt tr nl sv no da fi hi vi ar he ja ur zh ru ko ca gl ro multi'.split(' ')

const languages: Check = (value) => {
  const problem = listOfAtMost(10)(value)
  if (problem !== null || !Array.isArray(value)) return problem
  if (value.includes('multi') && value.length > 1) return 'multi excludes other languages'
  return value.every((code) => LANGUAGES.includes(code)) ? null : 'Unknown language code'
}

const notHere: Check = () => 'not supported by this speech model'
const onlyPcm: Check = (value) =>
  value === 'pcm_s16le' ? null : 'Input should be pcm_s16le, the only encoding this stand-in understands'

const integer = (least: number, most: number): Check => between(least, most, true)
const fraction = between(0, 1, false)

/** Settings that may change in mid-session. */
const CHANGEABLE: ReadonlyMap<string, Check> = new Map(
  Object.entries({
    end_of_turn_confidence_threshold: fraction,
    min_turn_silence: integer(50, 10_000),
    min_end_of_turn_silence_when_confident: integer(50, 10_000),
    max_turn_silence: integer(0, 60_000),
    vad_threshold: fraction,
    format_turns: isBoolean,
    session_heartbeat: isBoolean,
    filter_profanity: isBoolean,
    keyterms_prompt: listOfAtMost(100),
    language_codes: languages,
    mode: oneOf('min_latency', 'balanced', 'max_accuracy'),
    // The Pro family's alone, and of no use where words are tones.
    prompt: notHere,
    agent_context: notHere,
  }),
)

const ALL: ReadonlyMap<string, Check> = new Map([
  ...CHANGEABLE,
  ...Object.entries({
    speech_model: oneOf(...MODELS),
    sample_rate: integer(8000, 96_000),
    encoding: onlyPcm,
    inactivity_timeout: integer(5, 3600),
    language_detection: isBoolean,
    speaker_labels: isBoolean,
    redact_pii: isBoolean,
    include_partial_turns: isBoolean,
    max_speakers: integer(1, 10),
  }),
])

const TEXTS = new Set(['speech_model', 'encoding', 'mode', 'prompt', 'agent_context'])

/** Checks the query of a connection. Unknown names are ignored without a word, as the service does. */
export function checkQuery(query: URLSearchParams): Checked {
  const values = new Map<string, unknown>()
  for (const name of new Set(query.keys())) {
    const given = query.getAll(name)
    // An array given as a repeated parameter is not the JSON array that the service wants.
    if (given.length > 1 && ALL.has(name)) return { ok: false, problem: invalid(name, 'Invalid JSON array') }
    values.set(name, read(name, given[0] ?? ''))
  }
  return check(values, ALL, DEFAULT_PARAMETERS)
}

/** Checks the fields of an UpdateConfiguration message against what holds now. */
export function checkUpdate(fields: Readonly<Record<string, unknown>>, now: Parameters): Checked {
  return check(new Map(Object.entries(fields)), CHANGEABLE, now)
}

function check(
  given: ReadonlyMap<string, unknown>,
  checks: ReadonlyMap<string, Check>,
  before: Parameters,
): Checked {
  const values = new Map<string, unknown>()
  for (const [name, value] of given) {
    const problem = checks.get(name)?.(value) ?? null
    if (problem !== null) return { ok: false, problem: invalid(name, problem) }
    if (checks.has(name)) values.set(name, value)
  }
  const number = (name: string, otherwise: number) => {
    const value = values.get(name)
    return typeof value === 'number' ? value : otherwise
  }
  const boolean = (name: string, otherwise: boolean) => {
    const value = values.get(name)
    return typeof value === 'boolean' ? value : otherwise
  }
  const oldMinimum = number('min_end_of_turn_silence_when_confident', before.minTurnSilenceMs)
  const timeout = values.get('inactivity_timeout')
  const model = values.get('speech_model')
  const mode = values.get('mode')
  return {
    ok: true,
    parameters: {
      speechModel: typeof model === 'string' ? model : before.speechModel,
      mode: typeof mode === 'string' ? mode : before.mode,
      sampleRate: number('sample_rate', before.sampleRate),
      formatTurns: boolean('format_turns', before.formatTurns),
      confidenceThreshold: number('end_of_turn_confidence_threshold', before.confidenceThreshold),
      minTurnSilenceMs: number('min_turn_silence', oldMinimum),
      maxTurnSilenceMs: number('max_turn_silence', before.maxTurnSilenceMs),
      heartbeat: boolean('session_heartbeat', before.heartbeat),
      inactivityTimeoutSeconds: typeof timeout === 'number' ? timeout : before.inactivityTimeoutSeconds,
      filterProfanity: boolean('filter_profanity', before.filterProfanity),
    },
  }
}

/** A query's text as the value it stands for: booleans, numbers and arrays are JSON; what is not stays text. */
function read(name: string, text: string): unknown {
  if (TEXTS.has(name) || text === '') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function invalid(name: string, problem: string): string {
  return `User Input Validation Error: Invalid '${name}': ${problem}`
}
