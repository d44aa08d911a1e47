import type { Parameters } from './parameters.ts'
import type { WireTurn } from './turns.ts'

/** A message to the client, ready to be written as JSON. */
export type ServerMessage = Readonly<Record<string, unknown>>

/** `expiresAt` and what follows from it are wall times in ms; the wire has seconds. */
export function beginMessage(id: string, expiresAt: number, parameters: Parameters): ServerMessage {
  return {
    type: 'Begin',
    id,
    expires_at: Math.floor(expiresAt / 1000),
    // The eight keys that the service was seen to echo; the rest of a query cannot be checked by its client.
    configuration: {
      model: parameters.speechModel,
      mode: parameters.mode,
      api_version: '2025-05-12',
      speaker_labels: false,
      redact_pii: false,
      filter_profanity: parameters.filterProfanity,
      domain: null,
      voice_focus: null,
    },
  }
}

/** `type` may be the last key of the object: of every other turn it is. */
export function turnMessage(turn: WireTurn): ServerMessage {
  return turn.turn_order % 2 === 1 ? { ...turn, type: 'Turn' } : { type: 'Turn', ...turn }
}

/** The Pro family says when a turn's speech began, just before it tells the first words. */
export function speechStartedMessage(startMs: number): ServerMessage {
  return { type: 'SpeechStarted', timestamp: startMs, confidence: 0.91 }
}

export function errorMessage(code: number, text: string): ServerMessage {
  return { type: 'Error', error_code: code, error: text }
}

export function heartbeatMessage(audioMs: number, openMs: number, speaking: boolean): ServerMessage {
  return {
    type: 'Heartbeat',
    total_audio_received_ms: Math.round(audioMs),
    total_duration_ms: openMs,
    realtime_factor: Number((audioMs / Math.max(1, openMs)).toFixed(2)),
    max_speech_probability: speaking ? 0.97 : 0.01,
  }
}

export function terminationMessage(audioMs: number, openMs: number): ServerMessage {
  return {
    type: 'Termination',
    audio_duration_seconds: Math.round(audioMs / 1000),
    session_duration_seconds: Math.round(openMs / 1000),
  }
}
