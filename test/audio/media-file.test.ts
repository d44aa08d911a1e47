import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type OggOptions, oggOpus } from '../../sandbox/cast/ogg.ts'
import { encodeSpeech } from '../../sandbox/cast/speech-packets.ts'
import { utter } from '../../sandbox/cast/tone-language.ts'
import { ToneRecogniser } from '../../sandbox/speech/tone-recogniser.ts'
import { type MediaFile, measuredMs, mediaChunks, openMediaFile } from '../../src/audio/media-file.ts'
import { CHUNK_BYTES, CHUNK_MS } from '../../src/audio/pcm.ts'
import { UserError } from '../../src/base/errors.ts'
import { type WaveCoding, waveBytes } from '../support/wave-bytes.ts'

/** Some start a few processes one after the other. */
jest.setTimeout(60_000)

const WORDS = ['river', 'castle', 'today', 'lemon']
const SPOKEN_MS = WORDS.length * 280

let folder = ''
const path = process.env['PATH']

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-file-'))
})
afterEach(async () => {
  process.env['PATH'] = path
  await rm(folder, { recursive: true, force: true })
})

async function media(bytes: Uint8Array): Promise<MediaFile> {
  const file = join(folder, 'sound')
  await writeFile(file, bytes)
  return openMediaFile(file)
}

/** The words in it, and how long it was. */
async function heard(file: MediaFile): Promise<{ readonly words: string[]; readonly ms: number }> {
  const recogniser = new ToneRecogniser()
  const events = []
  let ms = 0
  for await (const { atMs, pcm } of mediaChunks(file)) {
    expect(atMs).toBe(ms)
    expect(pcm.length).toBe(CHUNK_BYTES)
    ms += CHUNK_MS
    events.push(...recogniser.push(pcm))
  }
  events.push(...recogniser.flush())
  return { words: events.flatMap((event) => (event.kind === 'word' ? [event.text] : [])), ms }
}

/** The sentence that it is refused with. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  const [settled] = await Promise.allSettled([promise])
  if (settled?.status !== 'rejected') throw new Error('it was read')
  const reason: unknown = settled.reason
  if (!(reason instanceof UserError)) throw reason
  return reason.message
}

/** A program of this name in front of all others, or (null) no program at all. */
async function onlyProgram(name: string, script: string | null): Promise<void> {
  const programs = await mkdtemp(join(folder, 'programs-'))
  if (script === null) {
    process.env['PATH'] = programs
    return
  }
  await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(programs, name), 0o755)
  process.env['PATH'] = `${programs}:${path}`
}

const opus = (options: { stereo?: boolean } = {}) => encodeSpeech(utter(WORDS), options)
const ogg = (options: OggOptions = {}) => oggOpus(opus(), options)

describe('a WAV file', () => {
  const codings: readonly WaveCoding[] = ['u8', 's16', 's24', 's32', 'f32', 'f64']
  test.each(codings)('of %s samples is heard', async (coding) => {
    const file = await media(waveBytes([utter(WORDS, { rate: 16_000 })], { rate: 16_000, coding }))
    expect(file).toMatchObject({ durationMs: SPOKEN_MS, form: { kind: 'wave' } })
    expect(await heard(file)).toEqual({ words: WORDS, ms: Math.ceil(SPOKEN_MS / CHUNK_MS) * CHUNK_MS })
  })

  test.each([8_000, 11_000, 22_000, 32_000, 44_000, 48_000, 96_000])('of %d Hz is heard', async (rate) => {
    const file = await media(waveBytes([utter(WORDS, { rate })], { rate }))
    expect((await heard(file)).words).toEqual(WORDS)
  })

  test('of channels that differ is heard as their mix', async () => {
    const [half, whole] = [utter(WORDS.slice(0, 2), { rate: 16_000 }), utter(WORDS, { rate: 16_000 })]
    const late = whole.map((sample, at) => (at < half.length ? 0 : sample))
    const file = await media(waveBytes([half, late, new Int16Array(0)], { rate: 16_000 }))
    expect((await heard(file)).words).toEqual(WORDS)
  })

  const plain = () => waveBytes([utter(WORDS, { rate: 16_000 })], { rate: 16_000 })
  const lied = (bytes: number) => {
    const file = plain()
    file.writeUInt32LE(bytes, 40)
    return file
  }
  test.each([
    ['with a head that tells of ten hours', () => lied(36_000 * 32_000), WORDS],
    ['that was never finished (length 0)', () => lied(0), WORDS],
    ['that was streamed (length unknown)', () => lied(0xffff_ffff), WORDS],
    ['that breaks off in the middle', () => plain().subarray(0, 44 + 2 * 280 * 32), WORDS.slice(0, 2)],
    ['with half a sample at its end', () => Buffer.concat([lied(0), Buffer.alloc(1)]), WORDS],
    [
      'with a description before its sound',
      () => waveBytes([utter(WORDS, { rate: 16_000 })], { rate: 16_000, before: 37 }),
      WORDS,
    ],
    [
      'with an extensible head',
      () => waveBytes([utter(WORDS, { rate: 16_000 })], { rate: 16_000, extensible: true }),
      WORDS,
    ],
  ])('%s is heard as far as it goes', async (_, make, words) => {
    const file = await media(make())
    const { words: found, ms } = await heard(file)
    expect(found).toEqual(words)
    expect(file.durationMs).toBeLessThanOrEqual(ms)
    expect(file.durationMs).toBeGreaterThan(ms - CHUNK_MS)
  })

  test.each([
    ['that is empty', () => Buffer.alloc(0), 'This file is empty.'],
    ['without sound', () => plain().subarray(0, 36), 'This WAV file holds no sound.'],
    [
      'of chunks without end',
      () => Buffer.concat([plain().subarray(0, 12), Buffer.alloc(40_000)]),
      'This WAV file holds no sound.',
    ],
    ['of no channels', () => Buffer.from(plain()).fill(0, 22, 24), 'This WAV file is damaged.'],
    ['of 1 Hz', () => Buffer.from(plain()).fill(0, 25, 28), 'This WAV file is damaged.'],
  ])('%s is refused', async (_, make, sentence) => {
    expect(await refusal(media(make()))).toBe(sentence)
  })

  test('coded in a way of its own is left to ffmpeg', async () => {
    const file = plain()
    file.writeUInt16LE(7, 20)
    expect((await media(file)).form).toEqual({ kind: 'ffmpeg' })
  })
})

describe('Ogg Opus', () => {
  test('is heard, without what its encoder said before the sound', async () => {
    const file = await media(ogg())
    expect(file.form).toEqual({ kind: 'ogg-opus' })
    expect(Math.abs((file.durationMs ?? 0) - SPOKEN_MS)).toBeLessThan(20)
    expect((await heard(file)).words).toEqual(WORDS)
  })

  test('of two channels is heard as one', async () => {
    expect((await heard(await media(oggOpus(opus({ stereo: true }), { channels: 2 })))).words).toEqual(WORDS)
  })

  test('that breaks off within a page is heard up to there', async () => {
    const packets = [...opus(), ...opus()]
    const whole = oggOpus(packets)
    const file = await media(whole.subarray(0, whole.length - 10))
    const { words } = await heard(file)
    expect([...WORDS, ...WORDS].slice(0, words.length)).toEqual(words)
    expect(words.length).toBeGreaterThan(2)
    expect(file.durationMs).toBe(2_000 - 6.5)
  })

  test('is as long as its packets are, whatever its pages tell', async () => {
    const bytes = ogg()
    const last = bytes.lastIndexOf('OggS')
    bytes.writeBigUInt64LE(36_000n * 48_000n, last + 6)
    expect((await media(bytes)).durationMs).toBeLessThan(SPOKEN_MS + 20)
  })

  test('with a broken packet goes on behind it', async () => {
    const packets = opus()
    const broken = packets.map((packet, at) => (at === 13 ? Buffer.from([3]) : packet))
    const { words } = await heard(await media(oggOpus(broken)))
    expect(words).toEqual(WORDS)
  })

  test.each([
    ['of six channels', () => ogg({ channels: 6, family: 1 })],
    ['with a picture that goes on over the end of a page', () => ogg({ tagBytes: 400_000 })],
    [
      'that cannot be read any further after some sound',
      () => Buffer.concat([ogg(), ogg({ tagBytes: 400_000 })]),
    ],
    ['that is another kind of sound', () => Buffer.from(ogg()).fill('x', 28, 36)],
    [
      'that is broken after its first page',
      () => Buffer.concat([ogg().subarray(0, 47), Buffer.alloc(5_000, 7)]),
    ],
  ])('%s is left to ffmpeg', async (_, make) => {
    expect(await media(make())).toMatchObject({ durationMs: null, form: { kind: 'ffmpeg' } })
  })
})

describe('another kind of file', () => {
  const other = Buffer.from('ID3 and then nothing of use')

  test('is refused in plain words where there is no ffmpeg', async () => {
    await onlyProgram('ffmpeg', null)
    expect(await refusal(heard(await media(other)))).toMatch(/can install ffmpeg/)
    expect(await measuredMs(await media(other))).toBeNull()
  })

  test('is read by ffmpeg, whose sound comes in odd pieces', async () => {
    const pcm = Buffer.from(utter(WORDS, { rate: 16_000 }).buffer)
    await writeFile(join(folder, 'pcm'), pcm)
    await onlyProgram('ffmpeg', `head -c 1001 '${folder}/pcm'; sleep 0.1; tail -c +1002 '${folder}/pcm'`)
    const file = await media(other)
    expect((await heard(file)).words).toEqual(WORDS)
    expect(await measuredMs(file)).toBe(SPOKEN_MS)
  })

  const installed = spawnSync('ffmpeg', ['-version']).error === undefined
  const whereInstalled = installed ? test : test.skip
  whereInstalled('is read by the real ffmpeg, be it Ogg Opus that the demuxer cannot read', async () => {
    const file = await media(ogg({ tagBytes: 400_000 }))
    expect(file.form).toEqual({ kind: 'ffmpeg' })
    expect((await heard(file)).words).toEqual(WORDS)
  })

  test('is opened by ffmpeg as a file and nothing else, in formats that lead nowhere else', async () => {
    await onlyProgram('ffmpeg', `printf '%s\\n' "$@" > '${folder}/arguments'; printf 'ab'`)
    await heard(await media(other))
    const args = (await readFile(join(folder, 'arguments'), 'utf8')).split('\n')
    expect(args[args.indexOf('-protocol_whitelist') + 1]).toBe('file')
    expect(args[args.indexOf('-i') + 1]).toBe(`file:${join(folder, 'sound')}`)
    expect(args[args.indexOf('-format_whitelist') + 1]?.split(',')).not.toContain('hls')
    expect(args[args.indexOf('-format_whitelist') + 1]?.split(',')).not.toContain('concat')
  })

  test.each(['exit 1', 'exit 0', 'kill -9 $$'])(
    'in which ffmpeg finds nothing (%s) is refused',
    async (script) => {
      await onlyProgram('ffmpeg', script)
      expect(await refusal(heard(await media(other)))).toMatch(/no sound/)
    },
  )

  test('stops ffmpeg when it is not wanted any more, or is too long', async () => {
    await onlyProgram('ffmpeg', `echo $$ > '${folder}/pid'; exec cat /dev/zero`)
    const file = await media(other)
    for await (const _ of mediaChunks(file)) break
    await expect(gone()).resolves.toBe(true)
    await onlyProgram('ffmpeg', `echo $$ > '${folder}/pid'; head -c 100000 /dev/zero; exec sleep 60`)
    for await (const _ of mediaChunks(file)) break
    await expect(gone()).resolves.toBe(true)
    await onlyProgram('ffmpeg', `echo $$ > '${folder}/pid'; exec cat /dev/zero`)
    const controller = new AbortController()
    const reading = (async () => {
      for await (const _ of mediaChunks(file, { signal: controller.signal }))
        controller.abort(new Error('no more'))
    })()
    await expect(reading).rejects.toThrow('no more')
    await expect(gone()).resolves.toBe(true)
    expect(await refusal(all(mediaChunks(file, { mostMs: 60_000 })))).toMatch(/longer than the 1 minute /)
    expect(await measuredMs(file, { mostMs: 60_000 })).toBeGreaterThan(60_000)
    await expect(gone()).resolves.toBe(true)
  })

  async function gone(): Promise<boolean> {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
    try {
      process.kill(pid, 0)
      return false
    } catch {
      return true
    }
  }
})

async function all(chunks: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of chunks) count += 1
  return count
}

test('a file of an hour is never read further than is asked for', async () => {
  const file = join(folder, 'long')
  const head = waveBytes([], { rate: 16_000, channels: 1 })
  await writeFile(file, head)
  await truncate(file, head.length + 3_600_000 * 32)
  const media = await openMediaFile(file)
  expect(media.durationMs).toBe(3_600_000)
  const chunks = mediaChunks(media)
  const before = process.memoryUsage().arrayBuffers
  for (let count = 0; count < 100; count += 1) await chunks.next()
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(3_000_000)
  await chunks.return(undefined)
})
