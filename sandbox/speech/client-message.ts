import type { RawData } from 'ws'

/** What a client sent: sound, or an order. */
export type ClientMessage =
  | { readonly kind: 'audio'; readonly bytes: Buffer }
  /** `type` is empty where the object has none. */
  | { readonly kind: 'order'; readonly type: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'not-json' }

export function readClientMessage(data: RawData, isBinary: boolean): ClientMessage {
  const bytes = toBuffer(data)
  if (isBinary) return { kind: 'audio', bytes }
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof parsed !== 'object' || parsed === null) return { kind: 'not-json' }
    const { type, ...fields } = Object.fromEntries<unknown>(Object.entries(parsed))
    return { kind: 'order', type: typeof type === 'string' ? type : '', fields }
  } catch {
    return { kind: 'not-json' }
  }
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
