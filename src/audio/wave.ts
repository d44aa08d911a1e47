import { UserError } from '../base/errors.ts'

/** How the samples of a RIFF/WAVE file lie in it. */
export interface WaveForm {
  /** Samples per second of each channel. */
  readonly rate: number
  readonly channels: number
  /** 8-bit samples have no sign. */
  readonly coding: 'integer' | 'float'
  readonly bytesPerSample: number
  readonly dataAt: number
  /** Whole moments only, and no more than the file holds, whatever its head says. */
  readonly dataBytes: number
}

/** Reads up to `length` bytes at this place of the file: fewer at its end. */
export type ReadAt = (at: number, length: number) => Promise<Buffer>

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe
/** Nobody has more in a file; one that does is not worth the search for its sound. */
const MOST_CHUNKS = 1_000
const MOST_CHANNELS = 64
const [LOWEST_RATE, HIGHEST_RATE] = [1_000, 768_000]

export const isWave = (head: Buffer): boolean =>
  /^(?:RIFF|RF64)$/.test(head.toString('latin1', 0, 4)) && head.toString('latin1', 8, 12) === 'WAVE'

/**
 * The form of a RIFF/WAVE file of so many bytes; null where its samples are coded in a way that is not known here.
 * Throws a UserError for a file that holds no sound. The length that the head tells is not believed: a recorder that
 * was cut off leaves 0 there, and one that streams all ones.
 */
export async function readWaveForm(read: ReadAt, fileBytes: number): Promise<WaveForm | null> {
  let format: Buffer | null = null
  let at = 12
  for (let count = 0; count < MOST_CHUNKS && at + 8 <= fileBytes; count += 1) {
    const head = await read(at, 8)
    const name = head.toString('latin1', 0, 4)
    const length = head.length < 8 ? 0 : head.readUInt32LE(4)
    if (name === 'fmt ') format = await read(at + 8, Math.min(length, 40))
    if (name === 'data' && format !== null)
      return formOf(format, at + 8, dataLength(length, fileBytes - at - 8))
    // Chunks begin at even places.
    at += 8 + length + (length % 2)
  }
  throw new UserError(({ files }) => files.media.wavEmpty)
}

const dataLength = (told: number, left: number): number =>
  told === 0 || told === 0xffff_ffff ? left : Math.min(told, left)

function formOf(format: Buffer, dataAt: number, bytes: number): WaveForm | null {
  if (format.length < 16) throw new UserError(({ files }) => files.media.wavDamaged)
  const told = format.readUInt16LE(0)
  // An extensible format names its coding at the beginning of an id of 16 bytes.
  const kind = told === EXTENSIBLE && format.length >= 26 ? format.readUInt16LE(24) : told
  const [channels, rate, bits] = [format.readUInt16LE(2), format.readUInt32LE(4), format.readUInt16LE(14)]
  const known = kind === PCM ? [8, 16, 24, 32] : kind === FLOAT ? [32, 64] : []
  if (!known.includes(bits)) return null
  if (channels < 1 || channels > MOST_CHANNELS || rate < LOWEST_RATE || rate > HIGHEST_RATE)
    throw new UserError(({ files }) => files.media.wavDamaged)
  const bytesPerSample = bits / 8
  const moment = bytesPerSample * channels
  return {
    rate,
    channels,
    coding: kind === PCM ? 'integer' : 'float',
    bytesPerSample,
    dataAt,
    dataBytes: Math.max(0, bytes - (bytes % moment)),
  }
}

export const waveMs = ({ rate, channels, bytesPerSample, dataBytes }: WaveForm): number =>
  (dataBytes / (channels * bytesPerSample) / rate) * 1000

/** All channels as one, from -1 to 1. `bytes` holds whole moments; what is left over at its end is not read. */
export function mixed(bytes: Buffer, form: WaveForm): Float32Array {
  const { channels, bytesPerSample } = form
  const sample = reader(form)
  const moments = Math.floor(bytes.length / (channels * bytesPerSample))
  const mix = new Float32Array(moments)
  let at = 0
  for (let moment = 0; moment < moments; moment += 1) {
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1) {
      sum += sample(bytes, at)
      at += bytesPerSample
    }
    mix[moment] = sum / channels
  }
  return mix
}

function reader({ coding, bytesPerSample }: WaveForm): (bytes: Buffer, at: number) => number {
  if (coding === 'float')
    return bytesPerSample === 4
      ? (bytes, at) => finite(bytes.readFloatLE(at))
      : (bytes, at) => finite(bytes.readDoubleLE(at))
  if (bytesPerSample === 1) return (bytes, at) => (bytes.readUInt8(at) - 128) / 128
  if (bytesPerSample === 2) return (bytes, at) => bytes.readInt16LE(at) / 2 ** 15
  if (bytesPerSample === 3) return (bytes, at) => bytes.readIntLE(at, 3) / 2 ** 23
  return (bytes, at) => bytes.readInt32LE(at) / 2 ** 31
}

/** A broken float must not spoil the sound around it. */
const finite = (value: number): number => (Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0)
