import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type OggOptions, oggOpus } from '../../sandbox/cast/ogg.ts'
import { encodeSpeech } from '../../sandbox/cast/speech-packets.ts'
import { utter } from '../../sandbox/cast/tone-language.ts'
import { ToneRecogniser } from '../../sandbox/speech/tone-recogniser.ts'
import { type MediaFile, mediaChunks, openMediaFile } from '../../src/audio/media-file.ts'
import { oggLinks } from '../../src/audio/ogg-links.ts'
import { CHUNK_MS } from '../../src/audio/pcm.ts'

const WORDS = ['river', 'castle', 'today', 'lemon', 'otter', 'candle'] as const
const WORD_MS = 280
/** Of libopus' encoder at 48 kHz: 312 samples. */
const PRE_SKIP_MS = 6.5

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ogg-links-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function media(bytes: Uint8Array): Promise<MediaFile> {
  const file = join(folder, 'sound')
  await writeFile(file, bytes)
  return openMediaFile(file)
}

async function heard(file: MediaFile): Promise<{ readonly words: readonly string[]; readonly ms: number }> {
  const recogniser = new ToneRecogniser()
  const events = []
  let ms = 0
  for await (const { pcm } of mediaChunks(file)) {
    ms += CHUNK_MS
    events.push(...recogniser.push(pcm))
  }
  events.push(...recogniser.flush())
  return { words: events.flatMap((event) => (event.kind === 'word' ? [event.text] : [])), ms }
}

/** A file of its own that says these words. */
function link(words: readonly string[], options: OggOptions & { readonly serial?: number } = {}): Buffer {
  const { serial, ...others } = options
  const bytes = oggOpus(encodeSpeech(utter(words), { stereo: others.channels === 2 }), others)
  if (serial === undefined) return bytes
  for (let at = bytes.indexOf('OggS'); at !== -1; at = bytes.indexOf('OggS', at + 4))
    bytes.writeUInt32LE(serial, at + 14)
  return bytes
}

describe('Ogg Opus files that were joined as they are', () => {
  const [first, second, third] = [WORDS.slice(0, 2), WORDS.slice(2, 3), WORDS.slice(3)]

  test.each([
    ['each with a number of its own', [1, 2, 3]],
    ['all with the same number', [7, 7, 7]],
  ])('are heard to the end of the last: %s', async (_, [one = 0, two = 0, three = 0]) => {
    const file = await media(
      Buffer.concat([
        link(first, { serial: one }),
        link(second, { serial: two, channels: 2 }),
        link(third, { serial: three }),
      ]),
    )
    expect(file.form).toEqual({ kind: 'ogg-opus' })
    const { words, ms } = await heard(file)
    expect(words).toEqual(WORDS)
    // What each encoder said before its sound is in neither: packets of 20 ms make up at most that much more.
    expect(file.durationMs).toBeGreaterThan(WORDS.length * WORD_MS - 3 * PRE_SKIP_MS - 1)
    expect(file.durationMs).toBeLessThan(WORDS.length * WORD_MS + 3 * 20)
    expect(ms - (file.durationMs ?? 0)).toBeGreaterThanOrEqual(-1)
    expect(ms - (file.durationMs ?? 0)).toBeLessThan(CHUNK_MS)
  })

  test('are heard up to where the last one breaks off', async () => {
    const whole = Buffer.concat([link(first, { serial: 1 }), link(third, { serial: 2 })])
    expect((await heard(await media(whole.subarray(0, whole.length - 10)))).words).toEqual(first)
  })

  test.each([
    ['one of another kind', () => Buffer.from(link(second, { serial: 2 })).fill('x', 28, 36)],
    ['one of six channels', () => link(second, { serial: 2, channels: 6, family: 1 })],
    ['what is no Ogg', () => Buffer.alloc(100, 7)],
    [
      'more than anybody joins',
      () => Buffer.concat(Array(1_001).fill(oggOpus([Buffer.of(0xf8, 0xff, 0xfe)]))),
    ],
  ])('are left to ffmpeg with %s among them, and nothing is left out in silence', async (_, make) => {
    const file = await media(Buffer.concat([link(first, { serial: 1 }), make(), link(third, { serial: 3 })]))
    expect(file).toMatchObject({ durationMs: null, form: { kind: 'ffmpeg' } })
  })
})

test('the pages of a chain come whole, and cut where a link begins, however the file is read', async () => {
  const files = [link(WORDS), link(WORDS.slice(0, 1)), link(WORDS.slice(1))]
  const whole = Buffer.concat(files)
  for (const piece of [27, 300, 4_000, whole.length]) {
    const found: Buffer[] = []
    for await (const { link: at, bytes } of oggLinks(async (from) => whole.subarray(from, from + piece))) {
      expect(bytes.toString('latin1', 0, 4)).toBe('OggS')
      found[at] = Buffer.concat([found[at] ?? Buffer.alloc(0), bytes])
    }
    expect(found.map(({ length }) => length)).toEqual(files.map(({ length }) => length))
    expect(Buffer.concat(found).equals(whole)).toBe(true)
  }
})
