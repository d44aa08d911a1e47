/** Why a voice gateway closes a socket (Discord's documentation, "Voice Close Event Codes"). */
export const VOICE_CLOSE = {
  failedToDecode: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  sessionInvalid: 4006,
  unknownProtocol: 4012,
  disconnected: 4014,
  serverCrashed: 4015,
  unknownMode: 4016,
  daveRequired: 4017,
} as const
