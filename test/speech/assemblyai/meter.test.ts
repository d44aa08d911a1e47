import { describe, expect, test } from '@jest/globals'
import { Meter } from '../../../src/speech/assemblyai/meter.ts'

describe('what sockets cost', () => {
  test('runs by our clock while they are open, in parallel', () => {
    const meter = new Meter(120_000)
    meter.opened(1, 1000)
    meter.opened(2, 3000)
    expect([meter.billedMs(4000), meter.connections, meter.running]).toEqual([4000, 2, true])
  })

  test("is the service's own figure once it has told it", () => {
    const meter = new Meter(120_000)
    meter.opened(1, 0)
    meter.told(1, 7)
    expect(meter.billedMs(6400)).toBe(7000)
    meter.closed(1, 'seen', 6500)
    expect([meter.billedMs(9000), meter.running]).toEqual([7000, false])
  })

  test('is our clock where the service tells none, but saw the end', () => {
    const meter = new Meter(120_000)
    meter.opened(1, 0)
    meter.closed(1, 'seen', 6400)
    meter.closed(1, 'seen', 9000)
    expect(meter.billedMs(9000)).toBe(6400)
  })

  test('is the inactivity time more where we cut the connection: the service may not have noticed', () => {
    const meter = new Meter(120_000)
    meter.opened(1, 0)
    meter.closed(1, 'cut', 6400)
    expect(meter.billedMs(9000)).toBe(126_400)
  })

  test('is nothing for a socket that never opened', () => {
    const meter = new Meter(120_000)
    meter.closed(1, 'cut', 6400)
    expect([meter.billedMs(9000), meter.connections]).toEqual([0, 0])
  })
})
