import { expect, test } from '@jest/globals'
import type { Loss } from '../../../src/speech/assemblyai/refusal.ts'
import type { Connect, SocketListener } from '../../../src/speech/assemblyai/socket.ts'
import { Traffic } from '../../../src/speech/assemblyai/traffic.ts'
import { ManualClock } from '../../support/manual-clock.ts'

/** Connections whose other end is the test. */
function stand() {
  const traffic = new Traffic()
  const ends: SocketListener[] = []
  const heard: string[] = []
  const connect: Connect = traffic.counting((_address, _clock, listener) => {
    ends.push(listener)
    return { send() {}, close() {} }
  })
  const dial = () => {
    connect({ url: '', apiKey: '' }, new ManualClock(), {
      opened: () => heard.push('opened'),
      message: ({ kind }) => heard.push(kind),
      pong: () => heard.push('pong'),
      lost: ({ kind }) => heard.push(kind),
      closed: (end) => heard.push(end),
    })
    const end = ends.at(-1)
    if (end === undefined) throw new Error('nobody was dialled')
    return end
  }
  return { dial, heard, counts: () => traffic.counts({ waiting: 0, refused: false }) }
}

test('connections are counted as they are asked for, open, begun and gone, and hand all on', () => {
  const { dial, heard, counts } = stand()
  const end = dial()
  expect(counts()).toMatchObject({ asked: 1, begun: 0, open: 0 })
  end.opened()
  end.message({ kind: 'begin', id: 'x', expiresAtSeconds: 0, model: null })
  end.pong()
  expect(counts()).toMatchObject({ asked: 1, begun: 1, open: 1 })
  end.lost({ kind: 'closed', code: 3007 })
  end.closed('seen')
  expect(counts()).toMatchObject({ asked: 1, begun: 1, open: 0, losses: new Map([['closed-3007', 1]]) })
  expect(heard).toEqual(['opened', 'begin', 'pong', 'closed', 'seen'])
})

test('a connection that never opened is not one less that is open', () => {
  const { dial, counts } = stand()
  const end = dial()
  end.lost({ kind: 'network', code: 'ECONNREFUSED' })
  end.closed('cut')
  expect(counts()).toMatchObject({ open: 0, losses: new Map([['network', 1]]) })
})

test('whatever a server answers, there are few reasons', () => {
  const { dial, counts } = stand()
  const losses: Loss[] = []
  for (let code = 1000; code < 5000; code += 1) losses.push({ kind: 'closed', code })
  for (let status = 100; status < 600; status += 1) losses.push({ kind: 'http', status })
  losses.push({ kind: 'silent', missing: 'pong' }, { kind: 'network', code: 'anything' })
  for (const loss of losses) dial().lost(loss)
  expect([...counts().losses.keys()]).toEqual(
    expect.arrayContaining(['closed-3009', 'http-429', 'no-pong', 'network', 'closed-other', 'http-other']),
  )
  expect(counts().losses.size).toBeLessThan(30)
})
