const STEP = 3
const CHANNELS = 2

/** 48 kHz stereo to 16 kHz mono (both 16-bit little-endian): the mean of each three samples of both channels. */
export function averaged(pcm: Buffer): Buffer {
  const count = Math.floor(pcm.length / (2 * STEP * CHANNELS))
  const out = Buffer.alloc(count * 2)
  for (let at = 0; at < count; at += 1) {
    let sum = 0
    for (let place = 0; place < STEP * CHANNELS; place += 1)
      sum += pcm.readInt16LE((at * STEP * CHANNELS + place) * 2)
    out.writeInt16LE(Math.round(sum / (STEP * CHANNELS)), at * 2)
  }
  return out
}
