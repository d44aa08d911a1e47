import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { SpeechServer } from '../../sandbox/speech/speech-server.ts'
import { findRecorder, recordersFor } from '../../src/cli/microphone/recorders.ts'
import { endOfLine } from '../../src/cli/microphone/screen.ts'
import { alive } from '../support/processes.ts'
import { toneSound } from '../support/tone-sample.ts'
import { callTool, type ToolOptions } from '../support/tool-call.ts'
import { until } from '../support/until.ts'

const KEY = 'the-key-of-the-tests'
const SECOND = 32_000

let folder = ''
let server: SpeechServer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'microphone-'))
  server = await SpeechServer.start({ keys: [KEY] })
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** A program on the PATH under the name of a recorder, which runs these lines of shell; `sound.raw` is beside it. */
async function recorder(name: string, lines: string, sound: Buffer = Buffer.alloc(0)): Promise<void> {
  await writeFile(join(folder, 'sound.raw'), sound)
  await writeFile(join(folder, name), `#!/bin/sh\n${lines.replaceAll('SOUND', join(folder, 'sound.raw'))}\n`)
  await chmod(join(folder, name), 0o755)
}

const call = (args: readonly string[] = [], options: ToolOptions = {}) =>
  callTool(['microphone', ...args], {
    ...options,
    environment: {
      PATH: folder,
      ASSEMBLYAI_API_KEY: KEY,
      ASSEMBLYAI_STREAMING_URL: server.url,
      ...options.environment,
    },
  })

const recorderPid = async () => Number(await readFile(join(folder, 'pid'), 'utf8'))

const spoken = (...words: string[]): Buffer => Buffer.concat([toneSound(words), Buffer.alloc(2 * SECOND)])

describe('the microphone', () => {
  test('is written down until Ctrl+C: turns on standard output, the sum beside it, and the recorder ended', async () => {
    await recorder(
      'arecord',
      `echo $$ > ${join(folder, 'pid')}\n/bin/cat SOUND\nexec /bin/sleep 100`,
      spoken('apple', 'river', 'soon'),
    )
    const stop = new AbortController()
    const { code, out, errors } = await call([], {
      signal: stop.signal,
      onOutput: (piece) => piece.includes('soon.') && stop.abort(),
    })
    expect(out).toBe('[0:00:00] Apple river soon.\n')
    const [first, last, ...rest] = errors.split('\n')
    expect(first).toBe(
      'Listening through arecord. Recognised by AssemblyAI (sound is sent to its servers). Ctrl+C ends it.',
    )
    expect(last).toMatch(
      /^Listened for [\d.]+ s: 1 turn, 3 words\. Sent [12]\.\d s of sound to assemblyai; billed [\d.]+ s: 0\.01 USD\.$/,
    )
    expect(rest).toEqual([''])
    expect(code).toBe(0)
    await until('the session to end', () => server.open === 0)
    expect(alive(await recorderPid())).toBe(false)
  })

  test('shows a turn while it is said, on one line that the finished one takes the place of', async () => {
    await recorder('arecord', '/bin/cat SOUND', spoken('apple', 'river'))
    const seen: string[] = []
    const { code, out, errors } = await call([], { terminal: true, onOutput: (piece) => seen.push(piece) })
    expect(code).toBe(0)
    const drawn = seen.filter((piece) => piece.startsWith('\r\x1b[2K\x1b[2m'))
    expect(drawn).toContain('\r\x1b[2K\x1b[2mapple\x1b[0m')
    expect(drawn.every((piece) => errors.includes(piece))).toBe(true)
    expect(seen.join('')).toContain('\r\x1b[2K[0:00:00] Apple river.\n')
    expect(out).toBe('[0:00:00] Apple river.\n')
  })

  test('ends with the recorder, when that has no more', async () => {
    await recorder('rec', 'exit 7')
    await recorder('sox', 'test "$AUDIODEV" = hw:1 && /bin/cat SOUND', spoken('lemon'))
    const { code, out } = await call(['--device', 'hw:1', '--language', 'de'], {
      environment: { SPEECH_MODEL: 'universal-3-6-pro' },
    })
    expect({ code, out }).toEqual({ code: 0, out: '[0:00:00] Lemon.\n' })
    expect(server.sessions[0]?.params).toMatchObject({ language_codes: '["de"]' })
  })

  test('that cannot be heard is told in the recorder’s own words', async () => {
    await recorder('ffmpeg', 'echo "something" >&2\necho "default: Input/output error" >&2\nexit 251')
    const { code, out, errors } = await call()
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(
      errors,
    ).toBe(`Listening through ffmpeg. Recognised by AssemblyAI (sound is sent to its servers). Ctrl+C ends it.
ffmpeg ended by itself (code 251): is a microphone there, and may you use it? It said: something default: Input/output error
`)
  })

  test('stops at once, recorder and all, when the service refuses the key', async () => {
    await recorder(
      'arecord',
      // It must be ended the hard way.
      `trap '' TERM\necho $$ > ${join(folder, 'pid')}\n/bin/cat SOUND\nexec /bin/sleep 100`,
      spoken('apple'),
    )
    const { code, errors } = await call([], { environment: { ASSEMBLYAI_API_KEY: 'another' } })
    expect(errors).toMatch(
      /billed nothing\.\nAssemblyAI refused the key: Invalid API key\. Check ASSEMBLYAI_API_KEY\.\n$/,
    )
    expect(code).toBe(1)
    expect(alive(await recorderPid())).toBe(false)
  })

  test('is billed for nothing when its session was refused before it began, however late that came', async () => {
    await recorder('arecord', '/bin/cat SOUND\nexec /bin/sleep 100', spoken('apple'))
    server.faults.next({ begin: 'never' })
    const calling = call()
    await until('the session', () => server.open === 1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    server.revoke(KEY)
    const { code, errors } = await calling
    expect(errors).toMatch(/; billed nothing\.\nAssemblyAI refused the key: /)
    expect(code).toBe(1)
  })

  test('without a program that records says which to install', async () => {
    const { code, errors } = await call()
    expect(errors).toMatch(
      /^There is no program here that records: install one of arecord .* sox .* ffmpeg .*\n$/,
    )
    expect(code).toBe(1)
    const named = await call(['--recorder', 'sox'])
    expect(named).toMatchObject({ code: 1, errors: 'sox is not installed here, or not on the PATH.\n' })
  })

  test('of the local engine without a model says so before it records', async () => {
    await recorder('arecord', `echo ran > ${join(folder, 'ran')}`)
    const { code, errors } = await call(['--engine', 'sherpa'])
    expect(errors).toMatch(
      /^There is no local speech model: fetch one with "npm run model", or set SPEECH_MODEL_DIR/,
    )
    expect(code).toBe(1)
  })

  test('hands the recorder neither token nor key', async () => {
    await recorder('arecord', `export > ${join(folder, 'seen')}; exit 3`)
    await call([], { environment: { DISCORD_TOKEN: 'a-token', PULSE_SERVER: 'unix:/p' } })
    const seen = await readFile(join(folder, 'seen'), 'utf8')
    expect(seen).toContain('PULSE_SERVER')
    expect(seen).not.toMatch(/a-token|the-key/)
  })
})

describe('the recorders', () => {
  test('are looked for in order, on the whole PATH', async () => {
    const all = recordersFor('linux')
    const find = async () => (await findRecorder(all, `/nowhere:${folder}`))?.name ?? null
    expect(await find()).toBe(null)
    await writeFile(join(folder, 'arecord'), 'not a program')
    await recorder('ffmpeg', '')
    expect(await find()).toBe('ffmpeg')
    await recorder('sox', '')
    expect(await find()).toBe('sox')
    await chmod(join(folder, 'arecord'), 0o755)
    expect(await find()).toBe('arecord')
  })

  test.each([
    ['arecord', 'linux', null, '-q -t raw -f S16_LE -r 16000 -c 1'],
    ['arecord', 'linux', 'hw:1', '-q -t raw -f S16_LE -r 16000 -c 1 -D hw:1'],
    ['sox', 'darwin', null, '-q -d -t raw -r 16000 -c 1 -b 16 -e signed-integer -L -'],
    ['ffmpeg', 'linux', null, /-f alsa -i default -ac 1 -ar 16000 -f s16le -flush_packets 1 pipe:1$/],
    ['ffmpeg', 'darwin', null, /-f avfoundation -i :0 -ac 1/],
    ['ffmpeg', 'win32', 'audio=Desk', /-f dshow -i audio=Desk -ac 1/],
  ] as const)('%s on %s is asked for 16 kHz mono of %s', (name, platform, device, wanted) => {
    const call = recordersFor(platform)
      .find((each) => each.name === name)
      ?.call(device)
    expect(call?.arguments.join(' ')).toEqual(
      typeof wanted === 'string' ? wanted : expect.stringMatching(wanted),
    )
  })
})

test.each([
  ['short', 10, 'short'],
  ['the words come', 8, '…ds come'],
  ['日本語の言葉', 7, '…の言葉'],
])('of a line that is too long the end is shown: %s in %d columns', (text, columns, shown) => {
  expect(endOfLine(text, columns)).toBe(shown)
})
