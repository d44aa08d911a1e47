/** What a job was asked to do, after the service's checks. */
export interface FileRequest {
  readonly audioUrl: string
  readonly models: readonly string[]
  readonly keyTerms: readonly string[]
  readonly speakerLabels: boolean
  /** Null: the service finds out. */
  readonly languageCode: string | null
  readonly filterProfanity: boolean
}

/** Either the request, or the text of the HTTP 400 that refuses it. */
export type CheckedFileRequest =
  | { readonly ok: true; readonly request: FileRequest }
  | { readonly ok: false; readonly problem: string }

/** The names that the documentation gives. */
const MODELS = ['universal-3-5-pro', 'universal-3-pro', 'universal-2', 'slam-1']
const LANGUAGES = [
  'en',
  'en_us',
  'en_uk',
  'en_au',
  'es',
  'fr',
  'de',
  'it',
  'pt',
  'nl',
  'ja',
  'zh',
  'ko',
  'pl',
]
const MOST_KEY_TERMS = 200

/** Checks the body of a request for a job. Unknown fields are ignored, as the service does. */
export function checkFileRequest(body: string): CheckedFileRequest {
  const fields = parse(body)
  if (fields === null) return refuse('Invalid JSON')
  const { audio_url: audioUrl, speech_models: models, keyterms_prompt: terms = [] } = fields
  const {
    speaker_labels: labels = false,
    language_code: code,
    language_detection: detection = false,
    filter_profanity: filter = false,
  } = fields
  if (typeof audioUrl !== 'string' || !/^https?:\/\//.test(audioUrl)) return refuse('Invalid audio_url')
  if ('speech_model' in fields) return refuse('"speech_model" is deprecated. Use "speech_models" instead.')
  if (
    models !== undefined &&
    (!isTexts(models) || models.length === 0 || !models.every((name) => MODELS.includes(name)))
  )
    return refuse(
      `"speech_models" must be a non-empty list out of: ${MODELS.map((name) => `"${name}"`).join(', ')}`,
    )
  if (!isTexts(terms) || terms.length > MOST_KEY_TERMS)
    return refuse(`keyterms_prompt must be a list of at most ${MOST_KEY_TERMS} strings`)
  if ([labels, detection, filter].some((flag) => typeof flag !== 'boolean'))
    return refuse('speaker_labels, language_detection and filter_profanity must be booleans')
  if (code !== undefined && detection)
    return refuse('language_code and language_detection exclude each other')
  if (code !== undefined && (typeof code !== 'string' || !LANGUAGES.includes(code)))
    return refuse('Invalid language_code')
  return {
    ok: true,
    request: {
      audioUrl,
      models: models ?? ['universal-3-5-pro', 'universal-2'],
      keyTerms: terms,
      speakerLabels: labels === true,
      languageCode: code ?? null,
      filterProfanity: filter === true,
    },
  }
}

const refuse = (problem: string): CheckedFileRequest => ({ ok: false, problem })

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

function parse(body: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
    return Object.fromEntries<unknown>(Object.entries(parsed))
  } catch {
    return null
  }
}
