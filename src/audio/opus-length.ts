/** By configuration of a packet's first byte, in groups (RFC 6716, 3.1, table 2). */
const SILK_MS = [10, 20, 40, 60] as const
const HYBRID_MS = [10, 20] as const
const CELT_MS = [2.5, 5, 10, 20] as const
/** No packet holds more (RFC 6716, 3.4, R5). */
const LONGEST_MS = 120

/** How much sound a packet holds, in ms, without opening it; 0 for one that no encoder makes. */
export function opusMs(packet: Uint8Array): number {
  const toc = packet[0]
  if (toc === undefined) return 0
  const ms = frameMs(toc >> 3) * frames(toc, packet)
  return ms <= LONGEST_MS ? ms : 0
}

function frameMs(configuration: number): number {
  if (configuration < 12) return SILK_MS[configuration % 4] ?? 0
  if (configuration < 16) return HYBRID_MS[configuration % 2] ?? 0
  return CELT_MS[configuration % 4] ?? 0
}

function frames(toc: number, packet: Uint8Array): number {
  const code = toc & 3
  if (code === 3) return (packet[1] ?? 0) & 0x3f
  return code === 0 ? 1 : 2
}
