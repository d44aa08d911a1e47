import { type ChildProcess, spawn } from 'node:child_process'
import { UserError } from '../base/errors.ts'
import { SAMPLE_RATE } from './pcm.ts'

/** Formats that hold their sound themselves: a play list could make ffmpeg open other files, or the network. */
const FORMATS =
  'aac,ac3,aiff,amr,asf,au,avi,caf,flac,flv,gsm,m4a,matroska,mov,mp3,mp4,mpeg,mpegts,ogg,w64,wav,webm,wv'

/** The first sound track as 16 kHz mono s16le, out of the file with this name. */
const argumentsFor = (path: string): readonly string[] => [
  ...['-nostdin', '-hide_banner', '-loglevel', 'quiet', '-threads', '1'],
  ...['-protocol_whitelist', 'file', '-format_whitelist', FORMATS, '-i', `file:${path}`],
  ...['-map', '0:a:0', '-ac', '1', '-ar', `${SAMPLE_RATE}`, '-f', 's16le', 'pipe:1'],
]

/** ffmpeg is not installed. */
export class FfmpegMissing extends UserError {
  constructor() {
    super(({ files }) => files.media.noFfmpeg)
  }
}

/**
 * The sound of a file in any format that ffmpeg reads, as 16 kHz mono s16le, in pieces of any length. Throws an
 * FfmpegMissing where it is not there, a UserError where there is no sound; a file that ends early gives what it holds. The process is gone
 * when this is over, however it is left.
 */
export async function* ffmpegSound(path: string, signal?: AbortSignal): AsyncGenerator<Buffer, void> {
  signal?.throwIfAborted()
  const child = spawn('ffmpeg', argumentsFor(path), {
    stdio: ['ignore', 'pipe', 'ignore'],
    // The token and the keys of the bot are none of its business.
    env: { PATH: process.env['PATH'] ?? '' },
    windowsHide: true,
  })
  const gone = ended(child)
  const kill = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', kill, { once: true })
  let bytes = 0
  try {
    for await (const piece of child.stdout) {
      if (!Buffer.isBuffer(piece)) continue
      bytes += piece.length
      yield piece
    }
    const how = await gone
    signal?.throwIfAborted()
    if (how === 'not there') throw new FfmpegMissing()
    if (bytes === 0) throw new UserError(({ files }) => files.media.noSound)
  } finally {
    signal?.removeEventListener('abort', kill)
    kill()
    await gone
  }
}

/** When the process is over, or where it could not even be started. */
function ended(child: ChildProcess): Promise<'exited' | 'not there'> {
  return new Promise((resolve) => {
    child.once('error', () => resolve('not there'))
    child.once('close', () => resolve('exited'))
  })
}
