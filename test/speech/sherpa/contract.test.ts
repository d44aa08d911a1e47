import { join } from 'node:path'
import { systemClock } from '../../../src/base/clock.ts'
import { createSherpaEngine } from '../../../src/speech/sherpa/engine.ts'
import { assets, withAssets } from '../../support/assets.ts'
import { readPcm } from '../../support/clips.ts'
import { alive } from '../../support/processes.ts'
import { RecordingLog } from '../../support/recording-log.ts'
import { engineContract, type SpokenSample } from '../engine-contract.ts'

const found = assets()
if (found === null) withAssets('sherpa keeps the contract of engines', () => {})
else
  engineContract('sherpa', async () => {
    const log = new RecordingLog()
    const sample = (file: string, words: RegExp): SpokenSample => ({
      pcm: readPcm(join(found.audio, file)),
      isHeardAs: (text) => words.test(text),
    })
    return {
      engine: createSherpaEngine(
        { modelDir: join(found.models, 'zipformer-en-3.3m') },
        { clock: systemClock, log },
      ),
      samples: [
        sample('goforward.wav', /^go forward ten meters$/i),
        sample('az-lamp.wav', /^turn on the lamp$/i),
      ],
      speed: 20,
      slackMs: { early: 0, late: 0 },
      open: () => log.lines.filter(({ pid }) => typeof pid === 'number' && alive(pid)).length,
      dispose: () => Promise.resolve(),
    }
  })
