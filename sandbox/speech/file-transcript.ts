import opus from '@discordjs/opus'
import { readOggOpus } from '../cast/ogg.ts'
import { parseWav } from '../cast/wav.ts'
import type { FileRequest } from './file-request.ts'
import { ToneRecogniser } from './tone-recogniser.ts'

/** A word as the file API tells it; ms from the beginning of the file. */
export interface FileWord {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly confidence: number
  readonly speaker: string | null
}

export interface FileUtterance extends Omit<FileWord, 'confidence'> {
  readonly confidence: number
  readonly words: readonly FileWord[]
}

/** What was made of a file, or why nothing could be. */
export type FileTranscript =
  | {
      readonly ok: true
      readonly text: string
      readonly words: readonly FileWord[]
      readonly utterances: readonly FileUtterance[] | null
      readonly seconds: number
    }
  | { readonly ok: false; readonly error: string; readonly seconds: number | null }

const CONFIDENCE = 0.97
/** libopus decodes at this rate itself. */
const OPUS_RATE = 16_000
/** Silence after which the same voice is taken for somebody else's, in a file of one channel. */
const PAUSE_MS = 700
const NO_AUDIO = 'Transcoding failed. File does not appear to contain audio.'
const NO_SPEECH = 'language_detection cannot be performed on files with no spoken audio.'

interface Spoken {
  readonly text: string
  readonly startMs: number
  readonly endMs: number
  readonly channel: number
}

/**
 * Hears the tone language in a WAVE file, or in Ogg Opus. With speaker labels each channel is a speaker; in a file of one channel two
 * speakers are taken to take turns, at each pause.
 */
export function transcribeFile(file: Buffer, request: FileRequest): FileTranscript {
  const sound = read(file)
  if (sound === null) return { ok: false, error: NO_AUDIO, seconds: null }
  const seconds = Math.round((sound.channels[0]?.length ?? 0) / sound.rate)
  const spoken = sound.channels.flatMap((samples, channel) => hear(samples, sound.rate, channel))
  spoken.sort((a, b) => a.startMs - b.startMs)
  if (spoken.length === 0 && request.languageCode === null) return { ok: false, error: NO_SPEECH, seconds }
  const stretches = stretchesOf(spoken)
  const utterances = stretches.map((stretch, place) =>
    utterance(stretch, request, sound.channels.length, place),
  )
  return {
    ok: true,
    text: utterances.map(({ text }) => text).join(' '),
    words: utterances.flatMap(({ words }) => words),
    utterances: request.speakerLabels ? utterances : null,
    seconds,
  }
}

function read(file: Buffer): ReturnType<typeof parseWav> | null {
  const packets = readOggOpus(file)
  if (packets !== null) return { rate: OPUS_RATE, channels: [decoded(packets)] }
  try {
    return parseWav(file)
  } catch {
    return null
  }
}

function decoded(packets: readonly Buffer[]): Int16Array {
  const decoder = new opus.OpusEncoder(OPUS_RATE, 1)
  const pcm = Buffer.concat(packets.map((packet) => decoder.decode(packet)))
  return new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2)
}

function hear(samples: Int16Array, rate: number, channel: number): Spoken[] {
  const recogniser = new ToneRecogniser(rate)
  const pcm = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  return [...recogniser.push(pcm), ...recogniser.flush()].flatMap((heard) =>
    heard.kind === 'word' ? [{ text: heard.text, startMs: heard.startMs, endMs: heard.endMs, channel }] : [],
  )
}

/** Cut where the channel changes and at each pause. */
function stretchesOf(words: readonly Spoken[]): Spoken[][] {
  const stretches: Spoken[][] = []
  for (const word of words) {
    const last = stretches.at(-1)?.at(-1)
    const goesOn = last !== undefined && last.channel === word.channel && word.startMs - last.endMs < PAUSE_MS
    if (goesOn) stretches.at(-1)?.push(word)
    else stretches.push([word])
  }
  return stretches
}

function utterance(
  stretch: readonly Spoken[],
  { speakerLabels }: FileRequest,
  channels: number,
  place: number,
): FileUtterance {
  const who = channels > 1 ? (stretch[0]?.channel ?? 0) : place % 2
  const speaker = speakerLabels ? String.fromCharCode(65 + who) : null
  const words = stretch.map(({ text, startMs, endMs }, at): FileWord => {
    const begun = at === 0 ? text.charAt(0).toUpperCase() + text.slice(1) : text
    const shown = at === stretch.length - 1 ? `${begun}.` : begun
    return { text: shown, start: startMs, end: endMs, confidence: CONFIDENCE, speaker }
  })
  return {
    text: words.map(({ text }) => text).join(' '),
    start: words[0]?.start ?? 0,
    end: words.at(-1)?.end ?? 0,
    confidence: CONFIDENCE,
    speaker,
    words,
  }
}
