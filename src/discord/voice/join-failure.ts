import { NetworkingStatusCode, type VoiceConnectionState } from '@discordjs/voice'
import { UserError } from '../../base/errors.ts'

/** Why joining took too long, as far as the state it stuck in tells, in words for who gave the command. */
export function joinFailure(
  state: VoiceConnectionState,
  channelId: string,
  closeCode: number | null,
): UserError {
  const channel = `<#${channelId}>`
  if (closeCode !== null)
    return new UserError(
      `Discord’s voice server refused me in ${channel} (code ${closeCode}). Try again later.`,
    )
  if (state.status !== 'connecting') {
    return new UserError(
      `Discord did not let me into ${channel}. Check that I have the permissions View Channel and Connect there and that the channel is not full, then try again.`,
    )
  }
  const { code } = state.networking.state
  const sound =
    code === NetworkingStatusCode.UdpHandshaking || code === NetworkingStatusCode.SelectingProtocol
  return new UserError(
    sound
      ? `No way for sound to ${channel}: Discord’s voice server does not answer over UDP. The network I run in must let UDP out, and its answers in.`
      : `Discord’s voice server for ${channel} does not answer. Try again in a minute.`,
  )
}
