import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import opus from '@discordjs/opus'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { encodeSpeech } from '../../../sandbox/cast/speech-packets.ts'
import { utter } from '../../../sandbox/cast/tone-language.ts'
import { upsample } from '../../../sandbox/cast/upsample.ts'
import { readWav } from '../../../sandbox/cast/wav.ts'

function sine(hz: number, rate: number): Int16Array {
  return Int16Array.from({ length: rate / 2 }, (_, at) => 12_000 * Math.sin((2 * Math.PI * hz * at) / rate))
}

describe('upsampling from 16 to 48 kHz', () => {
  test.each([100, 1000, 3000, 6500, 7200])('leaves a tone of %d Hz what it is, to 60 dB', (hz) => {
    const [wanted, got] = [sine(hz, 48_000), upsample(sine(hz, 16_000), 3)]
    expect(got.length).toBe(wanted.length)
    let error = 0
    let power = 0
    for (let at = 2000; at < wanted.length - 2000; at += 1) {
      error += ((got[at] ?? 0) - (wanted[at] ?? 0)) ** 2
      power += (wanted[at] ?? 0) ** 2
    }
    expect(10 * Math.log10(error / power)).toBeLessThan(-60)
  })

  test('keeps the samples it was given', () => {
    const sound = utter(['river'], { rate: 16_000 })
    expect(upsample(sound, 3).filter((_, at) => at % 3 === 0)).toEqual(sound)
  })
})

describe('Opus packets', () => {
  test.each([
    ['mono', {}, false],
    ['stereo', { stereo: true }, true],
  ])('are %s frames of 20 ms that hold the whole sound', (_what, encoding, stereo) => {
    const sound = utter(['river'])
    const packets = encodeSpeech(sound, encoding)
    // 13,440 samples and 312 of look-ahead, in frames of 960.
    expect(packets.length).toBe(15)
    const decoder = new opus.OpusEncoder(48_000, 1)
    const decoded = packets.map((packet) => decoder.decode(packet))
    expect(decoded.every((pcm) => pcm.length === 1920)).toBe(true)
    // RFC 6716, 3.1: the third bit from the right of the first byte tells stereo.
    expect(packets.every((packet) => ((packet[0] ?? 0) & 4) === (stereo ? 4 : 0))).toBe(true)
  })
})

describe('sound files', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hansard-wav-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function written(name: string, chunks: [string, Buffer][]): Promise<string> {
    const body = chunks.map(([id, data]) => {
      const head = Buffer.alloc(8)
      head.write(id, 'latin1')
      head.writeUInt32LE(data.length, 4)
      return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
    })
    const head = Buffer.from('RIFF....WAVE', 'latin1')
    const path = join(folder, name)
    await writeFile(path, Buffer.concat([head, ...body]))
    return path
  }

  function format(channels: number, bits = 16): Buffer {
    const body = Buffer.alloc(16)
    body.writeUInt16LE(1, 0)
    body.writeUInt16LE(channels, 2)
    body.writeUInt32LE(16_000, 4)
    body.writeUInt16LE(bits, 14)
    return body
  }

  test('are read past chunks that do not matter, and mixed into one channel', async () => {
    const samples = Buffer.from(Int16Array.of(100, 300, -32_768, -32_768, 5, 6).buffer)
    const path = await written('ok.wav', [
      ['LIST', Buffer.alloc(5)],
      ['fmt ', format(2)],
      ['data', samples],
    ])
    expect(await readWav(path)).toEqual({ rate: 16_000, samples: Int16Array.of(200, -32_768, 6) })
  })

  test.each([
    [
      'of another depth',
      [
        ['fmt ', format(1, 24)],
        ['data', Buffer.alloc(6)],
      ],
    ],
    ['without sound', [['fmt ', format(1)]]],
  ] satisfies [string, [string, Buffer][]][])('%s are refused', async (what, chunks) => {
    const path = await written(`${what}.wav`, chunks)
    await expect(readWav(path)).rejects.toThrow('WAVE')
  })

  test('of another kind are refused', async () => {
    const path = join(folder, 'other.wav')
    await writeFile(path, 'OggS and so on')
    await expect(readWav(path)).rejects.toThrow('not a WAVE file')
  })
})
