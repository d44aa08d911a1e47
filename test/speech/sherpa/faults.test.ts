import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect } from '@jest/globals'
import { wordErrors } from '../../../sandbox/cast/word-errors.ts'
import { CHUNK_MS } from '../../../src/audio/pcm.ts'
import { type Clock, systemClock } from '../../../src/base/clock.ts'
import { SpeechLine } from '../../../src/session/speaker/speech-line.ts'
import { PLAIN_TUNING, type SpeechEngine, type SpokenTurn } from '../../../src/speech/engine.ts'
import { EngineRoster } from '../../../src/speech/roster.ts'
import { createSherpaEngine } from '../../../src/speech/sherpa/engine.ts'
import { type Assets, withAssets } from '../../support/assets.ts'
import { type Clip, readClips } from '../../support/clips.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { gone } from '../../support/processes.ts'
import { RecordingLog } from '../../support/recording-log.ts'
import { ScriptedEngine } from '../../support/scripted-engine.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'
import { until } from '../../support/until.ts'

/** Of these the model understands every word, so a word that is lost or doubled shows. */
const UNDERSTOOD = ['arctic-a0024.wav', 'sb-spk1_snt2.wav', 'goforward.wav', 'az-lamp.wav']

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

const modelOf = ({ models }: Assets): string => join(models, 'zipformer-en-3.3m')

interface Kit {
  readonly engine: SpeechEngine
  readonly log: RecordingLog
  /** The children that were started so far, the oldest first. */
  readonly pids: () => number[]
}

function kit(modelDir: string, { processes = 1, clock = systemClock as Clock } = {}): Kit {
  const log = new RecordingLog()
  const engine = createSherpaEngine({ modelDir, processes }, { clock, log })
  open.push(() => engine.close())
  const pids = () =>
    log.lines.flatMap(({ event, pid }) =>
      event === 'sherpa_listening' && typeof pid === 'number' ? [pid] : [],
    )
  return { engine, log, pids }
}

/** Never 0, which would be this very process and all that it started. */
function childOf([pid]: readonly number[]): number {
  if (pid === undefined) throw new Error('no child was started')
  return pid
}

function clipsOf({ audio }: Assets): Clip[] {
  const clips = readClips(audio)
  return UNDERSTOOD.flatMap((file) => clips.find((clip) => clip.file === file) ?? [])
}

/** Somebody says a clip: what is said before and after something happens to the children. */
function speaker(engine: SpeechEngine, clip: Clip) {
  const heard = new SpeechRecorder()
  const stream = engine.open({ label: 'test', tuning: PLAIN_TUNING, emit: heard.emit })
  const chunks = chunksOf(clip.pcm, 0, engine.tailMs(null))
  const middle = Math.round(chunks.length * 0.6)
  return {
    heard,
    sayHalf: async () => {
      for (const chunk of chunks.slice(0, middle)) stream.send(chunk)
      await heard.until(({ opens }) => opens.length > 0, 60_000)
    },
    sayMore: () => {
      for (const chunk of chunks.slice(middle, middle + 4)) stream.send(chunk)
    },
    sayRest: async () => {
      for (const chunk of chunks.slice(middle + 4)) stream.send(chunk)
      // As a hurried clock counts it.
      await stream.finish(90_000)
    },
    expectAll: () => {
      expect(heard.story).toEqual(['open', 'final', 'ended'])
      const said = heard.finals.map(({ text }) => text).join(' ')
      expect(wordErrors(clip.reference, said).errors).toBe(0)
    },
  }
}

describe('a child that is killed in the middle of a turn', () => {
  withAssets(
    'costs no word of anybody and doubles none, though all of a pool are killed',
    async (assets) => {
      const { engine, log, pids } = kit(modelOf(assets), { processes: 2 })
      const clips = clipsOf(assets)
      const speakers = [...clips, ...clips.slice(0, 2)].map((clip) => speaker(engine, clip))
      await Promise.all(speakers.map(({ sayHalf }) => sayHalf()))
      expect(pids()).toHaveLength(2)
      for (const pid of pids()) process.kill(pid, 'SIGKILL')
      for (const { sayMore } of speakers) sayMore()
      await log.line('sherpa_died', 2)
      await Promise.all(speakers.map(({ sayRest }) => sayRest()))
      for (const { expectAll } of speakers) expectAll()
      expect(pids()).toHaveLength(4)
    },
    120_000,
  )
})

describe('a child that hangs', () => {
  withAssets(
    'is noticed, ended and replaced, and costs no word',
    async (assets) => {
      const { engine, log, pids } = kit(modelOf(assets), { clock: hurriedClock(3) })
      const [clip] = clipsOf(assets)
      if (clip === undefined) throw new Error('no clip')
      const someone = speaker(engine, clip)
      await someone.sayHalf()
      const pid = childOf(pids())
      process.kill(pid, 'SIGSTOP')
      someone.sayMore()
      expect(await log.line('sherpa_died')).toMatchObject({ cause: 'hung', signal: 'SIGKILL' })
      await gone(pid)
      await someone.sayRest()
      someone.expectAll()
    },
    120_000,
  )
})

describe('a model that is gone when a child dies', () => {
  for (const when of ['before', 'after'] as const)
    withAssets(
      `ends the engine with one sentence ${when} the first word is shown, and the next engine is told all of the sound without words`,
      async (assets) => {
        const folder = await mkdtemp(join(tmpdir(), 'hansard-model-'))
        open.push(() => rm(folder, { recursive: true, force: true }))
        await cp(modelOf(assets), folder, { recursive: true })
        const { engine, log, pids } = kit(folder)
        const next = new ScriptedEngine({ name: 'next' })
        const roster = new EngineRoster({
          engines: [engine, next],
          clock: systemClock,
          log,
          downAfterMs: 15_000,
          toCloud: false,
        })
        open.push(async () => roster.close())
        const chain = roster.chain()
        await chain.choose()
        const broken: string[] = []
        const told: SpokenTurn[] = []
        const shown = Promise.withResolvers<void>()
        const ignore = () => {}
        const line = new SpeechLine({
          chain,
          label: 'test',
          tuning: PLAIN_TUNING,
          listener: {
            told: (event) => {
              if (event.kind === 'open') shown.resolve()
              if (event.kind === 'final') told.push(event.turn)
            },
            lost: () => broken.push('sound was lost'),
            ended: ignore,
            broke: ({ message }) => broken.push(message),
          },
        })
        const chunks = chunksOf(clipsOf(assets)[0]?.pcm ?? Buffer.alloc(0), 0)
        for (const chunk of chunks.slice(0, 30)) line.send(chunk)
        if (when === 'after') await shown.promise
        await rm(folder, { recursive: true })
        process.kill(childOf(pids()), 'SIGKILL')
        await until('another engine to take over', () => chain.current === next)
        for (const chunk of chunks.slice(30)) line.send(chunk)
        // If the child had words for it, those are told, and only what came after them is heard again.
        const toldMs = told.at(-1)?.endMs ?? 0
        const rest = chunks.filter(({ atMs, level }) => level > 0 && atMs + CHUNK_MS > toldMs)
        expect(rest.length).toBeGreaterThanOrEqual(chunks.length - 30)
        expect(next.streams).toHaveLength(1)
        const handed = next.streams[0]?.chunks ?? []
        expect(handed).toEqual(expect.arrayContaining(rest))
        expect(handed).toEqual(chunks.slice(chunks.length - handed.length))
        expect(broken).toEqual([
          expect.stringMatching(/^The folder of the local speech model cannot be read.*\.$/),
        ])
        expect(pids()).toHaveLength(1)
        if (when === 'after') expect(told).toHaveLength(1)
      },
      60_000,
    )
})

describe('the environment of a child', () => {
  withAssets('holds neither the token nor a key', async (assets) => {
    process.env['DISCORD_TOKEN'] = 'the-token'
    process.env['ASSEMBLYAI_API_KEY'] = 'the-key'
    const { engine, pids } = kit(modelOf(assets))
    await engine.check()
    const environment = await readFile(`/proc/${pids()[0]}/environ`, 'utf8').catch(() => null)
    if (environment === null)
      process.stderr.write('SKIPPED: this system does not show environments in files\n')
    else {
      expect(environment).toContain('PATH=')
      expect(environment).not.toMatch(/TOKEN|KEY|the-/)
    }
  })
})
