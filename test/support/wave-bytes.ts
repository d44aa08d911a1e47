export type WaveCoding = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64'

export interface WaveOptions {
  readonly rate: number
  readonly coding?: WaveCoding
  /** Where there are more than samples are given for, the others are silent. */
  readonly channels?: number
  /** Of a chunk that nobody needs, before the sound. */
  readonly before?: number
  readonly extensible?: boolean
}

const BITS: Readonly<Record<WaveCoding, number>> = { u8: 8, s16: 16, s24: 24, s32: 32, f32: 32, f64: 64 }

const WRITE: Readonly<Record<WaveCoding, (bytes: Buffer, sample: number, at: number) => void>> = {
  u8: (bytes, sample, at) => bytes.writeUInt8(Math.round(sample / 256) + 128, at),
  s16: (bytes, sample, at) => bytes.writeInt16LE(sample, at),
  s24: (bytes, sample, at) => bytes.writeIntLE(sample * 256, at, 3),
  s32: (bytes, sample, at) => bytes.writeInt32LE(sample * 65_536, at),
  f32: (bytes, sample, at) => bytes.writeFloatLE(sample / 32_768, at),
  f64: (bytes, sample, at) => bytes.writeDoubleLE(sample / 32_768, at),
}

/** A RIFF/WAVE file of these channels in any coding, each as long as the longest. */
export function waveBytes(sounds: readonly Int16Array[], options: WaveOptions): Buffer {
  const { rate, coding = 's16', channels = sounds.length, before = 0, extensible = false } = options
  const width = BITS[coding] / 8
  const length = Math.max(0, ...sounds.map((sound) => sound.length))
  const data = Buffer.alloc(length * channels * width, coding === 'u8' ? 128 : 0)
  for (const [channel, sound] of sounds.entries())
    for (const [at, sample] of sound.entries()) WRITE[coding](data, sample, (at * channels + channel) * width)
  const kind = coding.startsWith('f') ? 3 : 1
  const format = Buffer.alloc(extensible ? 40 : 16)
  format.writeUInt16LE(extensible ? 0xfffe : kind, 0)
  format.writeUInt16LE(channels, 2)
  format.writeUInt32LE(rate, 4)
  format.writeUInt32LE(rate * channels * width, 8)
  format.writeUInt16LE(channels * width, 12)
  format.writeUInt16LE(BITS[coding], 14)
  if (extensible) {
    format.writeUInt16LE(22, 16)
    format.writeUInt16LE(kind, 24)
  }
  const chunks = [
    chunk('fmt ', format),
    ...(before > 0 ? [chunk('LIST', Buffer.alloc(before))] : []),
    chunk('data', data),
  ]
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks])
  return chunk('RIFF', body)
}

/** Chunks begin at even places. */
function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(name === 'data' ? 0 : body.length % 2)])
}
