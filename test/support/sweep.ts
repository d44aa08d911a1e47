import { pitch, type Recording, rms } from './recording.ts'

/**
 * Sound that says when it was made: a tone that climbs by 3 Hz per ms, over and over, each second. Whoever hears
 * 20 ms of it anywhere knows the place within the second to about a millisecond.
 */
const LOW = 500
const CLIMB = 3000
const AMPLITUDE = 0.3

export const sweep = (seconds: number): number => {
  const part = seconds % 1
  return AMPLITUDE * Math.sin(2 * Math.PI * (LOW * part + (CLIMB / 2) * part * part))
}

/** What the encoder and the decoder take together: libopus looks 6.5 ms ahead. */
const CODEC_MS = 6.5
const WINDOW_MS = 20
const LOUD = 0.6 * AMPLITUDE * 32767 * Math.SQRT1_2
/** Near the fall from high to low, the mean of 20 ms says nothing. In seconds. */
const EDGE = 0.05

export interface Sighting {
  readonly atMs: number
  /** How far from its place the sound lies there, in ms: positive is late. Null near the sweep's fall. */
  readonly offMs: number | null
}

/** Where the sweep is heard, 20 ms by 20 ms; `startOf` says when the talk heard at this time began. */
export function sightings(recording: Recording, startOf: (atMs: number) => number): Sighting[] {
  const seen: Sighting[] = []
  for (const [fromMs, toMs] of recording.stretches) {
    for (let windowMs = fromMs; windowMs < toMs; windowMs += WINDOW_MS) {
      const samples = recording.between(windowMs, windowMs + WINDOW_MS)
      const heard = pitch(samples)
      if (heard === null || rms(samples) < LOUD) continue
      const atMs = windowMs + heard.centre / 16
      const part = (heard.hertz - LOW) / CLIMB
      const expected = (atMs - CODEC_MS - startOf(atMs)) / 1000
      const off = expected - part - Math.round(expected - part)
      const nearFall = Math.abs(expected - Math.round(expected)) < EDGE
      seen.push({ atMs, offMs: nearFall ? null : off * 1000 })
    }
  }
  return seen
}
