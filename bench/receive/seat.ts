import { Socket } from 'node:dgram'
import { once } from 'node:events'
import {
  type DiscordGatewayAdapterLibraryMethods,
  getVoiceConnection,
  joinVoiceChannel,
  type VoiceConnection,
  VoiceConnectionStatus,
} from '@discordjs/voice'
import type { Call, Crowd } from './crowd.ts'

const DEADLINE_MS = 60_000
const LOOK_MS = 50
/**
 * On a busy machine this process is kept waiting; what the system cannot keep meanwhile is lost, and a loss costs
 * the listeners different things. The system may grant less.
 */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024

const seats: VoiceConnection[] = []

/** Joins a call with @discordjs/voice and nothing around it; resolves when its UDP socket is open. */
export async function takeSeat(crowd: Crowd, call: Call, userId: string): Promise<VoiceConnection> {
  const { guildId, channelId } = call
  const { token, endpoint } = await crowd.admit(call.index, userId)
  const answer = (library: DiscordGatewayAdapterLibraryMethods): void => {
    library.onVoiceStateUpdate({
      guild_id: guildId,
      channel_id: channelId,
      user_id: userId,
      session_id: `bench-${userId}-${call.index}`,
      deaf: false,
      mute: false,
      self_deaf: false,
      self_mute: false,
      self_video: false,
      suppress: false,
      request_to_speak_timestamp: null,
    })
    library.onVoiceServerUpdate({ guild_id: guildId, token, endpoint })
  }
  const connection = joinVoiceChannel({
    guildId,
    channelId,
    group: userId,
    selfDeaf: false,
    adapterCreator: (library) => ({
      sendPayload: () => {
        setImmediate(answer, library)
        return true
      },
      destroy: () => {},
    }),
  })
  seats.push(connection)
  await once(connection, VoiceConnectionStatus.Ready, { signal: AbortSignal.timeout(DEADLINE_MS) })
  return connection
}

/** Leaves all calls. */
export function leaveSeats(): void {
  for (const connection of seats.splice(0)) connection.destroy()
}

/** Resolves when each of these users has the keys of each call, and room for packets that come while it waits. */
export async function untilAllHaveKeys(
  crowd: Crowd,
  calls: readonly Call[],
  userIds: readonly string[],
): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS
  for (;;) {
    const codes = await crowd.codes()
    const seatsTaken = calls.flatMap(({ guildId, index }) =>
      userIds.map((userId) => ({ connection: getVoiceConnection(guildId, userId), code: codes[index] })),
    )
    if (seatsTaken.every(({ connection, code }) => code !== '' && connection?.voicePrivacyCode === code)) {
      for (const { connection } of seatsTaken)
        if (connection) socketOf(connection).setRecvBufferSize(SOCKET_BUFFER_BYTES)
      return
    }
    if (performance.now() > deadline) throw new Error('not all got keys')
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

/** The UDP socket under a connection that is ready. */
export function socketOf({ state }: VoiceConnection): Socket {
  const networking = 'networking' in state ? state.networking.state : undefined
  const socket: unknown = networking && 'udp' in networking && Reflect.get(networking.udp, 'socket')
  if (!(socket instanceof Socket)) throw new Error('@discordjs/voice has no UDP socket')
  return socket
}
