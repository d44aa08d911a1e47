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
  const file = await readFile(path)
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('not a WAVE file')
  let format: { readonly rate: number; readonly channels: number } | null = null
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4)
    const length = file.readUInt32LE(at + 4)
    const body = file.subarray(at + 8, at + 8 + length)
    if (name === 'fmt ') format = readFormat(body)
    if (name === 'data' && format !== null) return { rate: format.rate, samples: mix(body, format.channels) }
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

function mix(body: Buffer, channels: number): Int16Array {
  const samples = new Int16Array(Math.floor(body.length / 2 / channels))
  for (let at = 0; at < samples.length; at += 1) {
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1)
      sum += body.readInt16LE((at * channels + channel) * 2)
    samples[at] = Math.round(sum / channels)
  }
  return samples
}
