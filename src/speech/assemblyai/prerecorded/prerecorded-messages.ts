import * as v from 'valibot'
import type { SpokenWord } from '../../engine.ts'

/** What is asked of the service for an uploaded file. */
export interface JobRequest {
  readonly audioUrl: string
  /** In order of preference; the service takes the first that knows the language. */
  readonly models: readonly string[]
  readonly keyTerms: readonly string[]
  readonly speakerLabels: boolean
  /** Null: the service finds out. */
  readonly languageCode: string | null
  /** Whether swear words are to be masked. */
  readonly filterProfanity?: boolean
}

/** One stretch of speech; ms from the beginning of the file. */
export interface PrerecordedTurn {
  /** `A`, `B`, … with speaker labels, else null. */
  readonly speaker: string | null
  readonly text: string
  readonly startMs: number
  readonly endMs: number
  readonly words: readonly SpokenWord[]
}

export interface PrerecordedResult {
  readonly text: string
  /** In order; times are ms from the beginning of the file. */
  readonly words: readonly SpokenWord[]
  /** With speaker labels, one per change of speaker; without, one for all that was said. None where nobody spoke. */
  readonly turns: readonly PrerecordedTurn[]
  /** The length of the sound, which is what is billed. */
  readonly durationMs: number
  /** As the service names it, such as `en_us`. */
  readonly language: string | null
  readonly model: string | null
}

/** How a job stands. */
export type JobState =
  | { readonly kind: 'queued' | 'processing' }
  | { readonly kind: 'completed'; readonly result: PrerecordedResult }
  | { readonly kind: 'failed'; readonly text: string }

/** Of an answer: what it holds, or which part of it was not as expected (without quoting it). */
export type Read<Value> = { readonly value: Value } | { readonly problem: string }

const Upload = v.object({ upload_url: v.pipe(v.string(), v.nonEmpty()) })

const Job = v.object({
  // It goes into an address and into the log.
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/)),
  status: v.picklist(['queued', 'processing', 'completed', 'error']),
})

const Word = v.pipe(
  v.object({
    text: v.string(),
    start: v.number(),
    end: v.number(),
    confidence: v.nullish(v.number()),
  }),
  v.transform(
    ({ text, start, end, confidence }): SpokenWord => ({
      text,
      startMs: start,
      endMs: Math.max(start, end),
      confidence: confidence ?? null,
    }),
  ),
)

const Utterance = v.object({
  speaker: v.nullish(v.string()),
  text: v.string(),
  start: v.number(),
  end: v.number(),
  words: v.nullish(v.array(Word)),
})

const Transcript = v.object({
  text: v.nullish(v.string()),
  words: v.nullish(v.array(Word)),
  utterances: v.nullish(v.array(Utterance)),
  audio_duration: v.nullish(v.number()),
  language_code: v.nullish(v.string()),
  speech_model_used: v.nullish(v.string()),
})

const Failed = v.object({ error: v.nullish(v.string()) })

/** The body of the request that makes a job. */
export function jobBody(request: JobRequest): string {
  const { audioUrl, models, keyTerms, speakerLabels, languageCode, filterProfanity } = request
  return JSON.stringify({
    audio_url: audioUrl,
    // The singular `speech_model` is refused.
    speech_models: models,
    ...(languageCode === null ? { language_detection: true } : { language_code: languageCode }),
    ...(speakerLabels && { speaker_labels: true }),
    ...(filterProfanity && { filter_profanity: true }),
    ...(keyTerms.length > 0 && { keyterms_prompt: keyTerms }),
  })
}

/** The address of an uploaded file, which only the service itself can read. */
export function readUpload(answer: unknown): Read<string> {
  return read(Upload, answer, ({ upload_url }) => ({ value: upload_url }))
}

export function readJobId(answer: unknown): Read<string> {
  return read(Job, answer, ({ id }) => ({ value: id }))
}

export function readJob(answer: unknown): Read<JobState> {
  return read(Job, answer, ({ status }) => {
    if (status === 'queued' || status === 'processing') return { value: { kind: status } }
    if (status === 'completed')
      return read(Transcript, answer, (transcript) => ({
        value: { kind: 'completed', result: resultOf(transcript) },
      }))
    return read(Failed, answer, ({ error }) => ({ value: failedState(error ?? '', answer) }))
  })
}

/** Asked to find out the language, the service calls it an error that nobody speaks; for us that is a result. */
function failedState(text: string, answer: unknown): JobState {
  const silent = v.safeParse(Transcript, answer)
  if (!/no spoken audio/i.test(text) || !silent.success) return { kind: 'failed', text }
  return { kind: 'completed', result: { ...resultOf(silent.output), text: '', words: [], turns: [] } }
}

function resultOf(transcript: v.InferOutput<typeof Transcript>): PrerecordedResult {
  const text = transcript.text ?? ''
  const words = transcript.words ?? []
  const turns = transcript.utterances?.map(
    (utterance): PrerecordedTurn => ({
      speaker: utterance.speaker ?? null,
      text: utterance.text,
      startMs: utterance.start,
      endMs: Math.max(utterance.start, utterance.end),
      words: utterance.words ?? [],
    }),
  )
  return {
    text,
    words,
    turns: turns ?? oneTurn(text, words),
    durationMs: (transcript.audio_duration ?? 0) * 1000,
    language: transcript.language_code ?? null,
    model: transcript.speech_model_used ?? null,
  }
}

function oneTurn(text: string, words: readonly SpokenWord[]): PrerecordedTurn[] {
  const [first, last] = [words[0], words.at(-1)]
  if (first === undefined || last === undefined) return []
  return [{ speaker: null, text, startMs: first.startMs, endMs: last.endMs, words }]
}

function read<Schema extends v.GenericSchema, Value>(
  schema: Schema,
  answer: unknown,
  known: (output: v.InferOutput<Schema>) => Read<Value>,
): Read<Value> {
  const parsed = v.safeParse(schema, answer)
  if (parsed.success) return known(parsed.output)
  // Where it went wrong, not what stood there: that may be speech.
  return { problem: `bad ${v.getDotPath(parsed.issues[0]) ?? 'body'}` }
}
