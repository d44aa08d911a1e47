import opus from '@discordjs/opus'

export interface Encoding {
  /** Bits per second. Default 64000, a Discord channel's own default. */
  readonly bitrate?: number
  /** Two equal channels instead of one. Default false: people's clients send one. */
  readonly stereo?: boolean
  /** Opus's tuning. Default `voip`, as in people's clients. */
  readonly tuning?: 'voip' | 'audio'
}

const RATE = 48_000
export const FRAME_MS = 20
const FRAME_SAMPLES = (RATE * FRAME_MS) / 1000
/** libopus looks ahead so far (6.5 ms at 48 kHz): the last sound leaves it that much later. */
const LOOKAHEAD_SAMPLES = 312

/** libopus's names (opus_defines.h): OPUS_SET_APPLICATION_REQUEST and its values. */
const SET_APPLICATION = 4000
const APPLICATION = { voip: 2048, audio: 2049 }

/** Encodes 48 kHz mono sound into 20 ms Opus packets, to the end of its last sample. */
export function encodeSpeech(pcm48k: Int16Array, encoding: Encoding = {}): Buffer[] {
  const { bitrate = 64_000, stereo = false, tuning = 'voip' } = encoding
  const channels = stereo ? 2 : 1
  const encoder = new opus.OpusEncoder(RATE, channels)
  encoder.applyEncoderCTL(SET_APPLICATION, APPLICATION[tuning])
  encoder.setBitrate(bitrate)

  const packets: Buffer[] = []
  const frame = Buffer.alloc(FRAME_SAMPLES * channels * 2)
  for (let from = 0; from < pcm48k.length + LOOKAHEAD_SAMPLES; from += FRAME_SAMPLES) {
    for (let at = 0; at < FRAME_SAMPLES; at += 1)
      for (let channel = 0; channel < channels; channel += 1)
        frame.writeInt16LE(pcm48k[from + at] ?? 0, (at * channels + channel) * 2)
    packets.push(encoder.encode(frame))
  }
  return packets
}
