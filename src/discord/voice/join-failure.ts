import { NetworkingStatusCode, type VoiceConnectionState } from '@discordjs/voice'
import { UserError } from '../../base/errors.ts'

/** Why joining took too long, as far as the state it stuck in tells, in words for who gave the command. */
export function joinFailure(
  state: VoiceConnectionState,
  channelId: string,
  closeCode: number | null,
): UserError {
  const channel = `<#${channelId}>`
  if (closeCode !== null) return new UserError(({ voice }) => voice.join.refused(channel, closeCode))
  if (state.status !== 'connecting') return new UserError(({ voice }) => voice.join.notLetIn(channel))
  const { code } = state.networking.state
  const sound =
    code === NetworkingStatusCode.UdpHandshaking || code === NetworkingStatusCode.SelectingProtocol
  return new UserError(({ voice: { join } }) => (sound ? join.noSound(channel) : join.noAnswer(channel)))
}
