import { createSocket, Socket } from 'node:dgram'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Ear, type Hall, openHall } from '../hall.ts'

/** Every UDP socket that this process makes, the voice server's too. */
const sockets: Socket[] = []
const note = (message: unknown): void => {
  if (typeof message !== 'object' || message === null || !('socket' in message)) return
  if (message.socket instanceof Socket) sockets.push(message.socket)
}

let hall: Hall | undefined
beforeEach(() => {
  sockets.length = 0
  subscribe('udp.socket', note)
})
afterEach(async () => {
  unsubscribe('udp.socket', note)
  await hall?.close()
  hall = undefined
})

async function joined() {
  const here = await openHall()
  hall = here
  await here.start()
  const room = await here.gateway.join(here.ref, new Ear())
  return { ...here, joined: room }
}

/** What a socket has that nobody asked anything of. */
async function plainBytes(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const bytes = socket.getRecvBufferSize()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return bytes
}

describe('what arrives while the process is busy', () => {
  test('has more room than the system gives by itself', async () => {
    const { log } = await joined()
    const most = Math.max(...sockets.map((socket) => socket.getRecvBufferSize()))
    expect(most).toBeGreaterThan(await plainBytes())
    expect(await log.line('voice receive buffer')).toMatchObject({ bytes: most })
  })

  test('is read before the room is caught up, however much it is', async () => {
    const { joined: room, guild, room: channel, enter } = await joined()
    const mouth = await enter(guild.addMember('ann', { nick: 'Ann' }), channel)
    const before = room.hearing().counters.received
    // They are in the socket when this returns, and are read some thirty at a time.
    mouth.sendPadding(200)
    expect(room.hearing().counters.received).toBe(before)
    await room.caughtUp()
    expect(room.hearing().counters.received).toBeGreaterThanOrEqual(before + 200)
  })

  test('is nobody’s any more when the room was left', async () => {
    const { joined: room } = await joined()
    await room.leave()
    await room.caughtUp()
  })
})
