/** One talk as it left for the bot: when each packet did, the `speech` first of them with sound, then silence. */
export interface SentLine {
  readonly sentMs: readonly number[]
  readonly speech: number
}

/** Sound that came from the bot in one piece: when each chunk of 50 ms did, and the words in it. */
export interface Stretch {
  /** In ms of its session's audio. */
  readonly fromMs: number
  readonly chunksMs: number[]
  readonly words: string[]
}

export interface PacketDelays {
  /** For each chunk: from the packet that filled it up to the chunk on the wire. What the bot itself takes. */
  readonly filling: readonly number[]
  /** For each packet: to the chunk that holds the last of it. Up to 40 ms of that is the chunk that is not full. */
  readonly every: readonly number[]
  /** The same for the last packet of the talk. */
  readonly last: number
}

const PACKET_SAMPLES = 320
const CHUNK_SAMPLES = 800

/**
 * How long the packets of a talk were under way. A talk after silence begins with a chunk of its own, so packets and
 * chunks can be counted against each other: five packets make two chunks. Null where chunks are missing.
 */
export function packetDelays({ sentMs, speech }: SentLine, { chunksMs }: Stretch): PacketDelays | null {
  const every = sentMs.slice(0, speech).map((atMs, packet) => {
    const chunk = Math.floor(((packet + 1) * PACKET_SAMPLES - 1) / CHUNK_SAMPLES)
    return (chunksMs[chunk] ?? Number.NaN) - atMs
  })
  const filling = chunksMs.flatMap((atMs, chunk) => {
    const packet = Math.ceil(((chunk + 1) * CHUNK_SAMPLES) / PACKET_SAMPLES) - 1
    const filledMs = packet < speech ? sentMs[packet] : undefined
    return filledMs === undefined ? [] : [atMs - filledMs]
  })
  const last = every.at(-1)
  return last === undefined || every.some(Number.isNaN) ? null : { filling, every, last }
}

/** A line's way out, on one clock: given to the ordering, let go by it, taken by Discord. */
export interface PostedLine {
  readonly heldMs: number
  readonly releasedMs: number
  readonly acceptedMs: number
  /** The message it stands in. */
  readonly message: string
}

export interface PostDelays {
  readonly hold: readonly number[]
  readonly all: readonly number[]
  /** Of those lines that could be posted at once. */
  readonly free: readonly number[]
}

/** Discord takes five messages of a channel in five seconds; the bot leaves a margin. */
const WINDOW_MS = 5_250
/** With more than this many messages in the window, the bot spaces those that are left. */
const MOST_IN_WINDOW = 2

/** What the lines of one channel waited for; `messagesMs`: when it took each message, whatever was in it. */
export function postDelays(lines: readonly PostedLine[], messagesMs: readonly number[]): PostDelays {
  const delay = ({ releasedMs, acceptedMs }: PostedLine): number => acceptedMs - releasedMs
  const isFree = (line: PostedLine): boolean =>
    recent(line, messagesMs) + waiting(line, lines) <= MOST_IN_WINDOW
  return {
    hold: lines.map(({ heldMs, releasedMs }) => releasedMs - heldMs),
    all: lines.map(delay),
    free: lines.filter(isFree).map(delay),
  }
}

/** Messages that count against the channel's limit when the line was let go. */
const recent = ({ releasedMs }: PostedLine, messagesMs: readonly number[]): number =>
  messagesMs.filter((atMs) => atMs <= releasedMs && atMs > releasedMs - WINDOW_MS).length

/** Messages before the line's own that were to be posted, but were not yet. */
function waiting({ releasedMs, message }: PostedLine, lines: readonly PostedLine[]): number {
  const before = lines.filter(
    (other) => other.message !== message && other.releasedMs <= releasedMs && other.acceptedMs > releasedMs,
  )
  return new Set(before.map((other) => other.message)).size
}
