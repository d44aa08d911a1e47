import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Random } from '../../sandbox/cast/random.ts'
import { wordErrors } from '../../sandbox/cast/word-errors.ts'
import { OpusDecoder } from '../../src/audio/opus.ts'
import {
  loadRecogniser,
  packetsOf,
  readHumanClips,
  recogniseSound,
  START_OFFSETS_MS,
} from '../direct-recognition.ts'

/**
 * What is best put in the place of lost packets: word errors of the small model on human speech, for several ways of
 * filling the holes, all with the same losses. Packets are lost one by one, and in bursts of the same share.
 *
 *     HANSARD_TEST_ASSETS=FOLDER npm run bench:loss -- --percent 5 --offsets 6
 *
 * With 22 clips at six offsets (2268 words, 8.64 % errors when nothing is lost), 5 % lost one by one cost 4.0 points
 * with zeros, 2.8 with the last frame fading, 2.5 with libopus. In bursts all of them cost 6 to 7 points, with
 * differences within chance: what is longer than a sound cannot be guessed. To tell libopus of a loss and play
 * something else than its guess, or that at half the level, was no better either.
 */

const FRAME_SAMPLES = 320
/** As the intake does: what is longer is no longer like what was said. */
const CONCEAL_FRAMES = 3
/** The mean length of a burst. */
const BURST_PACKETS = 2.5

/** Answers what to put in the place of the `nth` packet missing in a row, 0 for the first. */
type Fill = (decoder: OpusDecoder, last: Frame, nth: number) => Frame
type Frame = Int16Array<ArrayBufferLike>

const silence: Frame = new Int16Array(FRAME_SAMPLES)
const fading =
  (factor: number): Fill =>
  (_, last, nth) =>
    last.map((sample) => sample * factor ** (nth + 1))

const FILLS: Readonly<Record<string, Fill>> = {
  zeros: () => silence,
  'last frame, fading by 0.6': fading(0.6),
  'libopus for 60 ms (as built)': (decoder, _, nth) =>
    nth < CONCEAL_FRAMES ? (decoder.conceal() ?? silence) : silence,
  'libopus without end': (decoder) => decoder.conceal() ?? silence,
}

/** Which of so many packets are lost. */
type Losses = (count: number, random: Random) => boolean[]

const { values } = parseArgs({
  options: {
    percent: { type: 'string', default: '5' },
    offsets: { type: 'string', default: '6' },
    json: { type: 'string' },
  },
})
const share = Number(values.percent) / 100

const PATTERNS: Readonly<Record<string, Losses>> = {
  'one by one': (count, random) => Array.from({ length: count }, () => random.next() < share),
  'in bursts': bursts,
}

const assets = process.env['HANSARD_TEST_ASSETS']
if (assets === undefined) console.log('SKIPPED: HANSARD_TEST_ASSETS names no folder with models/ and audio/')
else await measure(assets)

async function measure(folder: string): Promise<void> {
  const recogniser = await loadRecogniser(join(folder, 'models', 'zipformer-en-3.3m'))
  const clips = await readHumanClips(join(folder, 'audio'))
  const spoken = START_OFFSETS_MS.slice(0, Number(values.offsets)).flatMap((offsetMs) =>
    clips.map((clip) => ({ reference: clip.reference, packets: packetsOf(clip, offsetMs) })),
  )
  const rate = (sounds: readonly Buffer[]): number => {
    let [errors, words] = [0, 0]
    for (const [index, { reference }] of spoken.entries()) {
      const result = wordErrors(reference, recogniseSound(recogniser, sounds[index] ?? Buffer.alloc(0)))
      errors += result.errors
      words += result.words
    }
    return (100 * errors) / words
  }
  const whole = rate(spoken.map(({ packets }) => decode(packets, [], () => silence)))
  console.log(`nothing lost: ${whole.toFixed(2)} % word errors, ${spoken.length} utterances`)
  const figures: { pattern: string | null; lost: number; fill: string | null; wordErrors: number }[] = [
    { pattern: null, lost: 0, fill: null, wordErrors: whole },
  ]
  for (const [pattern, lose] of Object.entries(PATTERNS)) {
    const losses = spoken.map(({ packets }, seed) => lose(packets.length, new Random(seed)))
    const lost = losses.flat().filter(Boolean).length / losses.flat().length
    console.log(`\n${(100 * lost).toFixed(1)} % lost ${pattern}:`)
    for (const [name, fill] of Object.entries(FILLS)) {
      const wer = rate(spoken.map(({ packets }, index) => decode(packets, losses[index] ?? [], fill)))
      figures.push({ pattern, lost: 100 * lost, fill: name, wordErrors: wer })
      console.log(`  ${name.padEnd(30)} ${wer.toFixed(2)} %  (+${(wer - whole).toFixed(2)})`)
    }
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`)
}

function decode(packets: readonly Buffer[], lost: readonly boolean[], fill: Fill): Buffer {
  const decoder = new OpusDecoder()
  let last: Frame = silence
  let missing = 0
  const frames = packets.map((packet, index) => {
    if (lost[index]) {
      missing += 1
      return fill(decoder, last, missing - 1)
    }
    missing = 0
    last = decoder.decode(packet) ?? silence
    return last
  })
  return Buffer.concat(frames.map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)))
}

/** Two states, one of which loses all (the Gilbert model). */
function bursts(count: number, random: Random): boolean[] {
  const end = 1 / BURST_PACKETS
  const begin = (end * share) / (1 - share)
  let lossy = false
  return Array.from({ length: count }, () => {
    lossy = random.next() < (lossy ? 1 - end : begin)
    return lossy
  })
}
