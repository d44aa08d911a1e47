import opus from '@discordjs/opus'
import { describe, expect, test } from '@jest/globals'
import { Random } from '../../../sandbox/cast/random.ts'
import { type Encoding, encodeSpeech } from '../../../sandbox/cast/speech-packets.ts'
import { utter, wordSpans } from '../../../sandbox/cast/tone-language.ts'
import { VOCABULARY } from '../../../sandbox/cast/vocabulary.ts'
import type { Heard } from '../../../sandbox/speech/recogniser.ts'
import { ToneRecogniser } from '../../../sandbox/speech/tone-recogniser.ts'

const LONG = process.env['HANSARD_LONG'] === '1'
const RATE = 16_000

/** All that is heard of the PCM, pushed in pieces of so many bytes. */
function listen(pcm: Buffer, pieceBytes = 1600, rate = RATE): Heard[] {
  const recogniser = new ToneRecogniser(rate)
  const heard: Heard[] = []
  for (let at = 0; at < pcm.length; at += pieceBytes)
    heard.push(...recogniser.push(pcm.subarray(at, at + pieceBytes)))
  return [...heard, ...recogniser.flush()]
}

function words(heard: readonly Heard[]): string[] {
  return heard.flatMap((item) => (item.kind === 'word' ? [item.text] : []))
}

function bytes(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
}

function decode(packets: readonly Buffer[]): Buffer {
  const decoder = new opus.OpusEncoder(RATE, 1)
  return Buffer.concat(packets.map((packet) => decoder.decode(packet)))
}

/** Random words, so that every word comes, and some come twice in a row. */
function phrase(random: Random, count: number): string[] {
  const some = Array.from({ length: count }, () => random.pick(VOCABULARY))
  return [...VOCABULARY, ...some].flatMap((word) => (random.next() < 0.1 ? [word, word] : [word]))
}

describe('through Opus', () => {
  const settings: [string, Encoding & { level: number }][] = [
    ['mono at the default', { level: -12 }],
    ['loud mono at 24 kbit/s', { level: -6, bitrate: 24_000 }],
    ['quiet mono at 24 kbit/s, tuned for audio', { level: -30, bitrate: 24_000, tuning: 'audio' }],
    ['quiet mono at 64 kbit/s', { level: -30, bitrate: 64_000 }],
    ['loud stereo at 64 kbit/s, tuned for audio', { level: -6, stereo: true, tuning: 'audio' }],
    ['quiet stereo at 24 kbit/s', { level: -30, stereo: true, bitrate: 24_000 }],
  ]

  test.each(settings)(
    'hears every word of %s, and no other, at any place in the frames',
    (_what, setting) => {
      const random = new Random(7)
      for (let round = 0; round < (LONG ? 12 : 1); round += 1) {
        const said = phrase(random, LONG ? 200 : 40)
        const sound = utter(said, { level: setting.level })
        const shifted = new Int16Array(sound.length + 960)
        shifted.set(sound, random.between(0, 959))
        expect(words(listen(decode(encodeSpeech(shifted, setting))))).toEqual(said)
      }
    },
  )

  test('hears a word once whether one or two of its packets are lost or filled with silence', () => {
    const said = ['river', 'river', 'castle', 'today', 'today']
    const packets = encodeSpeech(utter(said))
    for (let lost = 0; lost < packets.length - 1; lost += 1)
      for (const count of [1, 2]) {
        const holed = decode(packets)
        holed.fill(0, lost * 640, (lost + count) * 640)
        expect(words(listen(holed))).toEqual(said)
      }
  })
})

describe('from clean sound', () => {
  const said = ['river', 'castle', 'castle', 'lemon', 'today']

  test('tells when each word sounded, to 15 ms, and soon after it ended', () => {
    const heard = listen(bytes(utter(said, { rate: RATE }))).flatMap((item) =>
      item.kind === 'word' ? [item] : [],
    )
    for (const [place, { startMs, endMs }] of wordSpans(said.length).entries()) {
      const word = heard[place]
      expect(Math.abs((word?.startMs ?? 0) - startMs)).toBeLessThanOrEqual(15)
      expect(Math.abs((word?.endMs ?? 0) - endMs)).toBeLessThanOrEqual(15)
      expect((word?.atMs ?? 0) - endMs).toBeLessThanOrEqual(60)
    }
  })

  test('hears the same in pieces of any length, with onsets in between', () => {
    const pcm = bytes(utter(said, { rate: RATE }))
    const whole = listen(pcm, pcm.length)
    expect(whole.map((item) => item.kind)).toEqual(said.flatMap(() => ['onset', 'word']))
    for (const piece of [2, 638, 640, 1600, 32_000]) expect(listen(pcm, piece)).toEqual(whole)
  })

  test('hears at other rates', () => {
    expect(words(listen(bytes(utter(said, { rate: 48_000 })), 9600, 48_000))).toEqual(said)
  })

  test('does not hear at a wrong rate', () => {
    expect(words(listen(bytes(utter(said, { rate: 48_000 })))).filter((word) => said.includes(word))).toEqual(
      [],
    )
  })

  test('hears half a word on neither or one side of a cut, never on both', () => {
    const pcm = bytes(utter(['river'], { rate: RATE }))
    for (let cutMs = 10; cutMs < 270; cutMs += 10) {
      const parts = [listen(pcm.subarray(0, cutMs * 32)), listen(pcm.subarray(cutMs * 32))]
      expect(parts.flatMap(words).length).toBeLessThanOrEqual(1)
    }
  })
})

describe('where there are no words', () => {
  const seconds = LONG ? 300 : 30

  test('hears none in silence and noise', () => {
    const random = new Random(3)
    const noise = Int16Array.from({ length: seconds * RATE }, () => (random.next() - 0.5) * 30_000)
    expect(listen(Buffer.alloc(seconds * RATE * 2))).toEqual([])
    expect(words(listen(bytes(noise)))).toEqual([])
  })

  test('hears none in random bytes and sealed packets decoded as Opus', () => {
    const random = new Random(5)
    const decoder = new opus.OpusEncoder(RATE, 1)
    const sealed = encodeSpeech(utter(phrase(random, 0))).map((packet) =>
      Buffer.from(packet.map((byte) => byte ^ random.between(0, 255))),
    )
    const noise = [...Array(seconds * 50).keys()].map(() =>
      Buffer.from(Array.from({ length: random.between(20, 160) }, () => random.between(0, 255))),
    )
    const decoded = [...sealed, ...noise].flatMap((packet) => decodeOrNull(decoder, packet) ?? [])
    expect(decoded.length).toBeGreaterThan(500)
    expect(words(listen(Buffer.concat(decoded)))).toEqual([])
  })

  test('hears none in tones that make no chord', () => {
    const pair = Int16Array.from({ length: RATE }, (_, at) => 8000 * wave(410, at) + 8000 * wave(930, at))
    const wrong = Int16Array.from(
      { length: RATE },
      (_, at) => 4000 * (wave(450, at) + wave(1000, at) + wave(1900, at)),
    )
    expect([...words(listen(bytes(pair))), ...words(listen(bytes(wrong)))]).toEqual([])
  })
})

function wave(hz: number, at: number): number {
  return Math.sin((2 * Math.PI * hz * at) / RATE)
}

/** Random bytes are not always a packet. */
function decodeOrNull(decoder: opus.OpusEncoder, packet: Buffer): Buffer | null {
  try {
    return decoder.decode(packet)
  } catch {
    return null
  }
}
