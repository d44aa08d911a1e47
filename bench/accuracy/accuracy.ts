import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadRecogniser, readHumanClips, START_OFFSETS_MS } from '../direct-recognition.ts'
import { percent } from '../word-tally.ts'
import { playAccuracy } from './play.ts'
import { accuracyRows, accuracyTable } from './table.ts'

/**
 * What the way from a mouth to a message costs in understanding: word errors of human speech that goes through
 * everything (Opus, Discord's wire with DAVE, loss and jitter, the whole bot with its local recogniser, the channel)
 * against the same recogniser fed the recordings themselves.
 *
 *     HANSARD_TEST_ASSETS=FOLDER npm run bench:accuracy -- --loss 0,1,5,10 --offsets 6 --clips 22 --seed 1 --json FILE
 *
 * The folder holds `audio/` (16 kHz WAV files and `clips.tsv`: file, what is said) and `models/zipformer-en-3.3m/`.
 * Which words a small model understands is partly chance: where speech lies against the model's steps decides some.
 * So all is said once for each of six start offsets, and means are told with their spread over the offsets.
 *
 * In a round the clips are said at a table of five for each loss, all tables at once, at the pace of real time: a
 * round takes about a minute, all of it about seven. At every loss, 0 too, 3.5 % of the packets arrive behind the next
 * one or two (20 or 40 ms late). Packets are lost each for itself; for bursts see `npm run bench:loss`. What is lost
 * with 1 % is lost with 5 % as well. `added` is in points of word error rate, not percent of it.
 */

const { values } = parseArgs({
  options: {
    loss: { type: 'string', default: '0,1,5,10' },
    offsets: { type: 'string', default: '6' },
    clips: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})

const assets = process.env['HANSARD_TEST_ASSETS']
if (assets === undefined) console.log('SKIPPED: HANSARD_TEST_ASSETS names no folder with models/ and audio/')
else await measure(assets)

async function measure(folder: string): Promise<void> {
  const modelDir = join(folder, 'models', 'zipformer-en-3.3m')
  const clips = await readHumanClips(join(folder, 'audio'))
  const rounds = await playAccuracy({
    clips: clips.slice(0, values.clips === undefined ? clips.length : Number(values.clips)),
    offsetsMs: START_OFFSETS_MS.slice(0, Number(values.offsets)),
    losses: values.loss.split(',').map(Number),
    seed: Number(values.seed),
    modelDir,
    recogniser: await loadRecogniser(modelDir),
    done: ({ offsetMs, original, heard }) => {
      const rates = heard.map(({ loss, tally }) => `${loss} %: ${percent(tally).toFixed(2)}`)
      console.log(`offset ${offsetMs} ms: original ${percent(original).toFixed(2)}, lost ${rates.join(', ')}`)
    },
  })
  const rows = accuracyRows(rounds)
  console.log(`\nword errors in percent, ${rows[0]?.words} words\n${accuracyTable(rows)}`)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`)
}
