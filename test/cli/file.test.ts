import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { oggOpus } from '../../sandbox/cast/ogg.ts'
import { encodeSpeech } from '../../sandbox/cast/speech-packets.ts'
import { utter } from '../../sandbox/cast/tone-language.ts'
import { SpeechServer } from '../../sandbox/speech/speech-server.ts'
import { withAssets } from '../support/assets.ts'
import { hurriedClock } from '../support/hurried-clock.ts'
import { parsedSubtitles } from '../support/parsed-subtitles.ts'
import { toneSound, wordsOf } from '../support/tone-sample.ts'
import { callTool, type ToolOptions } from '../support/tool-call.ts'
import { until } from '../support/until.ts'
import { wavFile } from '../support/wav-file.ts'

const KEY = 'the-key-of-the-tests'
const PATH = process.env['PATH']

let folder = ''
let server: SpeechServer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-tool-'))
  server = await SpeechServer.start({ keys: [KEY] })
})
afterEach(async () => {
  process.env['PATH'] = PATH
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const wav = (words: readonly string[]): Buffer => wavFile([utter(words, { rate: 16_000 })])

const call = (args: readonly string[], options: ToolOptions = {}) =>
  callTool(['file', ...args], {
    folder,
    ...options,
    environment: {
      ASSEMBLYAI_API_KEY: KEY,
      ASSEMBLYAI_STREAMING_URL: server.url,
      ASSEMBLYAI_API_URL: server.apiUrl,
      ...options.environment,
    },
  })

describe('a file', () => {
  test('is told to the live engine; its text alone goes to standard output, what it cost does not', async () => {
    await writeFile(join(folder, 'talk.wav'), wav(['apple', 'river', 'soon', 'castle', 'lemon']))
    const { code, out, errors } = await call(['talk.wav'])
    expect(out).toBe('Apple river soon castle lemon.\n')
    expect(errors).toMatch(
      /^talk\.wav: 1 turn in 1\.\d s of sound, by assemblyai, billed [\d.]+ s: 0\.01 USD\n$/,
    )
    expect(code).toBe(0)
    expect(server.sessions).toHaveLength(1)
    expect(server.files.requests).toEqual([])
  })

  test('is sent as a whole with --prerecorded, and becomes one file for each format, with speakers', async () => {
    await writeFile(join(folder, 'talk.ogg'), oggOpus(encodeSpeech(utter(['apple', 'river']))))
    const { code, out, errors } = await call(
      [
        '--prerecorded',
        '--speakers',
        '-f',
        'txt,srt',
        '-f',
        'vtt,json',
        '-l',
        'en',
        '-o',
        'new/out',
        'talk.ogg',
      ],
      // The service is asked every few seconds; an answer must not be late on this clock.
      { clock: hurriedClock(10) },
    )
    expect(errors).toMatch(/^talk\.ogg: 1 turn in .*, by assemblyai, billed 1 s: 0\.01 USD\n$/)
    expect(out).toBe('')
    expect(code).toBe(0)
    const folderOut = join(folder, 'new/out')
    expect((await readdir(folderOut)).sort()).toEqual(['talk.json', 'talk.srt', 'talk.txt', 'talk.vtt'])
    const read = (ending: string) => readFile(join(folderOut, `talk.${ending}`), 'utf8')
    expect(await read('txt')).toBe('A: Apple river.\n')
    expect(parsedSubtitles(await read('srt'))).toMatchObject([{ text: 'A: Apple river.' }])
    expect(parsedSubtitles(await read('vtt'))).toMatchObject([{ text: '<v A>Apple river.</v>' }])
    expect(JSON.parse(await read('json'))).toMatchObject({
      format: 'hansard-file',
      file: 'talk.ogg',
      engine: 'assemblyai',
      turns: [{ speaker: 'A', text: 'Apple river.', words: [{ text: 'Apple' }, { text: 'river.' }] }],
      gaps: [],
    })
    expect(server.files.jobs).toMatchObject([
      { request: { languageCode: 'en', speakerLabels: true }, deleted: true },
    ])
    expect(server.sessions).toEqual([])
  })

  test('in subtitles has no name before it where nobody told speakers apart', async () => {
    await writeFile(join(folder, 'talk.wav'), wav(['apple', 'river']))
    expect((await call(['talk.wav', '-f', 'srt'])).out).toMatch(
      /^1\n00:00:00,\d+ --> 00:00:01,\d+\nApple river\.\n$/,
    )
    expect((await call(['talk.wav', '-f', 'vtt'])).out).toMatch(/\nApple river\.\n$/)
  })

  test('of another kind is read by ffmpeg, and without ffmpeg the way to it is told', async () => {
    await writeFile(join(folder, 'talk.mp3'), Buffer.from('ID3 and so on'))
    await writeFile(
      join(folder, 'tone.raw'),
      Buffer.concat([toneSound(['river', 'soon']), Buffer.alloc(32_000)]),
    )
    const bin = join(folder, 'bin')
    await mkdir(bin)
    process.env['PATH'] = bin
    const without = await call(['talk.mp3'])
    expect(without.errors).toMatch(/^talk\.mp3: .*Install ffmpeg \(apt install ffmpeg, .*\n$/)
    expect(without.code).toBe(1)
    await writeFile(join(bin, 'ffmpeg'), `#!/bin/sh\nexec /bin/cat '${join(folder, 'tone.raw')}'\n`)
    await chmod(join(bin, 'ffmpeg'), 0o755)
    expect(await call(['talk.mp3'])).toMatchObject({ code: 0, out: 'River soon.\n' })
  })
})

describe('several files', () => {
  test('are done one after the other; those that cannot be are named, and the others not given up', async () => {
    await writeFile(join(folder, 'first.wav'), wav(['apple']))
    await writeFile(join(folder, 'empty.wav'), '')
    await writeFile(join(folder, 'last.wav'), wav(['river']))
    const { code, out, errors } = await call(['first.wav', 'empty.wav', 'missing.wav', '.', 'last.wav'])
    expect(out).toBe('==> first.wav <==\nApple.\n\n==> last.wav <==\nRiver.\n\n')
    expect(errors.split('\n').map((line) => line.replace(/ in .*/, ''))).toEqual([
      'first.wav: 1 turn',
      'empty.wav: This file is empty.',
      'missing.wav: There is no such file or folder.',
      '.: This is a folder, not a file.',
      'last.wav: 1 turn',
      '',
    ])
    expect(code).toBe(1)
  })

  test('are not begun where nothing could be written', async () => {
    await writeFile(join(folder, 'talk.wav'), wav(['apple']))
    const { code, errors } = await call(['talk.wav', '-o', 'talk.wav'])
    expect(errors).toBe(`This is a file, and has to be a folder: ${join(folder, 'talk.wav')}\n`)
    expect(code).toBe(1)
    expect(server.sessions).toEqual([])
  })

  test('of which one cannot be written are named, and no piece of it is left', async () => {
    await writeFile(join(folder, 'talk.wav'), wav(['apple']))
    await mkdir(join(folder, 'out/talk.txt'), { recursive: true })
    const { code, errors } = await call(['talk.wav', '-o', 'out'])
    expect(errors).toBe('talk.wav: This is a folder, not a file.\n')
    expect(code).toBe(1)
    expect(await readdir(join(folder, 'out'))).toEqual(['talk.txt'])
  })

  test('are not begun where no folder can be made for what they say', async () => {
    const out = process.platform === 'linux' ? '/proc/nope' : '/dev/null/below'
    expect(await call(['talk.wav', '-o', out])).toMatchObject({ code: 1, out: '' })
  })

  test('fail with the service’s own words when it refuses the key, which are told without the key', async () => {
    await writeFile(join(folder, 'talk.wav'), wav(['apple', 'river']))
    const { code, errors } = await call(['talk.wav'], { environment: { ASSEMBLYAI_API_KEY: 'another-key' } })
    expect(errors).toBe('talk.wav: AssemblyAI refused the key: Invalid API key. Check ASSEMBLYAI_API_KEY.\n')
    expect(code).toBe(1)
  })
})

describe('while a file is on its way', () => {
  test('a terminal shows how far it is, and nothing of that stays', async () => {
    await writeFile(join(folder, 'talk.wav'), wav(Array.from({ length: 8 }, () => 'apple')))
    const { out, errors } = await call(['talk.wav'], { terminal: true })
    expect(errors).toMatch(/talk\.wav \[=+-*\] +\d+ % {2}listened to 0:00:0\d/)
    // The bar's line was wiped.
    expect(errors.split('\x1b[1G\x1b[2K').at(-1)).toMatch(/^talk\.wav: 1 turn in .*\n$/)
    expect(wordsOf(out)).toHaveLength(8)
  })

  test('Ctrl+C ends it with 130, closes the session and leaves nothing behind', async () => {
    await writeFile(join(folder, 'talk.wav'), wav(Array.from({ length: 60 }, () => 'apple')))
    const stop = new AbortController()
    const calling = call(['talk.wav', 'talk2.wav', '-o', 'out'], {
      signal: stop.signal,
    })
    await until('a session', () => server.open === 1)
    stop.abort()
    expect(await calling).toEqual({ code: 130, out: '', errors: 'Stopped.\n' })
    await until('the session to end', () => server.open === 0)
    expect(await readdir(join(folder, 'out'))).toEqual([])
  })
})

withAssets(
  'human speech in a file becomes text on this machine, without a key',
  async ({ models, audio }) => {
    const { code, out, errors } = await callTool(['file', join(audio, 'jfk.wav'), '-f', 'json'], {
      environment: { SPEECH_MODEL_DIR: join(models, 'zipformer-en-3.3m') },
    })
    expect(errors).toMatch(/jfk\.wav: 1 turn in 11 s of sound, by sherpa\n$/)
    expect(code).toBe(0)
    const { turns } = JSON.parse(out)
    expect(turns[0].text).toMatch(/what your country can do for you ask what you can do/)
  },
)
