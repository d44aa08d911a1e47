import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readOggOpus } from './ogg.ts'
import type { Line, Script } from './script.ts'
import { FRAME_MS } from './speech-packets.ts'

/**
 * A short meeting of three in English, in synthetic voices: Ogg Opus files, and `clips.tsv` with a line for each, its
 * fields with tabs between them: the file's name, what is said, who says it, when it begins (ms from the start).
 */
export const MEETING_FOLDER = join(import.meta.dirname, 'meeting')

/** A line of `clips.tsv`. */
export interface MeetingClip {
  readonly file: string
  /** As written, with capitals and punctuation. */
  readonly sentence: string
  readonly speaker: string
  readonly atMs: number
}

/** What is said, in the order of the file. Throws an Error, with the place, for a line that lacks something. */
export async function readMeetingClips(folder: string = MEETING_FOLDER): Promise<MeetingClip[]> {
  const rows = (await readFile(join(folder, 'clips.tsv'), 'utf8')).trim().split('\n')
  return rows.map((row, place) => {
    const [file, sentence, speaker, at] = row.split('\t')
    if (!file || !sentence || !speaker || at === undefined || !/^\d+$/.test(at))
      throw new Error(`clips.tsv, line ${place + 1}: not a file, a sentence, a speaker and a time in ms`)
    return { file, sentence, speaker, atMs: Number(at) }
  })
}

/**
 * The meeting as a play. When its words sound is not known: they are taken to share their line's time evenly. Throws
 * an Error for a file that is not Ogg Opus.
 */
export async function meetingScript(folder: string = MEETING_FOLDER): Promise<Script> {
  const clips = await readMeetingClips(folder)
  const lines = await Promise.all(clips.map((clip) => lineOf(clip, folder)))
  return lines.sort((a, b) => a.atMs - b.atMs)
}

async function lineOf({ file, sentence, speaker, atMs }: MeetingClip, folder: string): Promise<Line> {
  const packets = readOggOpus(await readFile(join(folder, file)))
  if (packets === null) throw new Error(`${file} is not Ogg Opus`)
  const words = sentence.split(' ')
  const stepMs = (packets.length * FRAME_MS) / words.length
  const spans = words.map((_, place) => ({ startMs: place * stepMs, endMs: (place + 1) * stepMs }))
  return { speaker, atMs, words, spans, packets }
}
