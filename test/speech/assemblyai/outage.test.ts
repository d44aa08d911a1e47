import { describe, expect, test } from '@jest/globals'
import { CHUNK_BYTES, CHUNK_MS } from '../../../src/audio/pcm.ts'
import type { Cancel } from '../../../src/base/clock.ts'
import { createLog } from '../../../src/base/log.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import type { Connect, SocketListener } from '../../../src/speech/assemblyai/socket.ts'
import { PLAIN_TUNING, type SpeechEvent } from '../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const KEEP_MS = 60_000

/** A service on a clock that is moved by hand, which can be out of reach; it keeps the times of what it hears. */
class Service {
  readonly clock = new ManualClock()
  readonly heard: number[] = []
  away = false
  attempts = 0
  #listener: SocketListener | null = null
  #beat: Cancel = () => {}

  readonly connect: Connect = (_address, clock, listener) => {
    this.attempts += 1
    clock.after(10, () => {
      if (this.away) {
        listener.lost({ kind: 'network', code: 'ECONNREFUSED' })
        listener.closed('seen')
        return
      }
      this.#listener = listener
      listener.opened()
      listener.message({ kind: 'begin', id: 's', expiresAtSeconds: 0, model: null })
      this.#beat = clock.every(5000, () => listener.message({ kind: 'heartbeat' }))
    })
    return {
      send: (data) => {
        if (typeof data !== 'string') this.heard.push(data.readDoubleLE())
        else if (data.includes('Terminate')) this.#terminate()
      },
      close: () => {
        this.#beat()
        clock.after(0, () => listener.closed('seen'))
      },
    }
  }

  goAway(): void {
    this.away = true
    this.#beat()
    this.#listener?.lost({ kind: 'closed', code: 1006 })
    this.#listener?.closed('seen')
    this.#listener = null
  }

  #terminate(): void {
    const listener = this.#listener
    this.clock.after(10, () => listener?.message({ kind: 'termination', sessionSeconds: 1 }))
  }
}

/** Somebody speaks without a pause, while the service is out of reach from 10 s on for so long. */
function outage(awayMs: number) {
  const service = new Service()
  const { clock, connect } = service
  const engine = createAssemblyAiEngine(
    { ...assemblyAiSettings, keepMs: KEEP_MS },
    { clock, log: createLog('silent'), random: () => 0.999, connect },
  )
  const events: SpeechEvent[] = []
  const stream = engine.open({ label: 'outage', tuning: PLAIN_TUNING, emit: (event) => events.push(event) })
  const endMs = 10_000 + awayMs + 20_000
  for (let atMs = 0; atMs < endMs; atMs += CHUNK_MS) {
    if (atMs === 10_000) service.goAway()
    if (atMs === 10_000 + awayMs) service.away = false
    const pcm = Buffer.alloc(CHUNK_BYTES)
    pcm.writeDoubleLE(atMs)
    stream.send({ atMs, pcm, level: 1000 })
    clock.advance(CHUNK_MS)
  }
  // The backlog is told at 1.25 times real time.
  for (let tick = 0; tick < 8000; tick += 1) clock.advance(CHUNK_MS)
  const gaps = events.flatMap((event) => (event.kind === 'gap' ? [event] : []))
  return { service, engine, stream, events, gaps, endMs }
}

describe('a service that is out of reach', () => {
  test('for 20 s loses nothing: all that was said is told when it is back, in order', () => {
    const { service, gaps, endMs } = outage(20_000)
    expect(gaps).toEqual([])
    const afterwards = service.heard.slice(service.heard.lastIndexOf(0))
    expect(afterwards).toEqual(Array.from({ length: endMs / CHUNK_MS }, (_, place) => place * CHUNK_MS))
    expect(service.attempts).toBeLessThan(10)
  })

  test('for 5 minutes leaves one gap, as long as what was said beyond what is kept', () => {
    const { service, gaps, events, endMs } = outage(300_000)
    expect(gaps).toHaveLength(1)
    const [gap] = gaps
    const first = service.heard.findLast((atMs, place) => atMs !== (service.heard[place - 1] ?? 0) + CHUNK_MS)
    expect(gap?.fromMs).toBe(0)
    expect(Math.abs((gap?.toMs ?? 0) - (first ?? 0))).toBeLessThanOrEqual(100)
    expect(service.heard.at(-1)).toBe(endMs - CHUNK_MS)
    // The last attempt came up to 30 s after the service was back.
    expect(gap?.toMs).toBeGreaterThanOrEqual(310_000 - KEEP_MS)
    expect(gap?.toMs).toBeLessThanOrEqual(340_000 - KEEP_MS)
    expect(events.filter(({ kind }) => kind === 'health').at(-1)).toEqual({ kind: 'health', state: 'live' })
  })

  test('leaves nothing open when the stream is finished, and is billed only while it was in reach', async () => {
    const { service, engine, stream } = outage(20_000)
    const finished = stream.finish(5000)
    await service.clock.run(6000, 50)
    await finished
    await engine.close()
    expect(service.clock.pending).toBe(0)
    expect(stream.usage().billing).toBe(false)
  })
})
