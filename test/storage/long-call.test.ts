import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { type Reading, readCall, writeCall } from '../../bench/journal/journal.ts'
import { longCall } from './long-call.ts'

test('the journal of a call of 3 hours and 10 speakers is opened and exported in every format within 2 s and 200 MB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hansard-long-call-'))
  const call = longCall({ session: 'long', guild: '1', speakers: 10, hours: 3, turns: 10_000, seed: 1 })
  try {
    await writeCall(folder, call)
    const readings: Reading[] = []
    // Not by the wall's clock, and not by the first try alone: other tests run beside this one.
    while (readings.length < 3 && !readings.some(({ cpuMs }) => cpuMs < 2000))
      readings.push(await readCall(folder, call.session.id))
    const [{ steps, peakMb } = { steps: [], peakMb: Number.NaN }] = readings
    expect(steps.map(({ name }) => name)).toEqual(['open', 'read', 'txt', 'md', 'srt', 'vtt', 'json', 'csv'])
    expect(steps.find(({ name }) => name === 'read')?.size).toBe(10_000)
    expect(Math.min(...readings.map(({ cpuMs }) => cpuMs))).toBeLessThan(2000)
    expect(peakMb).toBeLessThan(200)
  } finally {
    await rm(folder, { recursive: true })
  }
}, 60_000)
