import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import opus from '@discordjs/opus'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { loadRecogniser, recogniseDirectly } from '../../../bench/direct-recognition.ts'
import { MEETING_FOLDER, meetingScript, readMeetingClips } from '../../../sandbox/cast/meeting.ts'
import type { Line, Script } from '../../../sandbox/cast/script.ts'
import { FRAME_MS } from '../../../sandbox/cast/speech-packets.ts'
import { wordErrors } from '../../../sandbox/cast/word-errors.ts'
import { withAssets } from '../../support/assets.ts'
import { wavFile } from '../../support/wav-file.ts'

const run = promisify(execFile)
const endOf = ({ atMs, packets }: Line): number => atMs + packets.length * FRAME_MS

let folder = ''
let script: Script = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hansard-meeting-'))
  script = await meetingScript()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the meeting of the demo', () => {
  test('is one of three people, and under a minute', () => {
    expect([...new Set(script.map(({ speaker }) => speaker))].toSorted()).toEqual(['Ada', 'Bert', 'Cleo'])
    expect(script.length).toBe(16)
    const length = Math.max(...script.map(endOf))
    expect(length).toBeGreaterThan(40_000)
    expect(length).toBeLessThan(60_000)
  })

  test('comes in order of time, and people talk over one another, never over themselves', () => {
    expect(script.map(({ atMs }) => atMs)).toEqual(script.map(({ atMs }) => atMs).toSorted((a, b) => a - b))
    const overlaps = script.flatMap((line, place) =>
      script
        .slice(place + 1)
        .filter((later) => later.atMs < endOf(line))
        .map((later) => [line, later] as const),
    )
    expect(overlaps.length).toBeGreaterThanOrEqual(6)
    expect(overlaps.filter(([one, other]) => one.speaker === other.speaker)).toEqual([])
  })

  test('leaves a person at least 0.8 s between two lines, so that each is a turn of its own', () => {
    for (const lines of Map.groupBy(script, ({ speaker }) => speaker).values())
      for (const [place, line] of lines.slice(1).entries())
        expect(line.atMs - endOf(lines[place] ?? line)).toBeGreaterThanOrEqual(800)
  })

  test('has the words of each line within its sound', () => {
    for (const { words, spans, packets } of script) {
      expect(spans.length).toBe(words.length)
      expect(spans[0]?.startMs).toBe(0)
      expect(spans.at(-1)?.endMs).toBeCloseTo(packets.length * FRAME_MS)
    }
  })

  test('is in mono packets of 20 ms, and small', async () => {
    const decoder = new opus.OpusEncoder(48_000, 1)
    const packets = script.flatMap((line) => line.packets)
    expect(packets.every((packet) => decoder.decode(packet).length === 1920)).toBe(true)
    // RFC 6716, 3.1: the third bit from the right of the first byte tells stereo.
    expect(packets.some((packet) => ((packet[0] ?? 0) & 4) !== 0)).toBe(false)
    const files = await readdir(MEETING_FOLDER)
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(MEETING_FOLDER, file))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000)
  })

  test('has a file for each line, and none besides', async () => {
    const listed = (await readMeetingClips()).map(({ file }) => file)
    const there = (await readdir(MEETING_FOLDER)).filter((file) => file.endsWith('.ogg'))
    expect(there.toSorted()).toEqual(listed.toSorted())
  })

  test('has voices that can be told apart: Bert, Cleo and Ada, from low to high', () => {
    const [bert = 0, cleo = 0, ada = 0] = ['Bert', 'Cleo', 'Ada'].map((name) => {
      const line = script.find(({ speaker }) => speaker === name)
      return line === undefined ? 0 : pitchOf(line.packets)
    })
    expect(bert).toBeGreaterThan(60)
    expect(cleo / bert).toBeGreaterThan(1.15)
    expect(ada / cleo).toBeGreaterThan(1.15)
  })

  withAssets('is understood by the small model: fewer than 1 word in 20 is wrong', async ({ models }) => {
    const recogniser = await loadRecogniser(join(models, 'zipformer-en-3.3m'))
    const results = script.map(({ words, packets }) =>
      wordErrors(words.join(' '), recogniseDirectly(recogniser, packets)),
    )
    const errors = results.reduce((sum, result) => sum + result.errors, 0)
    const words = results.reduce((sum, result) => sum + result.words, 0)
    process.stderr.write(`word errors of the meeting: ${errors} of ${words}\n`)
    expect(errors / words).toBeLessThan(0.05)
  })
})

describe('any meeting', () => {
  test.each([
    ['that lacks a time', '1.ogg\tOne two.\tAda'],
    ['whose time is no number', '1.ogg\tOne two.\tAda\tsoon'],
    ['that lacks words', '1.ogg\t\tAda\t100'],
    ['that lacks a speaker', '1.ogg\tOne two.\t\t100'],
  ])('is refused with a line %s, and the place is told', async (what, row) => {
    const place = join(folder, what)
    await mkdir(place)
    await writeFile(join(place, 'clips.tsv'), `1.ogg\tOne two.\tAda\t0\n${row}\n`)
    await expect(readMeetingClips(place)).rejects.toThrow('clips.tsv, line 2')
  })

  test('is refused with a file that is not Ogg Opus', async () => {
    const place = join(folder, 'other sound')
    await mkdir(place)
    await writeFile(join(place, 'clips.tsv'), '1.ogg\tOne two.\tAda\t0\n')
    await writeFile(join(place, '1.ogg'), 'RIFF and so on')
    await expect(meetingScript(place)).rejects.toThrow('1.ogg is not Ogg Opus')
  })
})

describe('the script that makes it', () => {
  const made = () => mkdtemp(join(folder, 'made-'))

  /** Runs it where programs are found on this path alone. */
  const makeInto = (target: string, path: string) =>
    run(process.execPath, ['--no-warnings', join(MEETING_FOLDER, 'make.ts'), target], { env: { PATH: path } })

  /** A flite that knows these voices, speaks a tenth of a second of noise and writes down how it was called. */
  async function standIn(voices: string): Promise<string> {
    const bin = await mkdtemp(join(folder, 'bin-'))
    const noise = Int16Array.from({ length: 1600 }, (_, at) => (at * 7919) % 4001)
    await writeFile(join(bin, 'noise.wav'), wavFile([noise]))
    const lines = [
      '#!/bin/sh',
      `[ "$1" = -lv ] && echo "Voices available: ${voices}" && exit`,
      `echo "$@" >> '${bin}/calls'`,
      `while [ "$1" != -o ]; do shift; done`,
      `exec cp '${bin}/noise.wav' "$2"`,
    ]
    await writeFile(join(bin, 'flite'), `${lines.join('\n')}\n`)
    await chmod(join(bin, 'flite'), 0o755)
    return bin
  }

  test('lets flite say each sentence slowly in its speaker’s voice, and writes what it said', async () => {
    const [target, bin, clips] = [await made(), await standIn('kal rms slt'), await readMeetingClips()]
    await makeInto(target, `${bin}:/usr/bin:/bin`)
    await copyFile(join(MEETING_FOLDER, 'clips.tsv'), join(target, 'clips.tsv'))
    const again = await meetingScript(target)
    expect(again.map(({ words }) => words.join(' '))).toEqual(clips.map(({ sentence }) => sentence))
    // A tenth of a second and what the encoder looks ahead.
    expect(again.every(({ packets }) => packets.length === 6)).toBe(true)

    const calls = (await readFile(join(bin, 'calls'), 'utf8')).trim().split('\n')
    const voices = { Ada: '-voice slt', Bert: '-voice rms', Cleo: 'int_f0_target_mean=130 -voice slt' }
    expect(calls.length).toBe(clips.length)
    for (const [place, { sentence, speaker }] of clips.entries()) {
      expect(calls[place]).toContain('duration_stretch=1.2')
      expect(calls[place]).toContain(sentence)
      expect(calls[place]).toContain(new Map(Object.entries(voices)).get(speaker))
    }
  })

  test.each([
    ['that there is no flite', null, 'flite is not on this machine'],
    ['that flite lacks a voice, for it would take another', 'kal rms', 'flite has no voice slt'],
  ])('says %s, and changes nothing', async (_, voices, sentence) => {
    const target = await made()
    const bin = voices === null ? await mkdtemp(join(folder, 'empty-')) : await standIn(voices)
    await expect(makeInto(target, bin)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(sentence),
    })
    expect(await readdir(target)).toEqual([])
  })
})

/** The middle of the pitches, in Hz, that the sound has where it is voiced. */
function pitchOf(packets: readonly Buffer[]): number {
  const rate = 8_000
  const decoder = new opus.OpusEncoder(rate, 1)
  const pcm = Buffer.concat(packets.map((packet) => decoder.decode(packet)))
  const sound = Array.from({ length: pcm.length / 2 }, (_, at) => pcm.readInt16LE(at * 2))
  const window = rate * 0.04
  const pitches: number[] = []
  for (let from = 0; from + 2 * window < sound.length; from += window) {
    const likeness = (lag: number): number => {
      let [both, one, other] = [0, 1, 1]
      for (let at = from; at < from + window; at += 1) {
        const [a = 0, b = 0] = [sound[at], sound[at + lag]]
        both += a * b
        one += a * a
        other += b * b
      }
      return both / Math.sqrt(one * other)
    }
    // 70 to 260 Hz.
    const lags = Array.from({ length: 84 }, (_, place) => 31 + place)
    const likest = lags.map((lag) => ({ lag, like: likeness(lag) })).sort((a, b) => b.like - a.like)[0]
    if (likest !== undefined && likest.like > 0.85) pitches.push(rate / likest.lag)
  }
  return pitches.toSorted((a, b) => a - b)[Math.floor(pitches.length / 2)] ?? 0
}
