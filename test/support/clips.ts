import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A sound file of one person, with the words that were said. */
export interface Clip {
  readonly file: string
  readonly reference: string
  /** 16 kHz mono 16-bit little-endian. */
  readonly pcm: Buffer
}

/** The clips that `clips.tsv` in this folder lists. */
export function readClips(folder: string): Clip[] {
  const rows = readFileSync(join(folder, 'clips.tsv'), 'utf8').trim().split('\n')
  return rows.map((row) => {
    const [file = '', reference = ''] = row.split('\t')
    return { file, reference, pcm: readPcm(join(folder, file)) }
  })
}

/** The samples of a plain 16 kHz mono 16-bit WAV file. */
export function readPcm(path: string): Buffer {
  const wav = readFileSync(path)
  return wav.subarray(wav.indexOf('data') + 8)
}
