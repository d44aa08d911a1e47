import { expect, test } from '@jest/globals'
import { Chunker } from '../../src/audio/chunker.ts'
import { Recording } from '../support/recording.ts'

function start(): { chunker: Chunker; recording: Recording } {
  const recording = new Recording()
  return { chunker: new Chunker(recording.emit), recording }
}

const ramp = (from: number, length: number): Int16Array => Int16Array.from({ length }, (_, i) => from + i)

test('frames of any length are cut into chunks of 50 ms, sample by sample, without a seam', () => {
  const { chunker, recording } = start()
  chunker.begin(160)
  let written = 0
  for (const length of [320, 320, 320, 40, 1920, 1, 799]) {
    chunker.write(ramp(written, length))
    written += length
  }
  expect(recording.chunks.map((chunk) => chunk.atMs)).toEqual([10, 60, 110, 160])
  expect(recording.between(10, 210)).toEqual(ramp(0, 3200))
  expect(chunker.position).toBe(160 + written)
})

test('a chunk goes out with its last sample, not with the next frame', () => {
  const { chunker, recording } = start()
  chunker.write(ramp(0, 799))
  expect(recording.chunks).toHaveLength(0)
  chunker.write(ramp(0, 1))
  expect(recording.chunks).toHaveLength(1)
})

test('only part of a frame can be written', () => {
  const { chunker, recording } = start()
  chunker.write(ramp(1, 500), 300)
  chunker.write(ramp(1, 500))
  expect(recording.between(0, 50)).toEqual(Int16Array.from([...ramp(1, 300), ...ramp(1, 500)]))
})

test('the level is the root mean square, and 0 for silence that was filled in', () => {
  const { chunker, recording } = start()
  chunker.write(new Int16Array(800).fill(-300))
  chunker.write(new Int16Array(400).fill(1000))
  chunker.silence(400)
  chunker.silence(800)
  expect(recording.chunks.map((chunk) => chunk.level)).toEqual([300, Math.sqrt(500_000), 0])
})

test('a flush completes the chunk at hand with zeros, once', () => {
  const { chunker, recording } = start()
  chunker.write(new Int16Array(16).fill(7))
  chunker.flush()
  chunker.flush()
  expect(recording.stretches).toEqual([[0, 50]])
  expect(recording.between(1, 50)).toEqual(new Int16Array(784))
})

test('a new beginning completes the chunk at hand, and never lies before it', () => {
  const { chunker, recording } = start()
  chunker.write(new Int16Array(400).fill(7))
  chunker.begin(480)
  expect(chunker.position).toBe(800)
  chunker.begin(1600)
  chunker.write(new Int16Array(800).fill(7))
  expect(recording.stretches).toEqual([
    [0, 50],
    [100, 150],
  ])
})

test('chunks are handed over: none shares its memory with another', () => {
  const { chunker, recording } = start()
  chunker.write(new Int16Array(1600).fill(1))
  recording.chunks[0]?.pcm.fill(0)
  expect(recording.chunks[1]?.pcm.readInt16LE(0)).toBe(1)
})
