import opus from '@discordjs/opus'

const RATE = 48_000
const FRAME = 960

/** Opus packets of 20 ms, 48 kHz mono, as a voice client sends them: a tone that changes with each packet, so that no two are equal. */
export function tonePackets(count: number, hz: number): Buffer[] {
  const encoder = new opus.OpusEncoder(RATE, 1)
  return Array.from({ length: count }, (_, packet) => {
    const pcm = Buffer.alloc(FRAME * 2)
    for (let i = 0; i < FRAME; i++) {
      const t = (packet * FRAME + i) / RATE
      pcm.writeInt16LE(Math.round(8_000 * Math.sin(2 * Math.PI * (hz + packet * 3) * t)), i * 2)
    }
    return encoder.encode(pcm)
  })
}
