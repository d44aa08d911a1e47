import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { NativeRecogniser } from '../../../src/speech/sherpa/native-recogniser.ts'
import { TAIL_MS } from '../../../src/speech/sherpa/protocol.ts'
import { Ear } from '../../../src/speech/sherpa/recogniser.ts'
import { type VoiceGate, VoiceGates } from '../../../src/speech/sherpa/voice-gate.ts'
import { withAssets } from '../../support/assets.ts'

/** A recogniser that understands nothing, and keeps what its streams are given. */
function deaf() {
  const given: Float32Array[] = []
  const recogniser = new NativeRecogniser(
    {
      createStream: () => ({ acceptWaveform: ({ samples }) => void given.push(samples) }),
      isReady: () => false,
      decode: () => {},
      reset: () => {},
      getResult: () => ({ tokens: [], timestamps: [], start_time: 0 }),
    },
    { hasHotwords: false },
  )
  return { recogniser, given }
}

/** 50 ms of a 400 Hz tone with this peak (1 = full scale), as bytes. */
function tone(peak: number): Uint8Array {
  const samples = Int16Array.from({ length: 800 }, (_, i) => Math.sin((i * Math.PI) / 20) * peak * 32_767)
  return new Uint8Array(samples.buffer)
}

const peakOf = (samples: Float32Array | undefined): number =>
  samples?.reduce((most, sample) => Math.max(most, sample), 0) ?? 0

describe('an ear', () => {
  test.each([
    ['a quiet speaker louder', 0.1],
    ['a loud speaker quieter', 1],
  ])('hears %s, slowly', (_, peak) => {
    const { recogniser, given } = deaf()
    const ear = new Ear(recogniser, { lists: null, gates: null })
    for (let i = 0; i < 60; i += 1) ear.hear(tone(peak))
    expect(peakOf(given.at(-1))).toBeCloseTo(0.6, 2)
    expect(peakOf(given.at(-60))).toBeLessThan(0.62)
  })

  withAssets(
    'hears what the voice gate lets through at an even loudness too, to its last sample',
    (assets) => {
      const { recogniser, given } = deaf()
      const gates = new VoiceGates(join(assets.models, 'silero-vad', 'silero_vad_16k_op15.onnx'))
      const ear = new Ear(recogniser, { lists: null, gates })
      for (let i = 0; i < 20; i += 1) ear.hear(tone(0.1))
      const before = given.reduce((sum, { length }) => sum + length, 0)
      ear.finish(TAIL_MS)
      const after = given.reduce((sum, { length }) => sum + length, 0)
      // What the gate still held, and the silence.
      expect(after - before).toBe((300 + TAIL_MS) * 16)
    },
  )

  withAssets('that is closed leaves its stream and its voice gate to the next', (assets) => {
    const { recogniser, given } = deaf()
    const gates = new VoiceGates(join(assets.models, 'silero-vad', 'silero_vad_16k_op15.onnx'))
    const taken: VoiceGate[] = []
    const watched = {
      take: () => {
        const gate = gates.take()
        taken.push(gate)
        return gate
      },
      giveBack: (gate: VoiceGate) => gates.giveBack(gate),
    }
    const earOfNext = () => new Ear(recogniser, { lists: null, gates: watched })
    const [one, two] = [earOfNext(), earOfNext()]
    one.hear(tone(0.1))
    one.close()
    const three = earOfNext()
    expect(taken).toHaveLength(3)
    expect(taken[2]).toBe(taken[0])
    expect(taken[1]).not.toBe(taken[0])
    // Nothing is left in it of the one before.
    given.length = 0
    for (let i = 0; i < 6; i += 1) three.hear(tone(0))
    expect(given.some((samples) => peakOf(samples) > 0)).toBe(false)
    two.close()
    three.close()
    expect(recogniser.users).toBe(0)
  })
})
