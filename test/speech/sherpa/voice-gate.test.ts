import { join } from 'node:path'
import { describe, expect } from '@jest/globals'
import { VoiceGate } from '../../../src/speech/sherpa/voice-gate.ts'
import { withAssets } from '../../support/assets.ts'
import { readPcm } from '../../support/clips.ts'

const CHUNK = 800

/** All that comes out of what goes in, in order. */
function through(gate: VoiceGate, samples: Int16Array): Int16Array {
  const out: number[] = []
  for (let at = 0; at < samples.length; at += CHUNK) out.push(...gate.pass(samples.slice(at, at + CHUNK)))
  return Int16Array.from([...out, ...gate.rest()])
}

/** The rattle and hiss of a room, the same each time. */
function noise(seconds: number): Int16Array {
  let state = 7
  return Int16Array.from({ length: seconds * 16_000 }, (_, at) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return (state / 2_147_483_648 - 0.5) * (at % 8_000 < 1_600 ? 9_000 : 1_500)
  })
}

function samplesOf(pcm: Buffer): Int16Array {
  return new Int16Array(Uint8Array.from(pcm).buffer)
}

describe('the voice gate', () => {
  withAssets('silences the noise of an open microphone', ({ models }) => {
    const gate = new VoiceGate(join(models, 'silero-vad', 'silero_vad_16k_op15.onnx'))
    const out = through(gate, noise(10))
    expect(out).toHaveLength(160_000)
    expect(out.filter((sample) => sample !== 0).length).toBeLessThan(16_000)
  })

  withAssets('lets speech through as it was, from before its first word, at its place in time', (assets) => {
    const gate = new VoiceGate(join(assets.models, 'silero-vad', 'silero_vad_16k_op15.onnx'))
    const speech = samplesOf(readPcm(join(assets.audio, 'librivox-0890.wav')))
    const silence = new Int16Array(16_000)
    const all = Int16Array.from([...silence, ...speech, ...silence])
    const out = through(gate, all)
    expect(out).toHaveLength(all.length)
    const loud = [...all.keys()].filter((at) => Math.abs(all[at] ?? 0) > 1_500)
    expect(loud.length).toBeGreaterThan(1_000)
    expect(loud.filter((at) => out[at] !== all[at])).toEqual([])
  })
})
