import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { BotProcess } from '../../src/cli/bot-process.ts'
import { tellIfBusy, watchMachine } from '../busy-machine.ts'
import { loadRecogniser, readHumanClips } from '../direct-recognition.ts'
import type { Weather } from '../wire-weather.ts'
import { decodeCosts } from './decode-costs.ts'
import { capture, understood } from './hearing.ts'
import { NaiveProcess } from './naive-process.ts'
import { type Contender, playScene, type Scene } from './scene.ts'
import { type NaiveFigures, naiveFigures, naiveTable } from './table.ts'
import { talkScript } from './talk-script.ts'

/**
 * Hansard beside a bot as tutorials write it (`bench/naive/bot/`), each a process of its own before the same play in a
 * sandbox of its own, with the same libraries as they are.
 *
 *     HANSARD_TEST_ASSETS=FOLDER npm run bench:naive -- --seconds 75 --seed 1 --json FILE
 *
 * The play, in two rooms at once: five people and one floor, in the tone language, of which every word can be followed; now and then one
 * throws in a remark. It is played without trouble, with a voice server that ends the session (4006) and with a speech
 * service that is down for three seconds, each half a minute after the start. `words lost after` a drop counts all
 * words said after it that are not in the channel under their speaker's name, whether a gap is shown there or not, and
 * from the drop to the last of them. A line is below one that began later if its first word was said before that of
 * a line above it.
 *
 * With the folder of `npm run bench:accuracy`, human speech is played too, with 0 and 5 % of the packets lost: word
 * errors are what the local recogniser makes of the sound that each bot sent to the service.
 *
 * The processor time of a whole bot, all threads of its process, is of two little calls like these: much of it is what
 * runs anyway (waking up, journal, panel, looking after silence); for what a packet costs, with 1 to 200 people, see
 * `npm run bench:receive`. It is counted from half a minute of talk on, when both have joined and most of their code is
 * compiled; what they used before that, which a call has but once, stands in a row of its own. Starting the process,
 * and what the sandbox does, is in neither.
 */

const NAMES = ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil'] as const
/** Each with a play of its own. */
const ROOMS = 2
/** With the default seed, in both plays people talk from the beginning to the end. */
const ROOM_SEEDS = 16
const CLEAR: Weather = { lost: 0, lateByOne: 0, lateByTwo: 0 }
/** In percent. */
const LOSSES = [0, 5] as const
const DROP_MS = 36_000
const DOWN_MS = 3_000

const CONTENDERS: readonly Contender[] = [
  { name: 'naive', start: (environment) => new NaiveProcess(environment) },
  { name: 'Hansard', start: (environment) => new BotProcess(environment) },
]

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '75' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})
const lastsMs = Number(values.seconds) * 1000
const seed = Number(values.seed)
const scripts = Array.from({ length: ROOMS }, (_, room) =>
  talkScript(NAMES, { seed: seed + ROOM_SEEDS * room, lastsMs }),
)
const decoding = decodeCosts(scripts.flat().flatMap(({ packets }) => packets))
const heard = await hearings()
const watch = watchMachine()
const figures = await Promise.all(CONTENDERS.map(measure))
tellIfBusy(watch)
console.log(naiveTable(figures))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`)

async function measure(contender: Contender, place: number): Promise<NaiveFigures> {
  const scene: Scene = { names: NAMES, scripts, seed, weather: CLEAR }
  const [plain, voice, speech] = await Promise.all([
    playScene(contender, scene),
    playScene(contender, { ...scene, drop: { afterMs: DROP_MS, act: dropVoice } }),
    playScene(contender, { ...scene, drop: { afterMs: DROP_MS, act: dropSpeech } }),
  ])
  return naiveFigures({
    name: contender.name,
    plain,
    voice,
    speech,
    decodeMicroseconds: place === 0 ? decoding.naive : decoding.hansard,
    hearing: heard.map(({ lostPercent, tallies }) => ({
      lostPercent,
      tally: tallies[place] ?? { errors: 0, words: 0 },
    })),
  })
}

function dropVoice({ voice, discord }: Sandbox): void {
  voice.cutVoiceSocket(discord.botUserId, 4006)
}

function dropSpeech({ speech }: Sandbox): void {
  void speech.down()
  setTimeout(() => void speech.up(), DOWN_MS)
}

/** By loss, in the order of the contenders. */
async function hearings() {
  const folder = process.env['HANSARD_TEST_ASSETS']
  if (folder === undefined) {
    console.log('SKIPPED: word errors (HANSARD_TEST_ASSETS names no folder with models/ and audio/)')
    return []
  }
  const clips = await readHumanClips(join(folder, 'audio'))
  const watch = watchMachine()
  const captures = await Promise.all(
    LOSSES.map(async (lostPercent) => {
      const options = { names: NAMES, clips, weather: { ...CLEAR, lost: lostPercent / 100 }, seed }
      return {
        lostPercent,
        heard: await Promise.all(CONTENDERS.map((contender) => capture(contender, options))),
      }
    }),
  )
  tellIfBusy(watch)
  // Only now, when nobody is kept waiting by it.
  const recogniser = await loadRecogniser(join(folder, 'models', 'zipformer-en-3.3m'))
  return captures.map(({ lostPercent, heard }) => ({
    lostPercent,
    tallies: heard.map((each) => understood(each, recogniser)),
  }))
}
