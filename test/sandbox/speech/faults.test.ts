import { afterEach, expect, test } from '@jest/globals'
import { utter } from '../../../sandbox/cast/tone-language.ts'
import type { SessionPlan } from '../../../sandbox/speech/faults.ts'
import { SpeechServer, type SpeechServerOptions } from '../../../sandbox/speech/speech-server.ts'
import { SpeechClient } from './speech-client.ts'

const servers: SpeechServer[] = []
const clients: SpeechClient[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) client.drop()
  for (const server of servers.splice(0)) await server.close()
})

/** A server whose next session goes by the plan, and a client in that session. */
async function spoilt(
  plan: SessionPlan,
  query = 'sample_rate=16000&format_turns=true',
  options: SpeechServerOptions = {},
) {
  const server = await SpeechServer.start(options)
  servers.push(server)
  server.faults.next(plan)
  return { server, client: connect(server, query) }
}

function connect(server: SpeechServer, query = 'sample_rate=16000'): SpeechClient {
  const client = new SpeechClient(server.url, { query })
  clients.push(client)
  return client
}

function talk(client: SpeechClient): void {
  client.hear(utter(['river', 'castle', 'today'], { rate: 16_000 }))
  client.silence(500)
}

test.each([401, 429, 500, 502, 503])('answers the upgrade with HTTP %d', async (upgradeStatus) => {
  const { server, client } = await spoilt({ upgradeStatus })
  await client.until('the error', () => client.error !== null)
  expect(client.error?.message).toBe(`Unexpected server response: ${upgradeStatus}`)
  expect([server.connections, server.sessions.length]).toEqual([1, 0])
  await connect(server).begun()
})

test('refuses the nth session only', async () => {
  const server = await SpeechServer.start()
  servers.push(server)
  server.faults.next({}, 2)
  server.faults.next({ refusal: { code: 3009, text: 'Too many sessions' } })
  await connect(server).begun()
  await connect(server).begun()
  const third = connect(server)
  expect((await third.end()).code).toBe(3009)
  expect(third.ofType('Begin')).toEqual([])
  await connect(server).begun()
})

test('begins late, or never', async () => {
  const { server, client } = await spoilt({ begin: 300 })
  server.faults.always({ begin: 'never' })
  const openedAt = Date.now()
  const waiting = connect(server)
  await client.begun()
  expect(Date.now() - openedAt).toBeGreaterThan(200)
  await waiting.settled()
  expect(waiting.messages).toEqual([])
})

test('cuts the connection when so much audio has come', async () => {
  const { server, client } = await spoilt({
    steps: [{ when: { at: 'audio', ms: 500 }, deed: { do: 'cut' } }],
  })
  await client.begun()
  talk(client)
  expect((await client.end()).code).toBe(1006)
  await client.until('the record', () => server.open === 0)
  expect(server.sessions[0]).toMatchObject({ closeCode: 1006, audioMs: 500, turns: [] })
  expect(client.ofType('Turn').length).toBe(1)
})

test.each([
  ['a partial', { at: 'partial', nth: 2 } as const, 0],
  ['the first final', { at: 'final', nth: 1 } as const, 1],
  ['the formatted copy', { at: 'formatted', nth: 1 } as const, 2],
])('cuts the connection right after %s', async (_what, when, finals) => {
  const { client } = await spoilt({ steps: [{ when, deed: { do: 'close', code: 1011, error: 'internal' } }] })
  await client.begun()
  talk(client)
  expect((await client.end()).code).toBe(1011)
  expect(client.finals().length).toBe(finals)
  expect(client.messages.at(-1)).toEqual({ type: 'Error', error_code: 1011, error: 'internal' })
})

test('closes without a code on Terminate', async () => {
  const { client } = await spoilt({ steps: [{ when: { at: 'terminate' }, deed: { do: 'close' } }] })
  await client.begun()
  client.say({ type: 'Terminate' })
  expect((await client.end()).code).toBe(1005)
  expect(client.ofType('Termination')).toEqual([])
})

test('leaves the Termination out', async () => {
  const { client } = await spoilt({ termination: 'omit' })
  await client.begun()
  talk(client)
  client.say({ type: 'Terminate' })
  expect((await client.end()).code).toBe(1000)
  expect(client.texts()).toEqual(['river castle today', 'River castle today.', ''])
  expect(client.ofType('Termination')).toEqual([])
})

test('hangs on Terminate', async () => {
  const { server, client } = await spoilt({ termination: 'hang' })
  const other = connect(server)
  await client.begun()
  await other.begun()
  client.say({ type: 'Terminate' })
  await client.until('Terminate', () => server.sessions[0]?.received.has('Terminate') === true)
  other.say({ type: 'Terminate' })
  await other.end()
  expect(client.closed).toBeNull()
  expect(client.messages.map((message) => message['type'])).toEqual(['Begin'])
})

test('stalls: reads on, answers nothing, not even a ping', async () => {
  const { server, client } = await spoilt({
    steps: [{ when: { at: 'audio', ms: 300 }, deed: { do: 'stall' } }],
  })
  await client.begun()
  talk(client)
  client.socket.ping()
  const other = connect(server)
  await other.begun()
  await other.settled()
  await client.until('empty buffers', () => client.socket.bufferedAmount === 0)
  await client.until('the first turn', () => client.ofType('Turn').length > 0)
  expect(client.pongs).toBe(0)
  expect(client.ofType('Turn').length).toBe(1)
  expect(client.closed).toBeNull()
})

test('stops reading: what is sent piles up at the client', async () => {
  const { server, client } = await spoilt({
    steps: [{ when: { at: 'begin' }, deed: { do: 'stop-reading' } }],
  })
  await client.begun()
  for (let times = 0; times < 20; times += 1) client.hear(new Int16Array(30_000 * 16), 1000)
  // By the time that another client has had its answer, this one's would have been read.
  const other = connect(server)
  await other.begun()
  await other.settled()
  expect(client.socket.bufferedAmount).toBeGreaterThan(64_000)
})

const BEATING = 'sample_rate=16000&session_heartbeat=true'

test('sends no heartbeat though asked, and all else', async () => {
  const { server, client } = await spoilt({ heartbeats: 'never' }, BEATING, { secondMs: 4 })
  const other = connect(server, BEATING)
  await client.begun()
  await other.until('three heartbeats of another', () => other.ofType('Heartbeat').length >= 3)
  talk(client)
  await client.settled()
  expect(client.ofType('Heartbeat')).toEqual([])
  expect(client.texts()).toEqual(['river castle today'])
})

test('stops its heartbeats, and goes on', async () => {
  const { server, client } = await spoilt({ heartbeats: 2 }, BEATING, { secondMs: 4 })
  await client.until('two heartbeats', () => client.ofType('Heartbeat').length === 2)
  const other = connect(server, BEATING)
  await other.until('three heartbeats of another', () => other.ofType('Heartbeat').length >= 3)
  talk(client)
  await client.settled()
  expect(client.ofType('Heartbeat')).toHaveLength(2)
  expect(client.texts()).toEqual(['river castle today'])
})

test('answers no ping, and all else', async () => {
  const { server, client } = await spoilt({ pongs: 'never' })
  await client.begun()
  client.socket.ping()
  talk(client)
  await client.until('both finals', () => client.finals().length === 2)
  const other = connect(server)
  await other.begun()
  await other.settled()
  expect(client.pongs).toBe(0)
})

test('is down and up again, at the same address', async () => {
  const { server, client } = await spoilt({})
  await client.begun()
  await server.down()
  await server.down()
  expect((await client.end()).code).toBe(1006)
  const refused = connect(server)
  await refused.until('the refusal', () => refused.error !== null)
  expect(refused.error).toMatchObject({ code: 'ECONNREFUSED' })
  await server.up()
  await server.up()
  await connect(server).begun()
  expect(server.sessions).toHaveLength(2)
})

test('never sends the formatted copy', async () => {
  const { client } = await spoilt({ formattedCopy: 'never' })
  await client.begun()
  talk(client)
  client.say({ type: 'Terminate' })
  await client.end()
  expect(client.texts()).toEqual(['river castle today', ''])
})

test('expires soon, as Begin says', async () => {
  const { server, client } = await spoilt({ lifeSeconds: 1 })
  const begin = await client.begun()
  const openedAt = (server.sessions[0]?.openedAt ?? 0) / 1000
  expect(Math.abs(Number(begin['expires_at']) - openedAt - 1)).toBeLessThanOrEqual(1)
  expect((await client.end()).code).toBe(3008)
  expect(client.ofType('Error')[0]?.['error']).toContain('Session Expired')
})

test('sends what no client expects', async () => {
  const odd = [
    '{"type":"Warning","warning_code":1,"warning":"w"}',
    '{"type":"New"}',
    '{"type":',
    Buffer.of(1, 2),
  ]
  const { client } = await spoilt({
    steps: odd.map((data) => ({ when: { at: 'begin' }, deed: { do: 'send', data } })),
  })
  await client.until('all of it', () => client.raw.length === 5)
  expect(client.raw.slice(1).map(({ data, isBinary }) => (isBinary ? data : data.toString()))).toEqual(odd)
})

test('refuses a key in mid-session and from then on', async () => {
  const { server, client } = await spoilt({})
  await client.begun()
  server.revoke('key')
  expect((await client.end()).code).toBe(1008)
  expect((await connect(server).end()).code).toBe(1008)
})

test('goes well again when cleared', async () => {
  const { server } = await spoilt({})
  server.faults.always({ begin: 'never' })
  server.faults.next({ begin: 'never' })
  server.faults.clear()
  await connect(server).begun()
})
