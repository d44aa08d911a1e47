import { describe, expect, test } from '@jest/globals'
import { SentAudio } from '../../../../src/speech/assemblyai/dialogue/sent-audio.ts'

/** 1 s from 5 s on, then 1 s from 60 s on. */
function withPause(): SentAudio {
  const sent = new SentAudio()
  for (let ms = 0; ms < 1000; ms += 50) sent.add(5000 + ms)
  for (let ms = 0; ms < 1000; ms += 50) sent.add(60_000 + ms)
  return sent
}

describe('audio sent, in session time', () => {
  test.each([
    ['within the first stretch', 100, 300, 5100, 5300],
    ['up to the end of the first stretch', 800, 1000, 5800, 6000],
    ['within the second stretch', 1100, 1300, 60_100, 60_300],
    ['a start padded back over the pause stays behind it', 200, 1220, 60_000, 60_220],
    ['an end beyond what was sent', 1900, 2240, 60_900, 61_000],
    ['before the beginning', -300, 100, 5000, 5100],
  ])('%s', (_name, from, to, startMs, endMs) => {
    expect(withPause().place(from, to)).toEqual({ startMs, endMs })
  })

  test('chunks that follow on within a millisecond are one stretch', () => {
    const sent = new SentAudio()
    for (let chunk = 0; chunk < 100; chunk += 1) sent.add(chunk * 50 + 0.4)
    expect(sent.place(0, 5000)).toEqual({ startMs: 0.4, endMs: 5000.4 })
    expect(sent.totalMs).toBe(5000)
  })

  test('forgetting the past leaves later places as they were', () => {
    const sent = withPause()
    sent.forget(60_500)
    expect(sent.place(1100, 1300)).toEqual({ startMs: 60_100, endMs: 60_300 })
  })

  test('nothing sent has no place but zero', () => {
    expect(new SentAudio().place(100, 200)).toEqual({ startMs: 0, endMs: 0 })
  })
})
