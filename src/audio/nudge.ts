/** Samples over which a nudge is spread: 2 ms, too short to hear and too long to click. */
const RAMP = 32

/**
 * The same sound, one sample longer (`by` 1) or shorter (-1): a cross-fade in the middle from the frame to itself
 * moved by one. The frame's ends stay as they are, so that it still fits its neighbours.
 */
export function nudge(frame: Int16Array, by: 1 | -1): Int16Array {
  const nudged = new Int16Array(frame.length + by)
  const start = Math.max(0, (frame.length - RAMP) >> 1)
  const end = Math.min(start + RAMP, nudged.length)
  nudged.set(frame.subarray(0, start))
  for (let i = start; i < end; i += 1) {
    const stayed = frame[i] ?? 0
    const moved = frame[i - by] ?? stayed
    nudged[i] = Math.round(stayed + (moved - stayed) * ((i - start) / RAMP))
  }
  nudged.set(frame.subarray(end - by), end)
  return nudged
}
