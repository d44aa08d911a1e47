import { access, constants } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import type { Command } from 'commander'
import { FfmpegMissing } from '../../audio/ffmpeg.ts'
import { makeFolder } from '../../base/folder.ts'
import type { FileProgress } from '../../session/files/file-way.ts'
import { money } from '../../session/spend/session-spend.ts'
import { ENGINE_NAMES } from '../../speech/engines.ts'
import { plainLine } from '../../transcript/plain-line.ts'
import { readableTime } from '../../transcript/session-time.ts'
import { english } from '../../wording/english/english.ts'
import { Failed, failureSentence } from '../outcome.ts'
import { Progress, type Stage } from '../progress.ts'
import { speechConfig } from '../speech-config.ts'
import { type Surroundings, say, type ToolCall } from '../surroundings.ts'
import { writeWhole } from '../whole-file.ts'
import { writerOf } from './file-formats.ts'
import { type FileResult, FileWays } from './file-ways.ts'

export interface FileOptions {
  readonly engine?: string
  readonly prerecorded?: true
  readonly speakers?: true
  readonly language?: string
  readonly format: readonly string[]
  readonly out?: string
}

/** Writes down one file after the other. What one of them is at fault with does not keep the others waiting. */
export async function transcribeFiles(
  paths: readonly string[],
  options: FileOptions,
  { surroundings, command }: ToolCall,
): Promise<void> {
  checkCall(paths, options, command)
  const { environment, errors, signal, clock, folder } = surroundings
  const prerecorded = options.prerecorded ?? false
  const config = speechConfig(environment, prerecorded ? 'assemblyai' : (options.engine ?? null))
  const out = options.out === undefined ? null : resolve(folder, options.out)
  // Before anything is paid for.
  if (out !== null) await prepare(out)
  const ways = new FileWays(config, { prerecorded, clock })
  let failures = 0
  try {
    for (const path of paths) {
      try {
        const result = await transcribed(path, { ways, options, surroundings })
        await handOver(result, path, { out, many: paths.length > 1, options, surroundings })
        say(errors, `${plainLine(path)}: ${summary(result, config.currency)}`)
      } catch (error) {
        signal.throwIfAborted()
        failures += 1
        const sentence = error instanceof FfmpegMissing ? NO_FFMPEG : failureSentence(error, path)
        say(errors, `${plainLine(path)}: ${sentence}`)
      }
    }
  } finally {
    await ways.close()
  }
  if (failures > 0) throw new Failed(`${failures} files`)
}

const NO_FFMPEG =
  'Only WAV and Ogg Opus can be read here. Install ffmpeg (apt install ffmpeg, brew install ffmpeg) for all other kinds.'

function checkCall(paths: readonly string[], options: FileOptions, command: Command): void {
  const { engine, prerecorded, speakers, format: formats, out } = options
  if (engine !== undefined && !engine.split(',').every((name) => ENGINE_NAMES.includes(name.trim())))
    command.error(`error: --engine must be ${ENGINE_NAMES.join(' or ')}`)
  if (prerecorded && engine !== undefined && engine !== 'assemblyai')
    command.error('error: only assemblyai has --prerecorded')
  if (speakers && !prerecorded) command.error('error: --speakers needs --prerecorded')
  if (out === undefined) {
    if (formats.length > 1) command.error('error: several formats need --out FOLDER')
    if (paths.length > 1 && formats[0] !== 'txt')
      command.error(`error: several files as ${formats[0]} need --out FOLDER`)
    return
  }
  const names = paths.map(stem)
  const twice = names.findIndex((name, at) => names.indexOf(name) < at)
  if (twice !== -1)
    command.error(
      `error: two of the files would be written as ${plainLine(names[twice] ?? '')}.${formats[0]}: call one after the other`,
    )
}

async function prepare(folder: string): Promise<void> {
  makeFolder(folder)
  await access(folder, constants.W_OK)
}

interface Work {
  readonly ways: FileWays
  readonly options: FileOptions
  readonly surroundings: Surroundings
}

async function transcribed(path: string, { ways, options, surroundings }: Work): Promise<FileResult> {
  const { errors, folder, signal } = surroundings
  signal.throwIfAborted()
  const progress = new Progress(errors, plainLine(basename(path)), { share: null, words: 'looking into it' })
  try {
    return await ways.transcribe({
      path: resolve(folder, path),
      speakers: options.speakers ?? false,
      language: options.language ?? null,
      signal,
      onProgress: (stage) => progress.show(stageOf(stage)),
    })
  } finally {
    progress.end()
  }
}

function stageOf(progress: FileProgress): Stage {
  switch (progress.stage) {
    case 'sending':
      return { share: progress.share, words: 'sending' }
    case 'waiting':
      return { share: null, words: 'sent; waiting for the service' }
    case 'listening': {
      const { heardMs, durationMs } = progress
      const share = durationMs === null ? null : Math.min(1, heardMs / durationMs)
      return { share, words: `listened to ${readableTime(heardMs)}` }
    }
  }
}

interface Destination {
  /** Null: standard output. */
  readonly out: string | null
  readonly many: boolean
  readonly options: FileOptions
  readonly surroundings: Surroundings
}

async function handOver({ transcript }: FileResult, path: string, to: Destination): Promise<void> {
  const name = basename(path)
  for (const format of to.options.format) {
    const content = writerOf(format)?.(transcript, name) ?? ''
    if (to.out !== null) await writeWhole(resolve(to.out, `${stem(path)}.${format}`), content)
    else to.surroundings.out.write(to.many ? `==> ${plainLine(path)} <==\n${content}\n` : content)
  }
}

/** "12 turns in 3 min 4 s of sound, by sherpa" */
function summary({ transcript, billedMs, cost }: FileResult, currency: string): string {
  const { turns, gaps, durationMs, engine } = transcript
  const said = turns.length === 0 ? 'nobody speaks' : turns.length === 1 ? '1 turn' : `${turns.length} turns`
  const bill =
    billedMs === 0 ? '' : `, billed ${english.measures.length(billedMs)}: ${money(cost, currency)(english)}`
  const lost = gaps.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
  const unheard = lost === 0 ? '' : `; ${english.measures.length(lost)} could not be heard`
  return `${said} in ${english.measures.length(durationMs)} of sound, by ${engine}${bill}${unheard}`
}

const stem = (path: string): string => basename(path, extname(path))
