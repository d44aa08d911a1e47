import { CHUNK_MS, type PcmChunk } from '../../audio/pcm.ts'
import type { SessionMs } from '../../base/ids.ts'
import type { GapCause, SpeechEvent, SpokenTurn } from '../engine.ts'
import { type Cut, cutOf, endsInPause, type Overlap, wordsAfter } from './cut.ts'
import { type Hypothesis, TAIL_MS } from './protocol.ts'
import { audibleStretches, sessionTime, silentTailMs } from './turn-sound.ts'
import { type PlacedWord, readable, wordsOf } from './words.ts'

/** A turn is ended when nothing was recognised for so long and its speaker pauses, though sound goes on (an open microphone). */
const WORDLESS_MS = 1_600
/** That pause, up to the latest sound: after a shorter one the next word may have begun, and not be written yet. */
const WORDLESS_PAUSE_MS = 1_000
/** A turn is ended as well when nothing of what sounds was recognised for so long (noise, music). */
const UNRECOGNISED_MS = 4_000
/** As long as no word was recognised at all, there is more patience: the first may be slow in coming. */
const SPEECHLESS_MS = 6_000
/** A turn never gets longer; the session ends long turns earlier, at pauses. */
const LONGEST_TURN_MS = 40_000
/** A jump in session time that is larger begins another turn. */
const SAME_TURN_MS = 200
/**
 * Sound that waits for its final text; what comes on top of it is refused until half of it is done. Another engine
 * may hand over a minute of it at once, and what is said while that is caught up with must find room as well.
 */
const MOST_WAITING_MS = 90_000
/** Sounds that the child was given and has not told of: enough to keep it busy, little enough not to flood it. */
const MOST_AHEAD = 100

/** What the child is to be told next. */
type Order =
  | { readonly kind: 'sound'; readonly pcm: Uint8Array }
  | { readonly kind: 'flush'; readonly paddingMs: number }

/** `end`: the turn is to end here. `stop`: and no more sound comes. */
type Item = PcmChunk | 'end' | 'stop'

interface Turn {
  readonly key: number
  readonly chunks: PcmChunk[]
  /** Where the turn before was cut off from this one. */
  readonly overlap: Overlap | null
  /** Chunks that this child was told of. */
  told: number
  /** Chunks that this child has answered for. */
  heard: number
  /** As it was last shown. */
  shown: SpokenTurn | null
  end: TurnEnd
}

/** `silence`: nothing is cut off. `cut`: speech may go on, so the end has to be found. */
type TurnEnd = { readonly kind: 'none' } | { readonly kind: 'silence' | 'cut'; readonly asked: boolean }

/**
 * What has come of one speaker's sound: pure, with neither clock nor process.
 *
 * Sound is kept until the text of its turn is final, so that a child that died can be told everything again. One
 * turn at a time is with the child; what comes after its end waits here.
 */
export class Hearing {
  /** Sound after the present turn, and what was asked for in between. */
  #queue: Item[] = []
  #turn: Turn | null = null
  #keys = 0
  /** For the next turn, with session time. */
  #overlap: Overlap | null = null
  #refused: { fromMs: SessionMs; toMs: SessionMs } | null = null
  /** The child's model writes capitals and small letters as people do. */
  #cased = false

  /** Takes the next 50 ms; `cause` is what to say when there is no room. */
  accept(chunk: PcmChunk, cause: GapCause): SpeechEvent[] {
    const waitingMs = this.#waitingMs()
    if (this.#refused !== null ? waitingMs > MOST_WAITING_MS / 2 : waitingMs >= MOST_WAITING_MS) {
      if (this.#refused === null) this.#queue.push('stop')
      this.#refused = { fromMs: this.#refused?.fromMs ?? chunk.atMs, toMs: chunk.atMs + CHUNK_MS }
      return []
    }
    const gap = this.#endOfRefusal(cause)
    this.#queue.push(chunk)
    this.#advance()
    return gap
  }

  /** Ends the open turn, wherever it is. */
  endTurn(): void {
    this.#queue.push('end')
    this.#advance()
  }

  /** Ends the open turn; no more sound comes. */
  finish(): void {
    this.#queue.push('stop')
    this.#advance()
  }

  /** The next thing to tell the child, null when there is nothing (or enough) for now. */
  next(): Order | null {
    const turn = this.#turn
    if (turn === null || turn.told - turn.heard >= MOST_AHEAD) return null
    const chunk = turn.chunks[turn.told]
    if (chunk !== undefined) {
      turn.told += 1
      return { kind: 'sound', pcm: chunk.pcm }
    }
    if (turn.end.kind === 'none' || turn.end.asked) return null
    turn.end = { kind: turn.end.kind, asked: true }
    return { kind: 'flush', paddingMs: Math.max(0, TAIL_MS - silentTailMs(turn.chunks)) }
  }

  /** The child understood this after the first `sounds` chunks of the turn. */
  heard(sounds: number, hypothesis: Hypothesis): SpeechEvent[] {
    const turn = this.#turn
    if (turn === null) return []
    turn.heard = sounds
    const words = wordsAfter(turn.overlap, wordsOf(hypothesis))
    if (turn.end.kind === 'none' && saysNoMore(turn.chunks.slice(0, sounds), words))
      turn.end = { kind: 'cut', asked: false }
    const spoken = this.#spokenTurn(turn, words)
    if (spoken === null || spoken.text === turn.shown?.text) return []
    turn.shown = spoken
    return [{ kind: 'open', turn: spoken }]
  }

  /** The child's last word on the turn. */
  finished(hypothesis: Hypothesis): SpeechEvent[] {
    const turn = this.#turn
    if (turn === null) return []
    const words = wordsAfter(turn.overlap, wordsOf(hypothesis))
    const { kept, from, overlap } = turn.end.kind === 'cut' ? cutOf(turn.chunks, words) : whole(turn, words)
    this.#turn = null
    this.#overlap = overlap && { ...overlap, untilMs: sessionTime(turn.chunks, overlap.untilMs) }
    this.#queue = [...turn.chunks.slice(from), ...this.#queue]
    this.#advance()
    const spoken = this.#spokenTurn(turn, words.slice(0, kept))
    if (spoken !== null) return [{ kind: 'final', turn: spoken }]
    return turn.shown === null ? [] : [{ kind: 'withdrawn', key: turn.key }]
  }

  /** The child is another one and knows nothing yet; `cased`: its model writes capitals and small letters as people do. */
  restart(cased: boolean): void {
    this.#cased = cased
    const turn = this.#turn
    if (turn === null) return
    turn.told = 0
    turn.heard = 0
    if (turn.end.kind !== 'none') turn.end = { kind: turn.end.kind, asked: false }
  }

  /** Nothing waits for a final text. */
  get done(): boolean {
    return this.#turn === null && !this.#queue.some(isChunk)
  }

  /** Hands out the sound that no final text covers, oldest first, and forgets it; what was refused is a gap. */
  surrender(cause: GapCause): {
    readonly events: readonly SpeechEvent[]
    readonly sound: readonly PcmChunk[]
  } {
    const toldMs = this.#toldMs
    const sound = [...(this.#turn?.chunks ?? []), ...this.#queue.filter(isChunk)]
    this.#turn = null
    this.#queue = []
    return {
      events: this.#endOfRefusal(cause),
      sound: sound.filter(({ atMs }) => atMs + CHUNK_MS > toldMs),
    }
  }

  /** Gives up what has no final text yet: tells the words that were shown, and where the rest was. */
  abandon(cause: GapCause): SpeechEvent[] {
    const shown = this.#turn?.shown ?? null
    const events: SpeechEvent[] = shown === null ? [] : [{ kind: 'final', turn: { ...shown, cut: true } }]
    const told = (toMs: SessionMs): boolean => shown !== null && toMs <= shown.endMs
    const lost = [...(this.#turn?.chunks ?? []), ...this.#queue.filter(isChunk)]
    for (const { fromMs, toMs } of audibleStretches(lost.filter(({ atMs }) => !told(atMs + CHUNK_MS))))
      events.push({ kind: 'gap', fromMs, toMs, cause })
    events.push(...this.#endOfRefusal(cause))
    this.#turn = null
    this.#queue = []
    return events
  }

  #spokenTurn({ key, chunks }: Turn, placed: readonly PlacedWord[]): SpokenTurn | null {
    const words = readable(placed, { cased: this.#cased, place: (ms) => sessionTime(chunks, ms) })
    const first = words[0]
    const last = words.at(-1)
    if (first === undefined || last === undefined) return null
    return {
      key,
      text: words.map((word) => word.text).join(' '),
      words,
      startMs: first.startMs,
      endMs: last.endMs,
    }
  }

  /** Where the last word ends that a final has told, though its sound is with the next turn as well. */
  get #toldMs(): SessionMs {
    if (this.#turn === null) return this.#overlap?.untilMs ?? 0
    const { chunks, overlap } = this.#turn
    return overlap === null ? 0 : sessionTime(chunks, overlap.untilMs)
  }

  #waitingMs(): number {
    return ((this.#turn?.chunks.length ?? 0) + this.#queue.length) * CHUNK_MS
  }

  #endOfRefusal(cause: GapCause): SpeechEvent[] {
    const refused = this.#refused
    this.#refused = null
    return refused === null ? [] : [{ kind: 'gap', ...refused, cause }]
  }

  #begin(first: PcmChunk): void {
    this.#keys += 1
    const overlap = this.#overlap
    this.#overlap = null
    this.#turn = {
      key: this.#keys,
      chunks: [first],
      overlap: overlap && { ...overlap, untilMs: overlap.untilMs - first.atMs },
      told: 0,
      heard: 0,
      shown: null,
      end: { kind: 'none' },
    }
  }

  /** Moves what waits into the turn, up to the turn's end. */
  #advance(): void {
    while (this.#turn === null || this.#turn.end.kind === 'none') {
      const item = this.#queue[0]
      if (item === undefined) return
      const turn = this.#turn
      if (turn === null) {
        // Neither an end nor silence begins a turn.
        this.#queue.shift()
        if (isChunk(item) && item.level > 0) this.#begin(item)
      } else {
        const end = endBefore(turn, item)
        if (end !== null) turn.end = { kind: end, asked: false }
        if (end !== null && isChunk(item)) return
        this.#queue.shift()
        if (isChunk(item)) addTo(turn, item)
      }
    }
  }
}

const isChunk = (item: Item): item is PcmChunk => typeof item !== 'string'

const whole = (turn: Turn, words: readonly PlacedWord[]): Cut => ({
  kept: words.length,
  from: turn.chunks.length,
  overlap: null,
})

/** How the turn ends if this comes next, null if it goes on. */
function endBefore(turn: Turn, item: Item): 'silence' | 'cut' | null {
  if (item === 'stop') return 'silence'
  if (item === 'end') return endsInPause(turn.chunks) ? 'silence' : 'cut'
  const last = turn.chunks.at(-1)
  if (last !== undefined && item.atMs - (last.atMs + CHUNK_MS) > SAME_TURN_MS) return 'silence'
  return turn.chunks.length * CHUNK_MS >= LONGEST_TURN_MS ? 'cut' : null
}

/** Sound goes on, but for some time none of it was words. */
function saysNoMore(heard: readonly PcmChunk[], words: readonly PlacedWord[]): boolean {
  const heardMs = heard.length * CHUNK_MS
  const last = words.at(-1)
  if (last === undefined) return heardMs >= SPEECHLESS_MS
  const sinceWordMs = heardMs - last.toMs
  return (
    sinceWordMs >= UNRECOGNISED_MS || (sinceWordMs >= WORDLESS_MS && endsInPause(heard, WORDLESS_PAUSE_MS))
  )
}

function addTo(turn: Turn, chunk: PcmChunk): void {
  turn.chunks.push(chunk)
  if (silentTailMs(turn.chunks) >= TAIL_MS) turn.end = { kind: 'silence', asked: false }
}
