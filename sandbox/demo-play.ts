import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reckon } from './cast/ledger.ts'
import { meetingScript } from './cast/meeting.ts'
import type { SpokenLine } from './cast/performance.ts'
import { clipLine, conversation, type Line, type Script } from './cast/script.ts'
import { readWav } from './cast/wav.ts'
import { wordErrors } from './cast/word-errors.ts'
import type { Rehearsal } from './rehearsal.ts'
import type { Sandbox } from './sandbox.ts'

/** What the demo's people say, which engine hears it, and how to tell whether all of it arrived. */
export interface DemoPlay {
  readonly title: string
  readonly speakers: readonly string[]
  readonly script: Script
  /** For the bot, beyond what the sandbox asks for. */
  readonly environment: Readonly<Record<string, string>>
  judge(rehearsal: Rehearsal): Verdict
  /** What the speech service billed, in ms; null where only its owner knows. */
  billedMs(sandbox: Sandbox): number | null
}

export interface Verdict {
  /** What was promised arrived. */
  readonly kept: boolean
  readonly lines: readonly string[]
}

const SPEAKERS = ['Ada', 'Bert', 'Cleo'] as const
/** Recognisers err; with the small local model about one word in eight, and twice that is a fault of ours. */
const MOST_WORD_ERRORS = 0.3
/** How far one clip's beginning is from the next one's: less than most clips last, so that people overlap. */
const CLIP_STEP_MS = 2_500
const CLIP_PAUSE_MS = 1_000

export function tonesPlay({ seconds, seed }: { readonly seconds: number; readonly seed: number }): DemoPlay {
  return {
    title: 'They speak a language of tones, in which every single word can be followed.',
    speakers: SPEAKERS,
    script: conversation({ seed, speakers: SPEAKERS, durationMs: seconds * 1000 }),
    environment: {},
    judge({ spoken, posted }) {
      const { lost, doubled, misattributed, moved, extra, ...count } = reckon(spoken, posted)
      const faults = [lost, doubled, misattributed, moved, extra]
      return {
        kept: count.spoken > 0 && faults.every((each) => each.length === 0),
        lines: [
          `words spoken: ${count.spoken}; posted: ${count.posted}; in their place and under the right name: ${count.right}`,
          `lost: ${lost.length}; doubled: ${doubled.length}; under another name: ${misattributed.length}; moved: ${moved.length}; never said: ${extra.length}`,
          latency(count.latenciesMs),
        ],
      }
    },
    billedMs: (sandbox) => sandbox.speech.sessions.reduce((sum, session) => sum + session.billedMs, 0),
  }
}

/** A play of human speech from a folder with WAV files and `clips.tsv`, dealt out to the speakers in turn. */
export async function clipsPlay(
  folder: string,
  { title, environment }: Pick<DemoPlay, 'title' | 'environment'>,
): Promise<DemoPlay> {
  return speechPlay(await clipScript(folder), { title, environment })
}

/** The meeting in English that comes with the sandbox. */
export async function meetingPlay(way: Pick<DemoPlay, 'title' | 'environment'>): Promise<DemoPlay> {
  return speechPlay(await meetingScript(), way)
}

function speechPlay(
  script: Script,
  { title, environment }: Pick<DemoPlay, 'title' | 'environment'>,
): DemoPlay {
  return {
    title,
    speakers: SPEAKERS,
    script,
    environment,
    judge: (rehearsal) => judgeSpeech(rehearsal),
    billedMs: () => (environment['SPEECH_ENGINE'] === 'sherpa' ? 0 : null),
  }
}

async function clipScript(folder: string): Promise<Script> {
  const table = await readFile(join(folder, 'clips.tsv'), 'utf8')
  const lines: Line[] = []
  const freeAt = new Map<string, number>(SPEAKERS.map((speaker) => [speaker, 0]))
  for (const [place, row] of table
    .split('\n')
    .filter((line) => line.includes('\t'))
    .entries()) {
    const [file = '', reference = ''] = row.split('\t')
    const speaker = SPEAKERS[place % SPEAKERS.length] ?? SPEAKERS[0]
    const sound = await readWav(join(folder, file))
    const atMs = Math.max(place * CLIP_STEP_MS, freeAt.get(speaker) ?? 0)
    lines.push(clipLine({ speaker, atMs }, reference.split(' '), { sound }))
    freeAt.set(speaker, atMs + (sound.samples.length * 1000) / sound.rate + CLIP_PAUSE_MS)
  }
  return lines
}

function judgeSpeech({ spoken, posted }: Rehearsal): Verdict {
  const each = SPEAKERS.map((speaker) => {
    const own = (line: { speaker: string; words: readonly string[] }): boolean => line.speaker === speaker
    const text = (lines: readonly { speaker: string; words: readonly string[] }[]): string =>
      lines
        .filter(own)
        .flatMap(({ words }) => words)
        .join(' ')
    return { speaker, ...wordErrors(text(spoken), text(posted)) }
  })
  const words = each.reduce((sum, part) => sum + part.words, 0)
  const errors = each.reduce((sum, part) => sum + part.errors, 0)
  const { lost, latenciesMs } = reckon(spoken, posted)
  const silent = spoken.filter((line) => isSilent(line, lost))
  const percent = (part: number, whole: number): string =>
    `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
  return {
    kept: words > 0 && silent.length === 0 && errors <= MOST_WORD_ERRORS * words,
    lines: [
      `utterances spoken: ${spoken.length}; under the right name: ${spoken.length - silent.length}`,
      `word errors: ${percent(errors, words)} of ${words} words (${each.map((part) => `${part.speaker} ${percent(part.errors, part.words)}`).join(', ')})`,
      latency(latenciesMs),
    ],
  }
}

/** None of its words was posted under its speaker's name. */
function isSilent(line: SpokenLine, lost: readonly { speaker: string; at: number }[]): boolean {
  return line.wordEndsAt.every((at) =>
    lost.some((fault) => fault.speaker === line.speaker && fault.at === at),
  )
}

function latency(ms: readonly number[]): string {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number): string => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
    return value === undefined ? '–' : `${(value / 1000).toFixed(2)} s`
  }
  return `from the end of speech to the post: p50 ${at(0.5)}, p95 ${at(0.95)}`
}
