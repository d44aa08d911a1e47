import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readPcm } from '../../test/support/clips.ts'
import { packetsOf, readHumanClips } from '../direct-recognition.ts'
import { load } from './load.ts'
import { memory } from './memory.ts'
import { atOnce, type LocalFigures, loadTable, memoryText, shortfalls, wordTable } from './table.ts'
import { words } from './words.ts'

/**
 * What the speech engine on this machine takes, with real human speech and a real model.
 *
 *     HANSARD_TEST_ASSETS=FOLDER npm run bench:local -- --parts load,memory,words --speakers 1,10,20,30,40 \
 *         --processes 1 --seconds 20 --hours 1 --folders FOLDER,FOLDER --seed 1 --json FILE
 *
 * `load`: so many people all talk, all the time, in real time: from their Opus packets through real speaker tracks to
 * the children and back. `partials` is how long after the sound that completes a step of decoding its words are there,
 * what the bot and the way to the child and back take included; a step is 320 ms of sound, and what a partial comes later
 * for that is the model's own; sound that the next turn is told once more, where a long one was cut, makes the most of it.
 * `finals` is the same from a turn's last sound to its final text. `loop` is how late the
 * main loop comes to what it has to do. One row more has all of 20 people begin every clip at the very same moment, the
 * worst that can be. The figures of a busy machine say little: `others` tells how many cores other programs used meanwhile.
 *
 * `memory`: an hour of sound, fed as fast as it goes; the bot's streams and the child, in thirds of the sound.
 *
 * On two cores of 2.5 GHz (undisturbed: `chrt -r 1` before the command keeps other programs away): 60 speakers on one
 * process with partials after 71 ms at p95, 20 after 32 ms, in step 112 ms; the main loop 1 ms late at p99; 140 MB for a
 * child after two hours of sound, the last third 1 % above the middle one; 7.7 % of words wrong through the whole bot.
 *
 * `words`: word errors through the whole bot, in the sandbox, in real time, against the recogniser alone, for each folder
 * of sound files with a `clips.tsv` (a line for each file: name, tab, words).
 */

const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: 'load,memory,words' },
    speakers: { type: 'string', default: '1,10,20,30,40' },
    processes: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '20' },
    hours: { type: 'string', default: '1' },
    folders: { type: 'string' },
    model: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})
const assets = process.env['HANSARD_TEST_ASSETS']
if (assets === undefined) console.log('SKIPPED: HANSARD_TEST_ASSETS names no folder with models/ and audio/')
else await main(assets)

async function main(folder: string): Promise<void> {
  const audio = join(folder, 'audio')
  const modelDir = values.model ?? join(folder, 'models', 'zipformer-en-3.3m')
  const parts = values.parts.split(',')
  const human = await readHumanClips(audio)
  const loads: LocalFigures['loads'][number][] = []
  if (parts.includes('load')) {
    const clips = human.map((clip) => packetsOf(clip, 100))
    const common = { modelDir, clips, processes: Number(values.processes), seconds: Number(values.seconds) }
    for (const speakers of values.speakers.split(',').map(Number))
      loads.push(await load({ ...common, speakers, inStep: false, seed: Number(values.seed) }))
    loads.push(await load({ ...common, speakers: 20, inStep: true, seed: Number(values.seed) }))
    console.log(`${loadTable(loads)}\n\nat once on one process: ${atOnce(loads)} speakers\n`)
  }
  const remembered = parts.includes('memory')
    ? await memory({
        modelDir,
        clips: human.map(({ file }) => readPcm(join(audio, file))),
        hours: Number(values.hours),
        speakers: 4,
      })
    : null
  if (remembered !== null) console.log(`${memoryText(remembered)}\n`)
  const spoken: LocalFigures['words'][number][] = []
  if (parts.includes('words'))
    for (const one of (values.folders ?? audio).split(',')) spoken.push(await words(one, modelDir))
  if (spoken.length > 0) console.log(`${wordTable(spoken)}\n`)
  const figures: LocalFigures = { loads, memory: remembered, words: spoken }
  const missed = shortfalls(figures)
  console.log(missed.length === 0 ? 'all that was promised is kept' : missed.join('\n'))
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`)
}
