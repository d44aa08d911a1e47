import { readFile } from 'node:fs/promises'

export interface Sound {
  /** Samples per second. */
  readonly rate: number
  /** Mono. */
  readonly samples: Int16Array
}

const PCM = 1
const EXTENSIBLE = 0xfffe

/** Reads a RIFF/WAVE file of 16-bit PCM; several channels are mixed into one. Throws on any other file. */
export async function readWav(path: string): Promise<Sound> {
  const { rate, channels } = parseWav(await readFile(path))
  return { rate, samples: mix(channels) }
}

/** The channels of a RIFF/WAVE file of 16-bit PCM, each by itself. Throws on any other file. */
export function parseWav(file: Buffer): { readonly rate: number; readonly channels: readonly Int16Array[] } {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('not a WAVE file')
  let format: { readonly rate: number; readonly channels: number } | null = null
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4)
    const length = file.readUInt32LE(at + 4)
    const body = file.subarray(at + 8, at + 8 + length)
    if (name === 'fmt ') format = readFormat(body)
    if (name === 'data' && format !== null)
      return { rate: format.rate, channels: split(body, format.channels) }
    // Chunks begin at even places.
    at += 8 + length + (length % 2)
  }
  throw new Error('the WAVE file holds no sound')
}

function readFormat(body: Buffer): { readonly rate: number; readonly channels: number } {
  const kind = body.readUInt16LE(0)
  const bits = body.readUInt16LE(14)
  if ((kind !== PCM && kind !== EXTENSIBLE) || bits !== 16) throw new Error('the WAVE file is not 16-bit PCM')
  return { channels: body.readUInt16LE(2), rate: body.readUInt32LE(4) }
}

function split(body: Buffer, count: number): Int16Array[] {
  const length = Math.floor(body.length / 2 / count)
  return Array.from({ length: count }, (_, channel) =>
    Int16Array.from({ length }, (_, at) => body.readInt16LE((at * count + channel) * 2)),
  )
}

function mix(channels: readonly Int16Array[]): Int16Array {
  const length = channels[0]?.length ?? 0
  return Int16Array.from({ length }, (_, at) => {
    const sum = channels.reduce((total, channel) => total + (channel[at] ?? 0), 0)
    return Math.round(sum / channels.length)
  })
}
