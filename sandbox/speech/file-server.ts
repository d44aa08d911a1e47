import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type FileAct, type FileFault, FileFaults, type JobPlan } from './file-faults.ts'
import { checkFileRequest, type FileRequest } from './file-request.ts'
import { transcribeFile } from './file-transcript.ts'

export interface FileServerOptions {
  /** Whether this key is accepted. */
  readonly knows: (key: string) => boolean
  /** More in one upload is refused with 413. Default: 2.2 GB, as the service has it. */
  readonly mostBytes?: number
}

/** A job, as it can be seen from outside. */
export interface JobRecord {
  readonly id: string
  readonly request: FileRequest
  /** How often was asked about it. */
  readonly questions: number
  readonly deleted: boolean
}

interface Job extends JobRecord {
  questions: number
  deleted: boolean
  readonly plan: JobPlan
  readonly transcript: Readonly<Record<string, unknown>>
}

/** What is answered: an HTTP status and a body that becomes JSON. */
interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const MOST_BYTES = 2_200_000_000
const UPLOADS = 'https://cdn.assemblyai.com/upload/'
const UNAUTHORISED = 'Authentication error, API token missing/invalid'
const NOT_FOUND: Answer = { status: 404, body: { error: 'Not found' } }

/**
 * A stand-in for AssemblyAI's API for whole files, behind the HTTP server of another. It hears the tone language in
 * WAVE files and Ogg Opus, and can be made to fail.
 */
export class FileServer {
  readonly faults = new FileFaults()
  /** Requests by what they were about, ever: also those that went wrong. */
  readonly requests: FileAct[] = []
  /** Bytes of each upload that arrived whole. */
  readonly uploadedBytes: number[] = []
  readonly #options: FileServerOptions
  readonly #uploads = new Map<string, Buffer>()
  readonly #jobs = new Map<string, Job>()

  constructor(options: FileServerOptions) {
    this.#options = options
  }

  /** Every job that was made, in order. */
  get jobs(): readonly JobRecord[] {
    return [...this.#jobs.values()]
  }

  /** Answers one request of the HTTP server's. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that goes away in mid-request is its own affair.
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    const { pathname } = new URL(request.url ?? '/', 'http://sandbox')
    const act = actOf(request.method ?? '', pathname)
    if (act === null) {
      send(response, NOT_FOUND)
      return
    }
    this.requests.push(act)
    const fault = this.faults.take(act)
    if (fault !== null && spoil(fault, 'early', response)) return
    const body = await readBody(
      request,
      act === 'upload' ? (this.#options.mostBytes ?? MOST_BYTES) : MOST_BYTES,
    )
    if (body === 'gone') return
    const answer = this.#answer(act, { key: request.headers.authorization ?? '', pathname, body })
    if (fault !== null && spoil(fault, 'late', response)) return
    send(response, answer)
  }

  #answer(act: FileAct, asked: { key: string; pathname: string; body: Buffer | 'too large' }): Answer {
    if (!this.#options.knows(asked.key)) return refusal(401, UNAUTHORISED)
    if (asked.body === 'too large') return refusal(413, 'Request Entity Too Large')
    if (act === 'upload') return this.#upload(asked.body)
    if (act === 'create') return this.#create(asked.body.toString('utf8'))
    const job = this.#jobs.get(asked.pathname.split('/').at(-1) ?? '')
    if (job === undefined) return refusal(404, 'Transcript lookup error, transcript id not found')
    return act === 'get' ? question(job) : remove(job)
  }

  #upload(body: Buffer): Answer {
    if (body.length === 0) return refusal(400, 'Upload failed, no data was sent')
    const url = `${UPLOADS}${randomUUID()}`
    this.#uploads.set(url, body)
    this.uploadedBytes.push(body.length)
    return { status: 200, body: { upload_url: url } }
  }

  #create(body: string): Answer {
    const checked = checkFileRequest(body)
    if (!checked.ok) return refusal(400, checked.problem)
    const { request } = checked
    const id = randomUUID()
    const plan = this.faults.takeJob()
    const transcript = { ...this.#transcribe(request, plan), ...plan.fields }
    const job: Job = { id, request, plan, transcript, questions: 0, deleted: false }
    this.#jobs.set(id, job)
    return { status: 200, body: { ...echo(job), status: 'queued', text: null, error: null } }
  }

  #transcribe(request: FileRequest, plan: JobPlan): Readonly<Record<string, unknown>> {
    const file = this.#uploads.get(request.audioUrl)
    if (plan.error !== undefined) return { status: 'error', error: plan.error }
    if (file === undefined)
      return { status: 'error', error: `Download error, unable to access file at ${request.audioUrl}` }
    const transcript = transcribeFile(file, request)
    if (!transcript.ok)
      return { status: 'error', error: transcript.error, audio_duration: transcript.seconds }
    return {
      status: 'completed',
      text: transcript.text,
      words: transcript.words,
      utterances: transcript.utterances,
      audio_duration: transcript.seconds,
      confidence: 0.97,
      language_code: request.languageCode ?? 'en_us',
      speech_model_used: request.models[0] ?? null,
    }
  }
}

function actOf(method: string, pathname: string): FileAct | null {
  if (method === 'POST' && pathname === '/v2/upload') return 'upload'
  if (method === 'POST' && pathname === '/v2/transcript') return 'create'
  if (!/^\/v2\/transcript\/[^/]+$/.test(pathname)) return null
  if (method === 'GET') return 'get'
  return method === 'DELETE' ? 'delete' : null
}

/** What every answer about a job holds. */
const echo = ({ id, request }: Job): Readonly<Record<string, unknown>> => ({
  id,
  audio_url: request.audioUrl,
  speaker_labels: request.speakerLabels,
  keyterms_prompt: request.keyTerms,
})

function question(job: Job): Answer {
  const { states = ['processing'], stuck } = job.plan
  const state = stuck ?? states[job.questions]
  job.questions += 1
  if (job.deleted)
    return {
      status: 200,
      body: { ...echo(job), audio_url: 'http://deleted_by_user', status: 'completed', text: null },
    }
  if (state !== undefined)
    return { status: 200, body: { ...echo(job), status: state, text: null, error: null } }
  return { status: 200, body: { ...echo(job), ...job.transcript } }
}

function remove(job: Job): Answer {
  job.deleted = true
  return {
    status: 200,
    body: { ...echo(job), audio_url: 'http://deleted_by_user', status: 'completed', text: null },
  }
}

const refusal = (status: number, error: string): Answer => ({ status, body: { error } })

/** Whether the fault has made an answer needless. */
function spoil(fault: FileFault, moment: 'early' | 'late', response: ServerResponse): boolean {
  if (fault.do === 'answer') {
    if (moment === 'late') return false
    const body = fault.body ?? JSON.stringify({ error: fault.error ?? 'a fault of the sandbox' })
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(body)
    return true
  }
  if (fault.when !== moment) return false
  if (fault.do === 'cut') response.socket?.destroy()
  return true
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function readBody(request: IncomingMessage, most: number): Promise<Buffer | 'too large' | 'gone'> {
  const pieces: Buffer[] = []
  let bytes = 0
  request.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes <= most) pieces.push(piece)
  })
  const ended = await Promise.race([
    once(request, 'end').then(() => true),
    once(request, 'close').then(() => request.complete),
  ]).catch(() => false)
  if (!ended) return 'gone'
  return bytes > most ? 'too large' : Buffer.concat(pieces)
}
