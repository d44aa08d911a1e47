import { align } from '../../sandbox/cast/alignment.ts'
import { plainWords } from '../../sandbox/cast/plain-words.ts'
import type { Recogniser as Ear, Heard } from '../../sandbox/speech/recogniser.ts'
import type { Recogniser } from '../../src/speech/sherpa/recogniser.ts'
import { type HumanClip, packetsOf, recogniseSound, START_OFFSETS_MS } from '../direct-recognition.ts'
import { dealOut, textOf } from '../human-script.ts'
import type { Weather } from '../wire-weather.ts'
import { tallyOf, type WordTally } from '../word-tally.ts'
import { type Contender, playScene } from './scene.ts'

/** A bot that has just come may still wait for keys; that is not what is compared. */
const PATIENCE_MS = 2_000
/** Silence before the sound: where that lies against the model's steps of 320 ms decides some words. */
const LEADS_MS = [0, 160] as const
const BYTES_PER_MS = 32

/** Keeps what a bot sends to one speech session, and understands nothing. */
class Recorder implements Ear {
  readonly parts: Buffer[] = []

  push(pcm: Buffer): readonly Heard[] {
    this.parts.push(Buffer.from(pcm))
    return []
  }

  flush(): readonly Heard[] {
    return []
  }
}

export interface HearingOptions {
  readonly names: readonly string[]
  readonly clips: readonly HumanClip[]
  readonly weather: Weather
  readonly seed: number
}

/** What everybody said, and the sound of each speech session that a bot opened for it. */
export interface Capture {
  readonly said: readonly string[]
  readonly sounds: readonly Buffer[]
}

/** Human speech through a bot up to the speech service's wire. */
export async function capture(contender: Contender, options: HearingOptions): Promise<Capture> {
  const { names, clips, weather, seed } = options
  const [offsetMs] = START_OFFSETS_MS
  const utterances = clips.map((clip) => ({
    reference: clip.reference,
    packets: packetsOf(clip, offsetMs),
  }))
  const recorders: Recorder[] = []
  const script = dealOut(utterances, names).map((line) => ({ ...line, atMs: line.atMs + PATIENCE_MS }))
  const { rooms } = await playScene(contender, {
    names,
    scripts: [script],
    seed,
    weather,
    recogniser: () => {
      const recorder = new Recorder()
      recorders.push(recorder)
      return recorder
    },
  })
  const spoken = rooms.flatMap((room) => room.spoken)
  return {
    said: names.map((name) => textOf(name, spoken)),
    sounds: recorders.map(({ parts }) => Buffer.concat(parts)),
  }
}

/** What the local recogniser makes of it: the same ear for every bot, whatever it does with turns. */
export function understood({ said, sounds }: Capture, recogniser: Recogniser): WordTally {
  return tallyOf(
    LEADS_MS.flatMap((leadMs) => {
      const lead = Buffer.alloc(leadMs * BYTES_PER_MS)
      return assigned(
        said,
        sounds.map((sound) => recogniseSound(recogniser, Buffer.concat([lead, sound]))),
      )
    }),
  )
}

/**
 * A session does not say whose it is: it is taken to be theirs who said most of its words. Answers what each said,
 * and what was heard of it.
 */
export function assigned(said: readonly string[], heard: readonly string[]): [string, string][] {
  const pairs = said.map((text): [string, string[]] => [text, []])
  for (const text of heard) {
    const words = plainWords(text)
    const [best] = pairs.toSorted(
      ([one], [other]) => align(plainWords(other), words).length - align(plainWords(one), words).length,
    )
    best?.[1].push(text)
  }
  return pairs.map(([text, parts]) => [text, parts.join(' ')])
}
