import { once } from 'node:events'
import { VoiceConnectionStatus } from '@discordjs/voice'
import { afterEach, describe, expect, test } from '@jest/globals'
import { WebSocket } from 'ws'
import type { VoiceServer } from '../../../../sandbox/discord/voice/voice-server.ts'
import { botSeat, callFixture, seatOf } from './call-fixture.ts'
import { admission } from './listening-bot.ts'

const fixture = callFixture()
const sockets: WebSocket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate()
})

function open(voice: VoiceServer) {
  const socket = new WebSocket(`wss://${voice.endpoint}?v=8`)
  sockets.push(socket)
  const messages: { op: number; d: unknown; seq?: number }[] = []
  socket.on('message', (data, isBinary) => {
    if (!isBinary) messages.push(JSON.parse(data.toString()))
  })
  return { socket, messages }
}

async function closeCode(voice: VoiceServer, ...messages: (string | Buffer | object)[]): Promise<number> {
  const { socket } = open(voice)
  await once(socket, 'open')
  for (const message of messages) {
    socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }
  const [code] = await once(socket, 'close')
  return code
}

function identify(voice: VoiceServer, changes: object = {}): object {
  const { state, server } = admission(voice, botSeat)
  const d = {
    server_id: state.guild_id,
    user_id: state.user_id,
    session_id: state.session_id,
    token: server.token,
    max_dave_protocol_version: 1,
  }
  return { op: 0, d: { ...d, ...changes } }
}

const select = {
  op: 1,
  d: { protocol: 'udp', data: { address: '127.0.0.1', port: 1, mode: 'xsalsa20_poly1305' } },
}

describe('the voice gateway closes the socket of a client', () => {
  test.each<{ title: string; says: (voice: VoiceServer) => (string | Buffer | object)[]; code: number }>([
    { title: 'that talks no JSON', says: () => ['hello'], code: 4002 },
    { title: 'with an unknown opcode', says: () => [{ op: 99, d: {} }], code: 4002 },
    { title: 'that has not identified', says: () => [select], code: 4003 },
    { title: 'that sends key packages before it has', says: () => [Buffer.from([26, 0])], code: 4003 },
    { title: 'with a wrong token', says: (voice) => [identify(voice, { token: 'x' })], code: 4004 },
    { title: 'that identifies twice', says: (voice) => Array(2).fill(identify(voice)), code: 4005 },
    { title: 'with a wrong session', says: (voice) => [identify(voice, { session_id: 'x' })], code: 4006 },
    { title: 'that nobody let in', says: (voice) => [identify(voice, { user_id: '5' })], code: 4006 },
    {
      title: 'that resumes what never was',
      says: () => [{ op: 7, d: { server_id: '1', session_id: 'x', token: 'y', seq_ack: 3 } }],
      code: 4006,
    },
    { title: 'with a mode nobody offered', says: (voice) => [identify(voice), select], code: 4016 },
    {
      title: 'without DAVE',
      says: (voice) => [identify(voice, { max_dave_protocol_version: 0 })],
      code: 4017,
    },
  ])('$title with $code', async ({ says, code }) => {
    const voice = await fixture.server()
    expect(await closeCode(voice, ...says(voice))).toBe(code)
  })

  test('from which it was expelled, with the code it is given', async () => {
    const voice = await fixture.server()
    const { socket, messages } = open(voice)
    await once(socket, 'open')
    socket.send(JSON.stringify(identify(voice)))
    while (!messages.some(({ op }) => op === 2)) await once(socket, 'message')
    voice.expel(botSeat.guildId, botSeat.userId, 4022)
    const [code] = await once(socket, 'close')
    expect(code).toBe(4022)
  })
})

test('the voice gateway answers heartbeats, and tells a client who is there', async () => {
  const voice = await fixture.server()
  await voice.connectPerson(seatOf(1))
  const { socket, messages } = open(voice)
  await once(socket, 'open')
  socket.send(JSON.stringify({ op: 3, d: { t: 77, seq_ack: -1 } }))
  socket.send(JSON.stringify(identify(voice)))
  while (!messages.some(({ op }) => op === 11)) await once(socket, 'message')
  expect(messages.map(({ op }) => op)).toEqual([8, 6, 2, 11])
  expect(messages[1]?.d).toEqual({ t: 77 })
  expect(messages[2]?.d).toMatchObject({
    modes: ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'],
  })
  expect(messages[3]).toMatchObject({ d: { user_ids: [seatOf(1).userId] }, seq: 1 })
})

describe('the real library', () => {
  test('without DAVE is refused', async () => {
    const voice = await fixture.server()
    const bot = fixture.ask(voice, { daveEncryption: false, rejoins: false })
    await bot.untilStatus(VoiceConnectionStatus.Connecting)
    await bot.untilStatus(VoiceConnectionStatus.Signalling)
    expect(voice.joins(botSeat.userId)).toBe(1)
  })

  test('without DAVE comes back as fast as it is refused', async () => {
    const voice = await fixture.server()
    const bot = fixture.ask(voice, { daveEncryption: false })
    await bot.until('a storm', () => voice.joins(botSeat.userId) > 5)
  })

  test.each([
    { title: 'its IP discovery is lost', fault: (voice: VoiceServer) => voice.dropUdpDiscovery(1) },
    { title: 'its identify gets no answer', fault: (voice: VoiceServer) => voice.ignoreJoins(1) },
  ])('stays in connecting when $title', async ({ fault }) => {
    const voice = await fixture.server()
    fault(voice)
    const bot = fixture.ask(voice, {})
    await bot.until('the identify', () => voice.joins(botSeat.userId) === 1)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(bot.connection.state.status).toBe(VoiceConnectionStatus.Connecting)
  })
})
