import { EventEmitter } from 'node:events'
import { expect, test } from '@jest/globals'
import { onStopSignals } from '../../src/base/stop-signals.ts'
import { ManualClock } from '../support/manual-clock.ts'

const NPM = { npm_lifecycle_event: 'start' }

test.each<[string, NodeJS.ProcessEnv, [afterMs: number, NodeJS.Signals][], string[]]>([
  ['one', {}, [[0, 'SIGTERM']], ['stop SIGTERM']],
  [
    'two, however soon',
    {},
    [
      [0, 'SIGINT'],
      [0, 'SIGINT'],
    ],
    ['stop SIGINT', 'end SIGINT 130'],
  ],
  [
    'two, however late',
    {},
    [
      [0, 'SIGTERM'],
      [9_000, 'SIGTERM'],
    ],
    ['stop SIGTERM', 'end SIGTERM 143'],
  ],
  [
    'one that npm passes on',
    NPM,
    [
      [0, 'SIGINT'],
      [900, 'SIGINT'],
    ],
    ['stop SIGINT'],
  ],
  [
    'two that npm passes on',
    NPM,
    [
      [0, 'SIGINT'],
      [5, 'SIGINT'],
      [100, 'SIGINT'],
    ],
    ['stop SIGINT', 'end SIGINT 130'],
  ],
  [
    'a second one under npm, later than npm would pass on the first',
    NPM,
    [
      [0, 'SIGTERM'],
      [1_000, 'SIGTERM'],
    ],
    ['stop SIGTERM', 'end SIGTERM 143'],
  ],
  [
    'another one under npm',
    NPM,
    [
      [0, 'SIGINT'],
      [5, 'SIGTERM'],
    ],
    ['stop SIGINT', 'end SIGTERM 143'],
  ],
])('of signals, %s', async (_, env, signals, done) => {
  const [source, clock] = [Object.assign(new EventEmitter(), { env }), new ManualClock()]
  const did: string[] = []
  onStopSignals({
    source,
    clock,
    stop: (signal) => did.push(`stop ${signal}`),
    endNow: (signal, code) => did.push(`end ${signal} ${code}`),
  })
  for (const [afterMs, signal] of signals) {
    await clock.run(afterMs)
    source.emit(signal, signal)
  }
  expect(did).toEqual(done)
})
