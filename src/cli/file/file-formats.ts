import type { FileTranscript } from '../../session/files/file-transcript.ts'
import { cuesOf, type Prefix } from '../../transcript/export/cues.ts'
import { srtOfCues, srtPrefix } from '../../transcript/export/srt.ts'
import { vttOfCues } from '../../transcript/export/vtt.ts'
import { plainLine } from '../../transcript/plain-line.ts'
import { english } from '../../wording/english/english.ts'
import { fileRecord } from './file-record.ts'

export const FILE_FORMATS = ['txt', 'srt', 'vtt', 'json'] as const

/** Writes what is said in the file of this name. Pure. */
type Write = (transcript: FileTranscript, name: string) => string

const WRITERS: Readonly<Record<(typeof FILE_FORMATS)[number], Write>> = {
  txt: textOf,
  srt: (transcript, name) => srtOfCues(namedCues(transcript, name, srtPrefix(english)), english),
  vtt: (transcript, name) =>
    vttOfCues(
      namedCues(transcript, name, () => ''),
      english.exports.head.title(plainLine(name)),
      english,
    ),
  json: jsonOf,
}

/** The whole file, ending with a line break. Null: there is no such format. */
export function writerOf(format: string): Write | null {
  const found = Object.entries(WRITERS).find(([name]) => name === format)
  return found?.[1] ?? null
}

/** A line for each turn, and one in brackets for what could not be heard; nothing where nobody speaks. */
function textOf({ turns, gaps }: FileTranscript): string {
  const lines = [
    ...turns.map(({ startMs, speaker, text }) => {
      const line = plainLine(text)
      return { atMs: startMs, line: speaker === null ? line : `${speaker}: ${line}` }
    }),
    ...gaps.map(({ fromMs, toMs }) => ({
      atMs: fromMs,
      line: `[not heard: ${english.measures.length(toMs - fromMs)}]`,
    })),
  ]
  return lines
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ line }) => `${line}\n`)
    .join('')
}

/** Names stand before the words only where speakers were told apart. */
function namedCues(transcript: FileTranscript, name: string, prefix: Prefix) {
  const told = transcript.turns.some(({ speaker }) => speaker !== null)
  const cues = cuesOf(fileRecord(transcript, name), told ? prefix : () => '', english)
  return told ? cues : cues.map((cue) => ({ ...cue, name: null }))
}

/** Times in whole milliseconds from the file's beginning. */
function jsonOf({ turns, gaps, durationMs, language, engine }: FileTranscript, name: string): string {
  const shown = {
    format: 'hansard-file',
    version: 1,
    file: name,
    engine,
    language,
    durationMs: Math.round(durationMs),
    turns: turns.map(({ speaker, startMs, endMs, text, words }) => ({
      speaker,
      startMs: Math.round(startMs),
      endMs: Math.round(endMs),
      text,
      words: words.map((word) => ({
        text: word.text,
        startMs: Math.round(word.startMs),
        endMs: Math.round(word.endMs),
        confidence: word.confidence,
      })),
    })),
    gaps: gaps.map(({ fromMs, toMs }) => ({ startMs: Math.round(fromMs), endMs: Math.round(toMs) })),
  }
  return `${JSON.stringify(shown, null, 2)}\n`
}
