import { join } from 'node:path'
import { afterEach, describe, expect } from '@jest/globals'
import { systemClock } from '../../../src/base/clock.ts'
import { PLAIN_TUNING, type SpeechEngine, type Tuning } from '../../../src/speech/engine.ts'
import { createSherpaEngine, type SherpaSettings } from '../../../src/speech/sherpa/engine.ts'
import { type Assets, withAssets } from '../../support/assets.ts'
import { readPcm } from '../../support/clips.ts'
import { inEnglish } from '../../support/in-english.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { RecordingLog } from '../../support/recording-log.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'

const open: SpeechEngine[] = []
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close()
})

function engineOf(settings: SherpaSettings): SpeechEngine {
  const engine = createSherpaEngine(
    { processes: 1, ...settings },
    { clock: systemClock, log: new RecordingLog() },
  )
  open.push(engine)
  return engine
}

async function understood(
  engine: SpeechEngine,
  { audio }: Assets,
  tunings: readonly Tuning[],
): Promise<string> {
  const heard = new SpeechRecorder()
  const stream = engine.open({ label: 'test', tuning: tunings[0] ?? PLAIN_TUNING, emit: heard.emit })
  for (const tuning of tunings.slice(1)) stream.tune(tuning)
  for (const chunk of chunksOf(readPcm(join(audio, 'jfk.wav')), 0)) stream.send(chunk)
  await stream.finish(60_000)
  return heard.finals.map((turn) => turn.text).join(' ')
}

const AMERICANS: Tuning = { ...PLAIN_TUNING, keyTerms: ['Americans'] }

describe('the local engine', () => {
  withAssets(
    'listens for the key terms of each stream, as they are or as they become',
    async (assets) => {
      const engine = engineOf({ modelDir: assets.models })
      expect(await understood(engine, assets, [PLAIN_TUNING])).toMatch(/fellow american ask/)
      expect(await understood(engine, assets, [AMERICANS])).toMatch(/fellow americans ask/)
      expect(await understood(engine, assets, [PLAIN_TUNING, AMERICANS])).toMatch(/fellow americans ask/)
    },
    120_000,
  )

  withAssets('says which model it has, and how far to trust it', async ({ models }) => {
    const engine = engineOf({ modelDir: models })
    expect(engine.model).toBeNull()
    await engine.check()
    expect(engine.model).toBe('zipformer-en-3.3m-mobile')
    expect(inEnglish(engine.description)).toBe(
      'a small local model (sound stays on this machine; about 1 word in 8 is wrong)',
    )
  })

  withAssets('listens through a voice activity detector where there is one', async (assets) => {
    const engine = engineOf({
      modelDir: assets.models,
      vad: join(assets.models, 'silero-vad', 'silero_vad_16k_op15.onnx'),
    })
    expect(await understood(engine, assets, [PLAIN_TUNING])).toMatch(/^And so my fellow .* for your country$/)
  })

  withAssets('refuses a detector that would end its process', async ({ models }) => {
    const engine = engineOf({ modelDir: models, vad: join(models, 'zipformer-en-3.3m', 'decoder.onnx') })
    await expect(engine.check()).rejects.toThrow(
      'The file that SPEECH_VAD_MODEL names is not the published silero_vad_16k_op15.onnx of snakers4/silero-vad, the only one that works here.',
    )
  })

  withAssets('says that its detector cannot be read', async ({ models }) => {
    const engine = engineOf({ modelDir: models, vad: join(models, 'no-such-file') })
    await expect(engine.check()).rejects.toThrow('The file that SPEECH_VAD_MODEL names cannot be read.')
  })
})
