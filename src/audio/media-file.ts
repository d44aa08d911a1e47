import { type FileHandle, open } from 'node:fs/promises'
import prism from 'prism-media'
import { UserError } from '../base/errors.ts'
import { Chunker } from './chunker.ts'
import { FfmpegMissing, ffmpegSound } from './ffmpeg.ts'
import { oggLinks } from './ogg-links.ts'
import { OpusDecoder } from './opus.ts'
import { opusMs } from './opus-length.ts'
import { BYTES_PER_SAMPLE, type PcmChunk, SAMPLES_PER_MS } from './pcm.ts'
import { Resampler } from './resampler.ts'
import { isWave, mixed, type ReadAt, readWaveForm, type WaveForm, waveMs } from './wave.ts'

/** What is read of a file at once: a page of Ogg is never longer. */
const PIECE_BYTES = 65_536
/** A demuxer that was given two pages' worth and told nothing waits for an end that does not come. */
const STALLED_BYTES = 2 * PIECE_BYTES
/** An Opus stream counts in these, whatever rate it was made of (RFC 7845, 4). */
const TICKS_PER_MS = 48

/** A sound file that was looked into. */
export interface MediaFile {
  readonly path: string
  readonly bytes: number
  /** How long it sounds, measured and not believed; null where only ffmpeg could tell. */
  readonly durationMs: number | null
  readonly form: MediaForm
}

/** How it is read. Ogg Opus is what voice messages are. */
export type MediaForm =
  | { readonly kind: 'wave'; readonly wave: WaveForm }
  | { readonly kind: 'ogg-opus' }
  | { readonly kind: 'ffmpeg' }

interface OggPacket {
  /** The first packet of this one's link, which says what it holds (RFC 7845, 5.1); the same object for all of them. */
  readonly head: Buffer
  readonly packet: Buffer
}

export interface ReadOptions {
  readonly signal?: AbortSignal
  /** Throws `tooLong` where there is more, in ms. */
  readonly mostMs?: number
}

/** Looks into a file. Throws a UserError for one that is empty or damaged beyond use. */
export async function openMediaFile(path: string): Promise<MediaFile> {
  const file = await open(path, 'r')
  try {
    const { size: bytes } = await file.stat()
    if (bytes === 0) throw new UserError(({ files }) => files.media.empty)
    return { path, bytes, ...(await formOf(file, path, bytes)) }
  } finally {
    await file.close()
  }
}

async function formOf(
  file: FileHandle,
  path: string,
  bytes: number,
): Promise<Pick<MediaFile, 'durationMs' | 'form'>> {
  const read = readerOf(file)
  const head = await read(0, 12)
  if (isWave(head)) {
    const wave = await readWaveForm(read, bytes)
    if (wave !== null) return { durationMs: waveMs(wave), form: { kind: 'wave', wave } }
  }
  if (head.toString('latin1', 0, 4) === 'OggS') {
    const ogg = await measureOgg(path)
    if (ogg !== null) return ogg
  }
  return { durationMs: null, form: { kind: 'ffmpeg' } }
}

/**
 * The sound as chunks of 16 kHz mono, stamped with the time since its beginning; the last is filled up with silence.
 * Of a file that ends early come what it holds; nothing is kept in memory but the piece at hand. Throws a UserError
 * for a file without sound, and the signal's reason when that aborts.
 */
export async function* mediaChunks(media: MediaFile, options: ReadOptions = {}): AsyncGenerator<PcmChunk> {
  const { signal, mostMs = Number.POSITIVE_INFINITY } = options
  let ready: PcmChunk[] = []
  const chunker = new Chunker((chunk) => ready.push(chunk))
  const take = (): PcmChunk[] => {
    const taken = ready
    ready = []
    return taken
  }
  for await (const samples of soundOf(media, signal)) {
    signal?.throwIfAborted()
    chunker.write(samples)
    if (chunker.position / SAMPLES_PER_MS > mostMs) throw tooLong(mostMs)
    yield* take()
  }
  chunker.flush()
  yield* take()
}

/**
 * How long a file sounds, up to a little more than `mostMs`; null where that cannot be told because ffmpeg is not
 * there. Throws as `mediaChunks` does.
 */
export async function measuredMs(media: MediaFile, options: ReadOptions = {}): Promise<number | null> {
  if (media.durationMs !== null) return media.durationMs
  const { signal, mostMs = Number.POSITIVE_INFINITY } = options
  let ms = 0
  try {
    for await (const { length } of ffmpegSound(media.path, signal)) {
      ms += length / BYTES_PER_SAMPLE / SAMPLES_PER_MS
      if (ms > mostMs) break
    }
  } catch (error) {
    if (error instanceof FfmpegMissing) return null
    throw error
  }
  return ms
}

/** In whole minutes, as the limit is set. */
export function tooLong(mostMs: number): UserError {
  const minutes = Math.round(mostMs / 60_000)
  return new UserError(({ files }) => files.media.tooLong(minutes))
}

function soundOf(media: MediaFile, signal: AbortSignal | undefined): AsyncGenerator<Int16Array> {
  switch (media.form.kind) {
    case 'wave':
      return waveSound(media.path, media.form.wave)
    case 'ogg-opus':
      return oggSound(media.path)
    case 'ffmpeg':
      return wholeSamples(ffmpegSound(media.path, signal))
  }
}

async function* waveSound(path: string, wave: WaveForm): AsyncGenerator<Int16Array> {
  const resampler = new Resampler(wave.rate)
  const moment = wave.bytesPerSample * wave.channels
  const pieceBytes = PIECE_BYTES - (PIECE_BYTES % moment)
  const file = await open(path, 'r')
  try {
    const read = readerOf(file)
    for (let done = 0; done < wave.dataBytes; done += pieceBytes) {
      const piece = await read(wave.dataAt + done, Math.min(pieceBytes, wave.dataBytes - done))
      yield resampler.push(mixed(piece, wave))
    }
    yield resampler.flush()
  } finally {
    await file.close()
  }
}

/** Each encoder's first samples are not sound: as many as the head tells are left out (RFC 7845, 4.2). */
async function* oggSound(path: string): AsyncGenerator<Int16Array> {
  let decoder = new OpusDecoder()
  let begun: Buffer | null = null
  let skip = 0
  for await (const { head, packet } of oggPackets(path)) {
    if (head !== begun) {
      begun = head
      decoder = new OpusDecoder()
      skip = Math.round(skipMs(head) * SAMPLES_PER_MS)
    }
    const samples = decoder.decode(packet) ?? decoder.conceal()
    if (samples === null) continue
    const skipped = Math.min(skip, samples.length)
    skip -= skipped
    yield samples.subarray(skipped)
  }
}

/** Null where it is no Opus of one or two channels, or laid out in a way that the demuxer does not read to its end. */
async function measureOgg(path: string): Promise<Pick<MediaFile, 'durationMs' | 'form'> | null> {
  const sounding = new Map<Buffer, number>()
  try {
    for await (const { head, packet } of oggPackets(path)) {
      // Family 0: one or two channels in a stream. Others hold several streams in one (RFC 7845, 5.1.1).
      if (head.length < 19 || head.readUInt8(18) !== 0) return null
      sounding.set(head, (sounding.get(head) ?? 0) + opusMs(packet))
    }
  } catch (error) {
    // Whatever is broken there: ffmpeg may read it all the same, and says so if it cannot.
    if (error instanceof UserError) return null
    throw error
  }
  let [ms, durationMs] = [0, 0]
  for (const [head, linkMs] of sounding) {
    ms += linkMs
    durationMs += Math.max(0, linkMs - skipMs(head))
  }
  return ms === 0 ? null : { durationMs, form: { kind: 'ogg-opus' } }
}

/** The head's "pre-skip": so much of what is decoded first is the encoder's own (RFC 7845, 5.1). */
const skipMs = (head: Buffer): number => head.readUInt16LE(10) / TICKS_PER_MS

/**
 * The Opus packets of an Ogg file, link after link if it is a chain of several; of streams side by side those of the
 * first. Throws a UserError for what is no Ogg, and for a link without Opus. A page that is cut off at the end is left
 * out.
 */
async function* oggPackets(path: string): AsyncGenerator<OggPacket> {
  const file = await open(path, 'r')
  let [reader, link] = [new OggLinkReader(), 0]
  try {
    for await (const pages of oggLinks(readerOf(file))) {
      if (pages.link !== link) {
        reader.end()
        reader = new OggLinkReader()
        link = pages.link
      }
      yield* reader.read(pages.bytes)
    }
    reader.end()
  } finally {
    reader.close()
    await file.close()
  }
}

/**
 * One link's packets. prism-media's demuxer (1.3.5) knows of no second link, and waits for ever at a packet that goes
 * on over the end of a page, such as tags with a picture in them: that is noticed and thrown as a UserError, as is what
 * it throws itself, which is about the file and nothing else.
 */
class OggLinkReader {
  readonly #demuxer = new prism.opus.OggDemuxer()
  #head: Buffer | null = null
  #count = 0
  #silentBytes = 0

  constructor() {
    this.#demuxer.on('head', (head: Buffer) => {
      this.#head = head
      this.#count += 1
    })
    for (const event of ['tags', 'unknownSegment']) this.#demuxer.on(event, () => (this.#count += 1))
    // Each write tells of its own error.
    this.#demuxer.on('error', () => {})
  }

  /** The packets in the next pages. */
  async *read(pages: Buffer): AsyncGenerator<OggPacket> {
    const before = this.#count
    // The demuxer takes the pages at once, and calls them taken when all that was in them has been read.
    const taken = new Promise<unknown>((resolve) => this.#demuxer.write(pages, resolve))
    for (let packet: unknown = this.#demuxer.read(); packet !== null; packet = this.#demuxer.read()) {
      this.#count += 1
      if (Buffer.isBuffer(packet) && this.#head !== null) yield { head: this.#head, packet }
    }
    if (((await taken) ?? null) !== null) throw new UserError(({ files }) => files.media.oggDamaged)
    this.#silentBytes = this.#count > before ? 0 : this.#silentBytes + pages.length
    if (this.#silentBytes > STALLED_BYTES) throw new UserError(({ files }) => files.media.oggLaidOut)
  }

  /** No more comes. Throws where it was no Opus: a link of another kind would be left out in silence. */
  end(): void {
    this.close()
    if (this.#head === null) throw new UserError(({ files }) => files.media.oggLaidOut)
  }

  close(): void {
    this.#demuxer.destroy()
  }
}

/** Pieces of s16le sound of any length as samples: a half sample waits for its other half. */
async function* wholeSamples(pieces: AsyncIterable<Buffer>): AsyncGenerator<Int16Array> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const count = Math.floor(bytes.length / BYTES_PER_SAMPLE)
    yield Int16Array.from({ length: count }, (_, at) => bytes.readInt16LE(at * BYTES_PER_SAMPLE))
    rest = bytes.subarray(count * BYTES_PER_SAMPLE)
  }
}

const readerOf =
  (file: FileHandle): ReadAt =>
  async (at, length) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
    return buffer.subarray(0, bytesRead)
  }
