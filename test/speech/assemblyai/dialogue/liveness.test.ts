import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { WebSocketServer } from 'ws'
import type { SessionPlan } from '../../../../sandbox/speech/faults.ts'
import { SpeechServer } from '../../../../sandbox/speech/speech-server.ts'
import { CHUNK_BYTES, CHUNK_MS, type PcmChunk } from '../../../../src/audio/pcm.ts'
import { sleep, systemClock } from '../../../../src/base/clock.ts'
import { createLog } from '../../../../src/base/log.ts'
import { createAssemblyAiEngine } from '../../../../src/speech/assemblyai/engine.ts'
import type { Loss } from '../../../../src/speech/assemblyai/refusal.ts'
import { connectSocket } from '../../../../src/speech/assemblyai/socket.ts'
import { PLAIN_TUNING } from '../../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../../support/assemblyai-settings.ts'
import { SpeechRecorder } from '../../../support/speech-recorder.ts'
import { PatientClock } from '../../patient-clock.ts'

/** A busy machine may take many times the six seconds that a minute lasts here. */
jest.setTimeout(180_000)

const SPEED = 10
const clock = new PatientClock(SPEED)

const toFree: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const free of toFree.splice(0).reverse()) await free()
})

/** Loud, and no word of the tone language. */
function music(atMs: number): PcmChunk {
  const pcm = Buffer.alloc(CHUNK_BYTES)
  for (let at = 0; at < pcm.length; at += 2) pcm.writeInt16LE(Math.round(9000 * Math.sin(at * at)), at)
  return { atMs, pcm, level: 6000 }
}

/** A minute of music at ten times real time, to a service whose seconds are shorter too. */
async function playMusic(plan: SessionPlan): Promise<{ connections: number; heard: SpeechRecorder }> {
  const server = await SpeechServer.start({ secondMs: 1000 / SPEED })
  server.faults.always(plan)
  const engine = createAssemblyAiEngine(
    { ...assemblyAiSettings, streamingUrl: server.url },
    { clock, log: createLog('silent') },
  )
  const heard = new SpeechRecorder()
  const stream = engine.open({ label: 'music', tuning: PLAIN_TUNING, emit: heard.emit })
  const startedMs = clock.now()
  for (let atMs = 0; atMs < 60_000; atMs += CHUNK_MS) {
    const earlyMs = startedMs + atMs - clock.now()
    if (earlyMs > 0) await sleep(clock, earlyMs)
    stream.send(music(atMs))
  }
  await stream.finish(20_000)
  await engine.close()
  await server.close()
  return { connections: server.connections, heard }
}

const plans: Readonly<Record<string, SessionPlan>> = {
  heartbeats: { pongs: 'never' },
  pongs: { heartbeats: 'never' },
  neither: { heartbeats: 'never', pongs: 'never' },
}
const played = new Map<string, ReturnType<typeof playMusic>>()

// All at once: they wait far more than they work.
beforeAll(() => {
  for (const [signs, plan] of Object.entries(plans)) {
    const done = playMusic(plan)
    done.catch(() => {})
    played.set(signs, done)
  }
})

describe('a minute of music', () => {
  test.each(['heartbeats', 'pongs'])(
    'does not cause a reconnect, with %s as the only sign of life',
    async (signs) => {
      const done = await played.get(signs)
      expect(done?.connections).toBe(1)
      expect(done?.heard.finals).toEqual([])
      expect(done?.heard.events.filter(({ kind }) => kind === 'gap')).toEqual([])
    },
  )

  test('causes one reconnect at a service that gives no sign of life, and no second', async () => {
    expect((await played.get('neither'))?.connections).toBe(2)
  })
})

describe('a link that is stuck', () => {
  test('is given up when 256 kB wait in it', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    toFree.push(() => {
      for (const socket of server.clients) socket.terminate()
      return new Promise((resolve) => server.close(() => resolve()))
    })
    server.on('connection', (socket) => socket.pause())
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('it has no port')
    const losses: Loss[] = []
    const closed = new Promise<string>((resolve) => {
      const line = connectSocket({ url: `ws://127.0.0.1:${address.port}`, apiKey: 'key' }, systemClock, {
        opened: () => {
          for (let sent = 0; sent < 20_000 && losses.length === 0; sent += 1)
            line.send(Buffer.alloc(CHUNK_BYTES))
        },
        message: () => {},
        pong: () => {},
        lost: (loss) => losses.push(loss),
        closed: resolve,
      })
    })
    expect(await closed).toBe('cut')
    expect(losses).toEqual([{ kind: 'silent', missing: 'drain' }])
  })
})
