import { afterEach, expect, jest, test } from '@jest/globals'
import { SpeechServer } from '../../../sandbox/speech/speech-server.ts'
import { systemClock } from '../../../src/base/clock.ts'
import { createLog } from '../../../src/base/log.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import { type Connect, connectSocket } from '../../../src/speech/assemblyai/socket.ts'
import { PLAIN_TUNING } from '../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'
import { until } from '../../support/until.ts'

jest.setTimeout(60_000)

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

test('what a check was billed for is told, once its session is over', async () => {
  const server = await SpeechServer.start()
  open.push(() => server.close())
  const settings = { ...assemblyAiSettings, streamingUrl: server.url }
  const clock = new ManualClock()
  /** The session begins 2 s after the connection is open, and is over 3 s later. */
  const connect: Connect = (address, time, listener) =>
    connectSocket(address, time, {
      ...listener,
      opened: () => {
        listener.opened()
        clock.advance(2000)
      },
      message: (message) => {
        listener.message(message)
        if (message.kind === 'begin') clock.advance(3000)
      },
    })
  const engine = createAssemblyAiEngine(settings, { clock, log: createLog('silent'), connect })
  open.push(() => engine.close())
  expect(engine.checkedMs).toBe(0)
  const checked = engine.check()
  // Until the connection is open, nothing is billed.
  clock.advance(1000)
  await checked
  expect(engine.checkedMs).toBe(5000)
  await until('the service to see its end', () => server.open === 0)
  expect(server.sessions[0]?.closeCode).toBe(1000)
})

test('a check that is refused is billed for nothing', async () => {
  const server = await SpeechServer.start({ keys: ['another key'] })
  open.push(() => server.close())
  const settings = { ...assemblyAiSettings, streamingUrl: server.url }
  const engine = createAssemblyAiEngine(settings, { clock: systemClock, log: createLog('silent') })
  open.push(() => engine.close())
  await expect(engine.check()).rejects.toMatchObject({ retryable: false })
  expect(engine.checkedMs).toBe(0)
})

test('a check that was passed is asked for again once a stream has found the service away', async () => {
  const server = await SpeechServer.start()
  open.push(() => server.close())
  const settings = { ...assemblyAiSettings, streamingUrl: server.url }
  const engine = createAssemblyAiEngine(settings, { clock: systemClock, log: createLog('silent') })
  open.push(() => engine.close())
  await engine.check()
  await engine.check()
  expect(server.connections).toBe(1)

  await server.down()
  const heard = new SpeechRecorder()
  const stream = engine.open({ label: 'check', emit: heard.emit, tuning: PLAIN_TUNING })
  for (const chunk of chunksOf(Buffer.alloc(16_000, 1), 0)) stream.send(chunk)
  await heard.until(({ events }) =>
    events.some((event) => event.kind === 'health' && event.state === 'waiting'),
  )
  stream.abort()
  await expect(engine.check()).rejects.toMatchObject({ name: 'EngineError', retryable: true })

  await server.up()
  await engine.check()
  await engine.check()
  expect(server.connections).toBe(2)
})
