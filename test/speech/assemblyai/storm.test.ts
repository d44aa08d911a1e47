import { describe, expect, test } from '@jest/globals'
import { VOCABULARY } from '../../../sandbox/cast/vocabulary.ts'
import { SpeechServer } from '../../../sandbox/speech/speech-server.ts'
import { sleep } from '../../../src/base/clock.ts'
import { createLog } from '../../../src/base/log.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import { PLAIN_TUNING, type SpeechStream } from '../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { seeded } from '../../support/seeded.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'
import { toneSound, wordsOf } from '../../support/tone-sample.ts'
import { PatientClock } from '../patient-clock.ts'

/** So many times faster than life; the service's own seconds are shorter by as much. */
const SPEED = 10
const clock = new PatientClock(SPEED)
const LONG = process.env['HANSARD_LONG'] === '1'
/** In the time of the call. */
const CALL_MS = LONG ? 600_000 : 60_000
const FAULTS = LONG ? 20 : 2
const SPEAKERS = 5

type Between = (least: number, most: number) => number

/** Numbers between two others: each speaker has their own, for who is asked first depends on the sockets. */
function chances(seed: number): Between {
  const random = seeded(seed)
  return (least, most) => least + random() * (most - least)
}

/** Says remarks until the time is over, as fast as they are spoken; answers their words. */
async function talk(stream: SpeechStream, between: Between): Promise<string[]> {
  const said: string[] = []
  const startedMs = clock.now()
  let atMs = between(0, 3000)
  while (atMs < CALL_MS) {
    const words = Array.from(
      { length: Math.ceil(between(1, 12)) },
      () => VOCABULARY[Math.floor(between(0, VOCABULARY.length))] ?? '',
    )
    said.push(...words)
    for (const chunk of chunksOf(toneSound(words), Math.round(atMs / 50) * 50, 700)) {
      const earlyMs = startedMs + chunk.atMs - clock.now()
      if (earlyMs > 0) await sleep(clock, earlyMs)
      stream.send(chunk)
      atMs = chunk.atMs + 50
    }
    atMs += between(300, 9000)
    if (between(0, 1) < 0.5) stream.rest()
  }
  return said
}

type Fault = (server: SpeechServer, between: Between) => Promise<void>

const faults: readonly Fault[] = [
  async (server, between) => {
    await server.down()
    await sleep(clock, between(1000, 20_000))
    await server.up()
  },
  async (server) => {
    await server.down()
    await server.up()
  },
  async (server) => server.faults.next({ upgradeStatus: 503 }, 4),
  async (server) => server.faults.next({ begin: 3000 / SPEED }, 3),
  async (server) =>
    server.faults.next({ steps: [{ when: { at: 'partial', nth: 3 }, deed: { do: 'reset' } }] }, 3),
  async (server) =>
    server.faults.next({ steps: [{ when: { at: 'audio', ms: 2000 }, deed: { do: 'stall' } }] }, 2),
  async (server) => server.faults.next({ refusal: { code: 3005, text: 'Session Cancelled' } }, 3),
  async (server) => server.faults.next({ termination: 'hang' }, 2),
]

describe('a call of five speakers', () => {
  test(
    `of ${CALL_MS / 60_000} min with ${FAULTS} faults loses no word, tells none twice, and leaves no gap`,
    async () => {
      const server = await SpeechServer.start({ secondMs: 1000 / SPEED })
      const engine = createAssemblyAiEngine(
        { ...assemblyAiSettings, streamingUrl: server.url, minTurnSilenceMs: 200, maxTurnSilenceMs: 500 },
        { clock, log: createLog('silent') },
      )
      const speakers = Array.from({ length: SPEAKERS }, (_, place) => {
        const heard = new SpeechRecorder()
        const stream = engine.open({ label: `${place}`, tuning: PLAIN_TUNING, emit: heard.emit })
        return { heard, stream }
      })
      const talking = Promise.all(speakers.map(({ stream }, place) => talk(stream, chances(place))))
      const between = chances(7)
      for (let fault = 0; fault < FAULTS; fault += 1) {
        await sleep(clock, between(0.2, 1) * (CALL_MS / FAULTS - 20_000) + 1000)
        await faults[Math.floor(between(0, faults.length))]?.(server, between)
      }
      const said = await talking
      await Promise.all(speakers.map(({ stream }) => stream.finish(90_000)))
      await engine.close()
      await server.close()
      for (const [place, { heard }] of speakers.entries()) {
        expect(heard.finals.flatMap(({ text }) => wordsOf(text))).toEqual(said[place])
        expect(heard.events.filter(({ kind }) => kind === 'gap')).toEqual([])
      }
    },
    // A busy machine may take many times as long as the call.
    LONG ? 900_000 : 240_000,
  )
})
