import { entityTooLarge, invalidJson } from './api-error.ts'
import { parseJson } from './json.ts'

/** "The default limit is 10 MiB for all users". */
export const FILE_MAX_BYTES = 10 * 1024 * 1024

export interface UploadedFile {
  /** The place of the file in the request: 0 for `files[0]`. */
  readonly index: number
  readonly filename: string
  readonly contentType: string
  readonly bytes: Buffer
  /** Of a voice message: how long its sender's client says it is. */
  readonly seconds?: number
}

export interface RequestBody {
  /** The JSON of the body, or of `payload_json`; undefined when there is none. */
  readonly json: unknown
  readonly files: readonly UploadedFile[]
}

/**
 * Reads a request's body: JSON, or multipart with `payload_json` and `files[n]` ("Uploading Files").
 * @throws {ApiError} 50109 for what is no JSON, 40005 for a file over the limit.
 */
export async function readBody(bytes: Buffer, contentType: string): Promise<RequestBody> {
  if (contentType.startsWith('multipart/form-data')) return readMultipart(bytes, contentType)
  if (bytes.length === 0) return { json: undefined, files: [] }
  return { json: jsonOrRefuse(bytes.toString()), files: [] }
}

async function readMultipart(bytes: Buffer, contentType: string): Promise<RequestBody> {
  const response = new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } })
  const form = await response.formData().catch(() => {
    throw invalidJson()
  })
  let json: unknown
  const files: UploadedFile[] = []
  for (const [name, value] of form) {
    if (typeof value === 'string') {
      if (name === 'payload_json') json = jsonOrRefuse(value)
      continue
    }
    if (value.size > FILE_MAX_BYTES) throw entityTooLarge()
    const index = Number(/^files\[(\d+)\]$/.exec(name)?.[1] ?? files.length)
    const content = Buffer.from(await value.arrayBuffer())
    const type = value.type || 'application/octet-stream'
    files.push({ index, filename: value.name, contentType: type, bytes: content })
  }
  return { json, files }
}

function jsonOrRefuse(text: string): unknown {
  const json = parseJson(text)
  if (json === undefined) throw invalidJson()
  return json
}
