import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type MeetingClip, readMeetingClips } from '../meeting.ts'
import { oggOpus } from '../ogg.ts'
import { encodeSpeech } from '../speech-packets.ts'
import { upsample } from '../upsample.ts'
import { readWav } from '../wav.ts'

/**
 * Makes the sound files of the meeting anew, with flite: what `clips.tsv` beside this file says, in the voices below.
 *
 *     node sandbox/cast/meeting/make.ts [FOLDER]
 *
 * Only who changes a sentence needs it, and flite (https://github.com/festvox/flite, `apt-get install flite`): the
 * files are kept with the program. They are written when all of them are made, here or into FOLDER.
 */

/**
 * flite has two voices that the small recogniser follows; the third person is one of them, spoken lower (in Hz; the
 * other voice does not obey that setting).
 */
const VOICES: ReadonlyMap<string, { readonly name: string; readonly pitch?: number }> = new Map([
  ['Ada', { name: 'slt' }],
  ['Bert', { name: 'rms' }],
  ['Cleo', { name: 'slt', pitch: 130 }],
])
/** People speak slower than flite does by itself, and recognisers learnt from people. */
const STRETCH = 1.2
/** Enough for speech: measured, the recogniser understands no more at 64 kbit/s. */
const BITRATE = 20_000

const run = promisify(execFile)

/** Says what is missing; null where flite can speak in all the voices. Asked for another, it takes its default one. */
async function whatIsMissing(): Promise<string | null> {
  try {
    const { stdout } = await run('flite', ['-lv'])
    const there = stdout.split(/\s+/)
    const missing = [...VOICES.values()].find(({ name }) => !there.includes(name))
    return missing === undefined ? null : `flite has no voice ${missing.name} here`
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    return 'flite is not on this machine (Debian: apt-get install flite)'
  }
}

async function make(folder: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'meeting-'))
  try {
    const made: [string, Buffer][] = []
    for (const clip of await readMeetingClips())
      made.push([clip.file, await spoken(clip, join(scratch, 'clip.wav'))])
    for (const [file, ogg] of made) await writeFile(join(folder, file), ogg)
    const bytes = made.reduce((sum, [, ogg]) => sum + ogg.length, 0)
    console.log(`made ${made.length} files, ${Math.ceil(bytes / 1000)} kB`)
  } finally {
    await rm(scratch, { recursive: true })
  }
}

/** The clip as an Ogg Opus file; `scratch` is overwritten. */
async function spoken({ sentence, speaker }: MeetingClip, scratch: string): Promise<Buffer> {
  const voice = VOICES.get(speaker)
  if (voice === undefined) throw new Error(`${speaker} has no voice`)
  const settings = [`duration_stretch=${STRETCH}`]
  if (voice.pitch !== undefined) settings.push(`int_f0_target_mean=${voice.pitch}`)
  const manner = settings.flatMap((setting) => ['--setf', setting])
  await run('flite', [...manner, '-voice', voice.name, '-t', sentence, '-o', scratch])
  const { rate, samples } = await readWav(scratch)
  return oggOpus(encodeSpeech(upsample(samples, 48_000 / rate), { bitrate: BITRATE }))
}

const missing = await whatIsMissing()
if (missing === null) await make(process.argv[2] ?? import.meta.dirname)
else {
  console.error(`${missing}; nothing was changed`)
  process.exitCode = 1
}
