import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { SAMPLE_RATE } from '../../audio/pcm.ts'

/** How a program is called that records the microphone. */
export interface RecorderCall {
  readonly program: string
  readonly arguments: readonly string[]
  /** What its environment holds beyond the PATH and the like. */
  readonly environment: Readonly<Record<string, string>>
}

/** A program that writes 16 kHz mono s16le sound to standard output until it is ended. */
export interface Recorder {
  /** As `--recorder` calls it. */
  readonly name: string
  /** As the PATH knows it. */
  readonly program: string
  /** `device` is as the program itself calls it; null: the one that the system has chosen. */
  readonly call: (device: string | null) => RecorderCall
}

/** In the order in which they are looked for: the first two begin at once, ffmpeg takes a second. */
export function recordersFor(platform: NodeJS.Platform): readonly Recorder[] {
  return [ARECORD, SOX, ffmpeg(platform)]
}

const RATE = `${SAMPLE_RATE}`

const ARECORD: Recorder = {
  name: 'arecord',
  program: 'arecord',
  call: (device) => ({
    program: 'arecord',
    arguments: [
      ...['-q', '-t', 'raw', '-f', 'S16_LE', '-r', RATE, '-c', '1'],
      ...(device === null ? [] : ['-D', device]),
    ],
    environment: {},
  }),
}

const SOX: Recorder = {
  name: 'sox',
  program: 'sox',
  call: (device) => ({
    program: 'sox',
    arguments: [
      '-q',
      '-d',
      '-t',
      'raw',
      '-r',
      RATE,
      '-c',
      '1',
      '-b',
      '16',
      '-e',
      'signed-integer',
      '-L',
      '-',
    ],
    // "-d" is the default device, which this variable names (soxformat(7)).
    environment: device === null ? {} : { AUDIODEV: device },
  }),
}

/** Where each system's sound comes from (ffmpeg-devices(1)), and what its default is called there. */
const INPUTS: Partial<Readonly<Record<NodeJS.Platform, readonly [format: string, device: string]>>> = {
  darwin: ['avfoundation', ':0'],
  win32: ['dshow', 'audio=Microphone'],
}

const ffmpeg = (platform: NodeJS.Platform): Recorder => ({
  name: 'ffmpeg',
  program: 'ffmpeg',
  call: (device) => {
    const [format, standard] = INPUTS[platform] ?? ['alsa', 'default']
    return {
      program: 'ffmpeg',
      arguments: [
        ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-f', format, '-i', device ?? standard],
        ...['-ac', '1', '-ar', RATE, '-f', 's16le', '-flush_packets', '1', 'pipe:1'],
      ],
      environment: {},
    }
  },
})

/** The first of these programs that a PATH finds; null: none of them is there. */
export async function findRecorder(recorders: readonly Recorder[], path: string): Promise<Recorder | null> {
  for (const recorder of recorders) {
    for (const folder of path.split(delimiter).filter((name) => name !== '')) {
      for (const ending of ['', '.exe']) {
        if (await isProgram(join(folder, `${recorder.program}${ending}`))) return recorder
      }
    }
  }
  return null
}

const isProgram = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
