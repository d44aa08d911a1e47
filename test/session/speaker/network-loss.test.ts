import { expect, test } from '@jest/globals'
import { encode, microphone, Sender, tone } from '../../support/opus-packets.ts'
import { ScriptedEngine } from '../../support/scripted-engine.ts'
import { trackStand } from '../../support/track-stand.ts'

const FRAME_MS = 20
const payloads = encode(microphone(2_000, tone(440)))

/** Two seconds of speech of which these packets do not arrive, and what is told of it. */
async function gapsWithout(isLost: (place: number) => boolean) {
  const { clock, track, paper, pass } = await trackStand({ engines: [new ScriptedEngine()] })
  const packets = new Sender({ ssrc: 9 }).talk(1_000, payloads)
  await pass(1_000)
  for (const [place, packet] of packets.entries()) {
    if (!isLost(place)) track.accept(packet)
    if (clock.now() < packet.arrivedMs) await pass(50)
  }
  await pass(4_000)
  return { gaps: paper.gaps.map(({ startMs, endMs, cause }) => ({ startMs, endMs, cause })), track }
}

test('packets lost here and there where a word was are one gap, as long as they reach', async () => {
  // Two of three, for 300 ms.
  const { gaps, track } = await gapsWithout((place) => place >= 20 && place < 35 && place % 3 !== 1)
  expect(gaps).toEqual([
    { startMs: 1_000 + 20 * FRAME_MS, endMs: 1_000 + 34 * FRAME_MS, cause: 'not-arrived' },
  ])
  expect(track.lostMs.network).toBe(10 * FRAME_MS)
})

test('packets lost now and then are none', async () => {
  const { gaps, track } = await gapsWithout((place) => place % 5 === 2)
  expect(gaps).toEqual([])
  expect(track.lostMs.network).toBe(0)
})
