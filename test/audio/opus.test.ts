import { describe, expect, test } from '@jest/globals'
import { isSilenceFrame, OpusDecoder } from '../../src/audio/opus.ts'
import { encode, microphone, SILENCE_FRAME, tone } from '../support/opus-packets.ts'
import { amplitudeAt, pitch, rms } from '../support/recording.ts'

const FULL_SCALE = 32767
const decibels = (ratio: number): number => 20 * Math.log10(ratio)

function decodeAll(packets: readonly Buffer[]): Int16Array {
  const decoder = new OpusDecoder()
  return Int16Array.from(packets.flatMap((packet) => Array.from(decoder.decode(packet) ?? [])))
}

/** What comes out of one second of sound, without the 100 ms at either end. */
const middle = (samples: Int16Array): Int16Array => samples.subarray(1600, samples.length - 1600)

const heard = (toSample: (seconds: number) => number): Int16Array =>
  middle(decodeAll(encode(microphone(1000, toSample), { bitrate: 128_000 })))

function heardInStereo(left: (seconds: number) => number, right: (seconds: number) => number): Int16Array {
  const sides = [microphone(1000, left), microphone(1000, right)] as const
  const interleaved = Int16Array.from(
    { length: sides[0].length * 2 },
    (_, i) => sides[i % 2 === 0 ? 0 : 1][i >> 1] ?? 0,
  )
  return middle(decodeAll(encode(interleaved, { channels: 2, bitrate: 128_000 })))
}

const silence = (): number => 0

describe('a packet filled with zeros', () => {
  test.each([0x00, 0x78, 0xf8])(
    'is no sound, though libopus would make some of it (first byte %i)',
    (toc) => {
      const decoder = new OpusDecoder()
      expect(decoder.decode(Buffer.concat([Buffer.of(toc), Buffer.alloc(80)]))).toBeNull()
      expect(decoder.decode(SILENCE_FRAME)).toHaveLength(320)
    },
  )

  test('is told from a packet of speech that ends in a zero', () => {
    const [packet] = encode(microphone(20, tone(440)))
    if (!packet) throw new Error('no packet')
    expect(new OpusDecoder().decode(Buffer.concat([packet, Buffer.of(0)]))).not.toBeNull()
  })
})

describe('decoding at 16 kHz', () => {
  test.each([200, 440, 1000, 3000, 6000])('a tone of %d Hz keeps its frequency and its level', (hertz) => {
    const samples = heard(tone(hertz))
    expect(pitch(samples)?.hertz).toBeCloseTo(hertz, -1)
    expect(Math.abs(decibels(amplitudeAt(samples, hertz) / (0.3 * FULL_SCALE)))).toBeLessThan(0.5)
  })

  // Measured: -36 dB at 8.5 kHz, -62 at 9, -75 at 10, -87 at 12; folded back, never more than -80.
  test.each([
    [8500, -30],
    [9000, -40],
    [10_000, -60],
    [11_000, -60],
    [12_000, -60],
    [13_500, -60],
    [15_000, -60],
  ])('a tone of %d Hz is rejected (%d dB), not folded back below 8 kHz', (hertz, limit) => {
    const samples = heard(tone(hertz))
    const passed = rms(samples) / (0.3 * FULL_SCALE * Math.SQRT1_2)
    const folded = amplitudeAt(samples, 16_000 - hertz) / (0.3 * FULL_SCALE)
    expect(decibels(passed + 1e-9)).toBeLessThan(limit)
    expect(decibels(folded + 1e-9)).toBeLessThan(-60)
  })

  test('a voice is not disturbed by a loud tone above the band', () => {
    const samples = heard((t) => tone(1000, 0.2)(t) + tone(11_000, 0.5)(t))
    expect(Math.abs(decibels(amplitudeAt(samples, 1000) / (0.2 * FULL_SCALE)))).toBeLessThan(0.5)
    expect(decibels(amplitudeAt(samples, 5000) / (0.5 * FULL_SCALE))).toBeLessThan(-50)
  })
})

describe('stereo', () => {
  test('one side alone comes out at half its level', () => {
    const ratio = amplitudeAt(heardInStereo(tone(700), silence), 700) / (0.3 * FULL_SCALE)
    expect(ratio).toBeCloseTo(0.5, 1)
  })

  test('the same on both sides keeps its level', () => {
    const ratio = amplitudeAt(heardInStereo(tone(700), tone(700)), 700) / (0.3 * FULL_SCALE)
    expect(ratio).toBeCloseTo(1, 1)
  })

  test('opposite sides cancel', () => {
    const ratio = amplitudeAt(heardInStereo(tone(700), tone(700, -0.3)), 700) / (0.3 * FULL_SCALE)
    expect(decibels(ratio)).toBeLessThan(-30)
  })

  test('a different tone on each side: both are there', () => {
    const samples = heardInStereo(tone(700), tone(1900))
    expect(amplitudeAt(samples, 700) / (0.3 * FULL_SCALE)).toBeCloseTo(0.5, 1)
    expect(amplitudeAt(samples, 1900) / (0.3 * FULL_SCALE)).toBeCloseTo(0.5, 1)
  })
})

describe('packets of all kinds', () => {
  test.each([2.5, 5, 10, 20, 40, 60, 80, 100, 120])('a frame of %d ms keeps its length', (frameMs) => {
    const decoder = new OpusDecoder()
    for (const packet of encode(microphone(240, tone(440)), { frameMs }))
      expect(decoder.decode(packet)?.length).toBe(frameMs * 16)
  })

  test('what is no Opus is refused without a throw, and the next packet is decoded', () => {
    const decoder = new OpusDecoder()
    // Code 3 with a frame count of 0 (RFC 6716, 3.2.5), and a code 1 packet that cannot be halved (3.2.3).
    expect(decoder.decode(Buffer.of(0xfb, 0x00))).toBeNull()
    expect(decoder.decode(Buffer.of(0xf9, 0x01, 0x02, 0x03))).toBeNull()
    const [packet = SILENCE_FRAME] = encode(microphone(20, tone(440)))
    expect(decoder.decode(packet)?.length).toBe(320)
  })

  test('nothing at all is refused: libopus would invent 360 ms for it', () => {
    expect(new OpusDecoder().decode(Buffer.alloc(0))).toBeNull()
  })

  test('a silence frame is known, and decodes to 20 ms of nothing', () => {
    expect(isSilenceFrame(SILENCE_FRAME)).toBe(true)
    expect(isSilenceFrame(Buffer.of(0xf8, 0xff, 0xfe, 0x00))).toBe(false)
    expect(isSilenceFrame(Buffer.of(0xf8, 0xff, 0xff))).toBe(false)
    expect(Array.from(decodeAll([SILENCE_FRAME, SILENCE_FRAME]))).toEqual(Array(640).fill(0))
  })
})

describe('concealment', () => {
  test('goes on in the pitch of what was lost, fading, one frame at a time', () => {
    const decoder = new OpusDecoder()
    const packets = encode(microphone(400, tone(500)))
    for (const packet of packets) decoder.decode(packet)
    const levels = [0, 1, 2].map(() => {
      const guess = decoder.conceal() ?? new Int16Array()
      expect(guess.length).toBe(320)
      expect(pitch(guess)?.hertz).toBeCloseTo(500, -2)
      return rms(guess)
    })
    expect(levels).toEqual([...levels].sort((a, b) => b - a))
    expect(levels[0]).toBeGreaterThan(0.5 * 0.3 * FULL_SCALE * Math.SQRT1_2)
  })

  test('after packets of several frames it still invents one frame', () => {
    const decoder = new OpusDecoder()
    for (const packet of encode(microphone(240, tone(500)), { frameMs: 60 })) decoder.decode(packet)
    expect(decoder.conceal()?.length).toBe(320)
  })

  test('there is none before the first packet', () => {
    expect(new OpusDecoder().conceal()).toBeNull()
  })
})
