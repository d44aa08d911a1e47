import { SpeechServer } from '../../../sandbox/speech/speech-server.ts'
import { createLog } from '../../../src/base/log.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { toneSound, wordsOf } from '../../support/tone-sample.ts'
import { engineContract, type SpokenSample } from '../engine-contract.ts'
import { PatientClock } from '../patient-clock.ts'

const UTTERANCES = [
  ['anchor', 'basket', 'candle'],
  ['dragon', 'engine'],
] as const

function sample(words: readonly string[]): SpokenSample {
  return { pcm: toneSound(words), isHeardAs: (text) => wordsOf(text).join(' ') === words.join(' ') }
}

engineContract('assemblyai', async () => {
  const server = await SpeechServer.start()
  const settings = {
    ...assemblyAiSettings,
    streamingUrl: server.url,
    // Short silences, so that a turn ends soon; they are fed as fast as the service may be.
    minTurnSilenceMs: 200,
    maxTurnSilenceMs: 400,
  }
  return {
    engine: createAssemblyAiEngine(settings, { clock: new PatientClock(1), log: createLog('silent') }),
    samples: [sample(UTTERANCES[0]), sample(UTTERANCES[1])],
    speed: 2,
    slackMs: { early: 1000, late: 240 },
    open: () => server.open,
    dispose: () => server.close(),
  }
})
