import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { wordErrors } from '../../../sandbox/cast/word-errors.ts'
import { systemClock } from '../../../src/base/clock.ts'
import { PLAIN_TUNING, type SpeechEngine, type SpeechStream } from '../../../src/speech/engine.ts'
import { createSherpaEngine } from '../../../src/speech/sherpa/engine.ts'
import { type Assets, withAssets } from '../../support/assets.ts'
import { readClips, readPcm } from '../../support/clips.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { alive, gone } from '../../support/processes.ts'
import { RecordingLog } from '../../support/recording-log.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'

jest.setTimeout(60_000)

/** Everything a test opens is closed, whatever became of the test. */
const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

interface Kit {
  readonly engine: SpeechEngine
  readonly log: RecordingLog
}

function kit(modelDir: string | null): Kit {
  const log = new RecordingLog()
  const engine = createSherpaEngine({ modelDir }, { clock: systemClock, log })
  open.push(() => engine.close())
  return { engine, log }
}

const modelOf = ({ models }: Assets): string => join(models, 'zipformer-en-3.3m')

interface Listening {
  readonly stream: SpeechStream
  readonly heard: SpeechRecorder
}

function listen(engine: SpeechEngine): Listening {
  const heard = new SpeechRecorder()
  return { stream: engine.open({ label: 'test', tuning: PLAIN_TUNING, emit: heard.emit }), heard }
}

const textOf = ({ finals }: SpeechRecorder): string => finals.map((turn) => turn.text).join(' ')

async function childOf(log: RecordingLog, nth = 1): Promise<number> {
  const { pid } = await log.line('sherpa_listening', nth)
  if (typeof pid !== 'number') throw new Error('no process id was logged')
  return pid
}

describe('without a model that works', () => {
  test('check and streams say how to get one, and no process is started', async () => {
    const { engine, log } = kit(null)
    const message = expect.stringContaining('set SPEECH_MODEL_DIR to a folder')
    await expect(engine.check()).rejects.toMatchObject({ name: 'EngineError', retryable: false, message })
    const { stream, heard } = listen(engine)
    for (const chunk of chunksOf(Buffer.alloc(3_200, 1), 0)) stream.send(chunk)
    await heard.ended()
    expect(heard.events).toMatchObject([
      { kind: 'gap', fromMs: 0, toMs: 100, cause: 'engine-unavailable' },
      { kind: 'ended', error: { message } },
    ])
    expect(log.lines).toEqual([])
  })

  test('a model that the native code does not take ends one child, not this process, and is remembered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hansard-model-'))
    open.push(() => rm(folder, { recursive: true }))
    for (const name of ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'])
      await writeFile(join(folder, name), 'no model at all')
    const { engine, log } = kit(folder)
    const refused = {
      name: 'EngineError',
      message:
        'The local speech model could not be loaded: fetch it again with "npm run model", or set SPEECH_MODEL_DIR to another.',
    }
    await expect(engine.check()).rejects.toMatchObject(refused)
    await expect(engine.check()).rejects.toMatchObject(refused)
    const { stream, heard } = listen(engine)
    await heard.ended()
    expect(heard.events).toMatchObject([{ kind: 'ended', error: refused }])
    stream.endTurn()
    await stream.finish(1_000)
    expect(log.lines.filter((line) => line.event === 'sherpa_died')).toHaveLength(1)
  })
})

describe('human speech', () => {
  withAssets(
    'comes out with at most a quarter of its words wrong, each turn after its partials',
    async (assets) => {
      const { engine } = kit(modelOf(assets))
      const clips = readClips(assets.audio)
      let errors = 0
      let words = 0
      for (const [i, clip] of clips.entries()) {
        const { stream, heard } = listen(engine)
        const chunks = chunksOf(clip.pcm, i * 100_000, engine.tailMs(null))
        for (const chunk of chunks) stream.send(chunk)
        stream.endTurn()
        await stream.finish(60_000)
        const counted = wordErrors(clip.reference, textOf(heard))
        errors += counted.errors
        words += counted.words

        expect(heard.story.includes('gap')).toBe(false)
        expect(heard.events.at(-1)).toEqual({ kind: 'ended', error: null })
        const turns = heard.finals
        for (const turn of turns) {
          const told = heard.events.filter((event) => 'turn' in event && event.turn.key === turn.key)
          expect(told.length).toBeGreaterThan(1)
          expect(told.findIndex((event) => event.kind === 'final')).toBe(told.length - 1)
        }
        const times = turns.flatMap((turn) => turn.words.flatMap((word) => [word.startMs, word.endMs]))
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        expect(times[0]).toBeGreaterThanOrEqual(i * 100_000)
        expect(times.at(-1)).toBeLessThanOrEqual(i * 100_000 + chunks.length * 50)
      }
      process.stdout.write(
        `sherpa: ${errors} of ${words} words wrong (${((100 * errors) / words).toFixed(1)} %)\n`,
      )
      expect(errors / words).toBeLessThanOrEqual(0.25)
    },
    240_000,
  )

  withAssets('has word times near to when the words were said', async (assets) => {
    const { engine } = kit(modelOf(assets))
    const { stream, heard } = listen(engine)
    const pcm = readPcm(join(assets.audio, 'az-lamp.wav'))
    for (const chunk of chunksOf(pcm, 60_000, engine.tailMs(null))) stream.send(chunk)
    await stream.finish(60_000)
    const [turn] = heard.finals
    expect(turn?.text).toBe('Turn on the lamp')
    // Where the speaker's voice rises out of the noise of the recording, and sinks back.
    expect(Math.abs((turn?.startMs ?? 0) - 60_510)).toBeLessThan(300)
    expect(Math.abs((turn?.endMs ?? 0) - 61_530)).toBeLessThan(300)
  })

  withAssets('of three who talk at once stays with each', async (assets) => {
    const { engine } = kit(modelOf(assets))
    const files = ['arctic-a0024.wav', 'sb-spk1_snt2.wav', 'goforward.wav']
    const clips = readClips(assets.audio).filter((clip) => files.includes(clip.file))
    const speakers = clips.map((clip) => ({ clip, ...listen(engine), chunks: chunksOf(clip.pcm, 0, 600) }))
    for (let i = 0; speakers.some(({ chunks }) => i < chunks.length); i += 1)
      for (const { stream, chunks } of speakers) {
        const chunk = chunks[i]
        if (chunk !== undefined) stream.send(chunk)
      }
    await Promise.all(speakers.map(({ stream }) => stream.finish(60_000)))
    for (const { clip, heard } of speakers) expect(wordErrors(clip.reference, textOf(heard)).errors).toBe(0)
  })
})

describe('the child process', () => {
  withAssets(
    'is started once by check, ignores the signals of a terminal, and is gone after close',
    async (assets) => {
      const { engine, log } = kit(modelOf(assets))
      await Promise.all([engine.check(), engine.check()])
      await engine.check()
      const pid = await childOf(log)
      process.kill(pid, 'SIGINT')
      process.kill(pid, 'SIGTERM')
      const { stream, heard } = listen(engine)
      for (const chunk of chunksOf(readPcm(join(assets.audio, 'goforward.wav')), 0)) stream.send(chunk)
      await stream.finish(60_000)
      expect(textOf(heard)).toBe('Go forward ten meters')
      expect(log.lines.map((line) => line.event)).toEqual(['sherpa_listening'])
      await engine.close()
      await engine.close()
      expect(alive(pid)).toBe(false)
      await expect(engine.check()).rejects.toMatchObject({ name: 'EngineError' })
    },
  )

  withAssets(
    'that hangs does not keep a stream from finishing at its deadline, with gaps where its sound was',
    async (assets) => {
      const { engine, log } = kit(modelOf(assets))
      await engine.check()
      const { stream, heard } = listen(engine)
      process.kill(await childOf(log), 'SIGSTOP')
      await new Promise((resolve) => setImmediate(resolve))
      // A minute and a half may wait, and no more.
      for (const chunk of chunksOf(Buffer.alloc(92_000 * 32, 1), 1_000)) stream.send(chunk)
      await stream.finish(100)
      expect(heard.events.slice(-3)).toEqual([
        { kind: 'gap', fromMs: 1_000, toMs: 91_000, cause: 'engine-overloaded' },
        { kind: 'gap', fromMs: 91_000, toMs: 93_000, cause: 'engine-overloaded' },
        { kind: 'ended', error: null },
      ])
    },
  )

  withAssets('does not outlive a bot that was killed', async (assets) => {
    const program = `
      import { systemClock } from './src/base/clock.ts'
      import { createLog } from './src/base/log.ts'
      import { createSherpaEngine } from './src/speech/sherpa/engine.ts'
      const base = { clock: systemClock, log: createLog('info') }
      await createSherpaEngine({ modelDir: process.argv[1] }, base).check()
    `
    const bot = spawn(process.execPath, ['--input-type=module', '-e', program, modelOf(assets)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    open.push(async () => bot.kill('SIGKILL'))
    for await (const line of createInterface(bot.stdout)) {
      const pid = Number(/"event":"sherpa_listening"/.test(line) && /"pid":(\d+),"event"/.exec(line)?.[1])
      expect(alive(pid)).toBe(true)
      bot.kill('SIGKILL')
      await gone(pid)
    }
  })
})

describe('a stream', () => {
  withAssets('that was aborted says nothing more, and takes no harm from further calls', async (assets) => {
    const { engine } = kit(modelOf(assets))
    const { stream, heard } = listen(engine)
    const chunks = chunksOf(readPcm(join(assets.audio, 'jfk.wav')), 0)
    for (const chunk of chunks.slice(0, 60)) stream.send(chunk)
    await heard.until(({ opens }) => opens.length > 0)
    stream.abort()
    const said = heard.events.length
    expect(heard.events.at(-1)).toEqual({ kind: 'ended', error: null })
    for (const chunk of chunks.slice(60)) stream.send(chunk)
    stream.endTurn()
    stream.abort()
    await stream.finish(1_000)
    expect(heard.events).toHaveLength(said)
    expect(stream.usage()).toEqual({ billedMs: 0, connections: 0, billing: false })
  })

  withAssets(
    'takes a minute of sound at once, with what is said meanwhile',
    async (assets) => {
      const { engine } = kit(modelOf(assets))
      const { stream, heard } = listen(engine)
      const clips = readClips(assets.audio).filter(({ pcm }) => pcm.length < 32_000 * 8)
      let atMs = 0
      const reference: string[] = []
      for (const clip of clips) {
        const chunks = chunksOf(clip.pcm, atMs, 1_000)
        if (atMs + chunks.length * 50 > 60_000) break
        for (const chunk of chunks) stream.send(chunk)
        reference.push(clip.reference)
        atMs += chunks.length * 50
      }
      expect(atMs).toBeGreaterThan(50_000)
      await stream.finish(60_000)
      expect(heard.story.includes('gap')).toBe(false)
      const { errors, words } = wordErrors(reference.join(' '), textOf(heard))
      expect(errors / words).toBeLessThanOrEqual(0.25)
    },
    240_000,
  )

  withAssets(
    'that surrenders gives back the sound that no final covers, for another to hear',
    async (assets) => {
      const { engine } = kit(modelOf(assets))
      const [first, second] = [
        readPcm(join(assets.audio, 'goforward.wav')),
        readPcm(join(assets.audio, 'az-lamp.wav')),
      ]
      const one = listen(engine)
      for (const chunk of chunksOf(first, 0, 1_000)) one.stream.send(chunk)
      await one.heard.finalsAre(1)
      for (const chunk of chunksOf(second, 60_000).slice(0, 25)) one.stream.send(chunk)
      await one.heard.until(({ opens }) => opens.some(({ key }) => key > 1))
      const sound = one.stream.surrender()
      expect(one.heard.events.at(-1)).toEqual({ kind: 'ended', error: null })
      expect(one.heard.story).toEqual(['open', 'final', 'open', 'ended'])
      expect(one.stream.surrender()).toEqual([])

      const other = listen(engine)
      for (const chunk of [...sound, ...chunksOf(second, 60_000, 1_000).slice(25)]) other.stream.send(chunk)
      await other.stream.finish(60_000)
      expect(textOf(one.heard)).toBe('Go forward ten meters')
      expect(textOf(other.heard)).toBe('Turn on the lamp')
    },
  )
})
