import { CHUNK_MS } from '../../../audio/pcm.ts'
import type { MonotonicMs, SessionMs } from '../../../base/ids.ts'
import type { SpeechEvent, SpokenTurn, SpokenWord } from '../../engine.ts'
import type { ServerTurn, ServerWord } from '../messages.ts'
import { SentAudio } from './sent-audio.ts'

/** How long to wait for the formatted copy of a turn that is over. */
const FORMATTED_COPY_MS = 2000
/** A repeated word's end may differ from its first telling by rounding. */
const SAME_END_MS = 10
/**
 * A word spelled as the last one before the loss is taken for it, when it ends this close behind: it may have been cut
 * off in its middle then, and now be told 240 ms late.
 */
const SAME_WORD_MS = 400
/** What ends this close behind the word before the last one is that word. */
const SAME_PRIOR_MS = 50
/** A replay starts so long before the last committed word's end at least, which is told up to about 240 ms late. */
const LEAD_MS = 300
/** And so long before its start, which may be told up to a second early: no further back than this, all in all. */
const WORD_LEAD_MS = 50
const MOST_LEAD_MS = 1500

/** The turn that is being told. The server tells one after the other, so there is never a second. */
interface Current {
  readonly order: number
  readonly spoken: SpokenTurn
  /** Null while it is open; set when it is over and its formatted copy is awaited until then. */
  readonly heldUntil: MonotonicMs | null
}

/** The last word that was committed. */
interface LastWord {
  /** Empty where the text came without words. */
  readonly spelling: string
  readonly startMs: SessionMs
  /** Where the word before it ended. */
  readonly priorMs: SessionMs
}

/** What was committed before this epoch, and may be told again by the replay. */
interface ToldBefore {
  readonly untilMs: SessionMs
  readonly last: LastWord
  /** The last word was told again, in a turn that is over. */
  retold: boolean
}

/**
 * What the server tells about turns, as a stream's events: each turn committed once, in order, at session time.
 *
 * A turn's end is told once or twice, by model and version: unformatted, then formatted. So an unformatted end is
 * held until the copy comes, a later turn begins, 2 s pass or the session ends. Its text does not change after.
 */
export class Turns {
  readonly #awaitsCopy: boolean
  #sent = new SentAudio()
  #current: Current | null = null
  /** Turns of this epoch up to this one are done with. */
  #doneOrder = -1
  #nextKey = 0
  #coveredMs: SessionMs = Number.NEGATIVE_INFINITY
  #last: LastWord | null = null
  #toldBefore: ToldBefore | null = null

  constructor(awaitsCopy: boolean) {
    this.#awaitsCopy = awaitsCopy
  }

  /** A new socket is spoken to, from now on with the audio that `sent` counts. */
  beginEpoch(sent: SentAudio): void {
    this.#sent = sent
    this.#doneOrder = -1
    this.#toldBefore =
      this.#last === null ? null : { untilMs: this.#coveredMs, last: this.#last, retold: false }
  }

  /** Where the committed turns end; minus infinity before the first. */
  get coveredMs(): SessionMs {
    return this.#coveredMs
  }

  /**
   * Where a replay would have to begin; minus infinity while nothing was told. The last committed word is told again
   * as a whole: only then can the same word, said again at once, be told from it.
   */
  get replayFromMs(): SessionMs {
    const coveredMs = this.#coveredMs
    const openMs = this.open?.startMs ?? Number.NEGATIVE_INFINITY
    if (this.#last === null || openMs > coveredMs + SAME_WORD_MS) return openMs - LEAD_MS
    return Math.max(
      coveredMs - MOST_LEAD_MS,
      Math.min(coveredMs - LEAD_MS, this.#last.startMs - WORD_LEAD_MS),
    )
  }

  /** The turn that is not over yet, if there is one. */
  get open(): SpokenTurn | null {
    return this.#current?.heldUntil === null ? this.#current.spoken : null
  }

  get heldUntil(): MonotonicMs | null {
    return this.#current?.heldUntil ?? null
  }

  /** The server told of a turn. */
  take(turn: ServerTurn, now: MonotonicMs): SpeechEvent[] {
    if (turn.order <= this.#doneOrder) return []
    const current = this.#current
    if (current !== null && turn.order < current.order) return []
    // The server has gone on to the next: the one before will not be told again, not even its end.
    if (current !== null && turn.order > current.order) return [...this.#commit(), ...this.take(turn, now)]
    if (!turn.over) return current !== null && current.heldUntil !== null ? [] : this.#open(turn)
    return this.#end(turn, now)
  }

  /** Commits a held turn whose formatted copy did not come in time. */
  tick(now: MonotonicMs): SpeechEvent[] {
    const held = this.heldUntil
    return held !== null && now >= held ? this.#commit() : []
  }

  /** The socket is lost: a turn that was over is committed, an open one will be told again by the replay. */
  lose(): SpeechEvent[] {
    const open = this.open
    if (open === null) return this.#commit()
    this.#current = null
    return [{ kind: 'withdrawn', key: open.key }]
  }

  /** Nothing more will be told: what is known of the last turn stands, as cut if it was not over. */
  conclude(): SpeechEvent[] {
    const current = this.#current
    if (current !== null && current.heldUntil === null)
      this.#current = { ...current, spoken: { ...current.spoken, cut: true } }
    return this.#commit()
  }

  #open(turn: ServerTurn): SpeechEvent[] {
    const spoken = this.#spoken(turn)
    if (spoken === null) return []
    this.#current = { order: turn.order, spoken, heldUntil: null }
    return [{ kind: 'open', turn: spoken }]
  }

  #end(turn: ServerTurn, now: MonotonicMs): SpeechEvent[] {
    const spoken = this.#spoken(turn)
    if (spoken === null) return this.#endEmpty(turn)
    if (turn.formatted || !this.#awaitsCopy) {
      this.#current = { order: turn.order, spoken, heldUntil: null }
      return this.#commit()
    }
    const heldUntil = this.heldUntil ?? now + FORMATTED_COPY_MS
    this.#current = { order: turn.order, spoken, heldUntil }
    return [{ kind: 'open', turn: spoken }]
  }

  /** A turn ended with nothing to show: what was shown of it is taken back, unless it had ended with words before. */
  #endEmpty(turn: ServerTurn): SpeechEvent[] {
    if (this.heldUntil !== null) return this.#commit()
    const open = this.open
    this.#current = null
    this.#doneOrder = turn.order
    this.#retold(turn)
    return open === null ? [] : [{ kind: 'withdrawn', key: open.key }]
  }

  #commit(): SpeechEvent[] {
    const current = this.#current
    if (current === null) return []
    this.#current = null
    this.#doneOrder = current.order
    const { words, startMs, endMs } = current.spoken
    const last = words.at(-1)
    this.#last = {
      spelling: spelling(last?.text ?? ''),
      startMs: last?.startMs ?? startMs,
      priorMs: words.at(-2)?.endMs ?? this.#coveredMs,
    }
    this.#coveredMs = Math.max(this.#coveredMs, endMs)
    // What follows the first words of an epoch is no repeat by its spelling.
    if (this.#toldBefore !== null) this.#toldBefore.retold = true
    return [{ kind: 'final', turn: current.spoken }]
  }

  /** A turn of nothing but repeats is over. */
  #retold(turn: ServerTurn): void {
    const before = this.#toldBefore
    if (before === null) return
    before.retold ||= turn.words.some((word) => isLast(this.#place(word), before))
  }

  /** The turn without words that were committed before, in session time; null when nothing is left. */
  #spoken(turn: ServerTurn): SpokenTurn | null {
    const placed = turn.words.map((word) => this.#place(word))
    const fresh = this.#withoutRepeats(placed)
    const repeats = placed.length - fresh.length
    const shown = repeats > 0 && turn.over && turn.formatted ? sentence(fresh) : fresh
    const text = repeats > 0 ? joined(shown) : textOf(turn)
    if (text === '') return null
    const key = this.#current?.spoken.key ?? this.#nextKey++
    const span =
      fresh[0] === undefined ? this.#lastSent() : { startMs: fresh[0].startMs, endMs: endOf(fresh) }
    return { key, text, words: shown, ...span }
  }

  #place(word: ServerWord): SpokenWord {
    const { startMs, endMs } = this.#sent.place(word.startMs, word.endMs)
    // The first word's start is padded by up to a second: not back into what was said before.
    const start = Math.min(endMs, Math.max(startMs, this.#coveredMs))
    return { text: word.text, startMs: start, endMs, confidence: word.confidence }
  }

  /**
   * Repeats are told by where a word ends: a first word's start may be padded by a second, while its end is true
   * within 240 ms, and the boundary is such an end itself.
   */
  #withoutRepeats(words: readonly SpokenWord[]): readonly SpokenWord[] {
    const before = this.#toldBefore
    if (before === null) return words
    let { retold } = before
    const firstFresh = words.findIndex((word) => {
      // It was said once: the same word behind its repeat was said again.
      const repeated = !retold && isLast(word, before)
      retold ||= repeated
      return !repeated && word.endMs > before.untilMs + SAME_END_MS
    })
    return firstFresh === -1 ? [] : words.slice(firstFresh)
  }

  /** For a text without word times: the sound sent last is the nearest place. */
  #lastSent(): { readonly startMs: SessionMs; readonly endMs: SessionMs } {
    return this.#sent.place(this.#sent.totalMs - CHUNK_MS, this.#sent.totalMs)
  }
}

/** Whether this is the last word before the loss, as the replay tells it. */
const isLast = ({ text, endMs }: SpokenWord, { untilMs, last }: ToldBefore): boolean =>
  last.spelling !== '' &&
  spelling(text) === last.spelling &&
  endMs > last.priorMs + SAME_PRIOR_MS &&
  endMs <= untilMs + SAME_WORD_MS

/** The transcript, with the newest words behind it that it leaves out as long as they may change. */
function textOf(turn: ServerTurn): string {
  const transcript = turn.transcript.trim()
  if (transcript === '') return joined(turn.words)
  if (turn.over) return transcript
  const firstLoose = turn.words.findLastIndex(({ settled }) => settled) + 1
  const [settled, loose] = [joined(turn.words.slice(0, firstLoose)), joined(turn.words.slice(firstLoose))]
  // Some models have them in the transcript already. A word said twice is no sign of that.
  const hasThem = loose === '' || (transcript !== settled && ` ${transcript}`.endsWith(` ${loose}`))
  return hasThem ? transcript : `${transcript} ${loose}`
}

const joined = (words: readonly { readonly text: string }[]): string =>
  words
    .map(({ text }) => text)
    .join(' ')
    .trim()

/** What remains of a formatted turn begins as a sentence does. */
function sentence(words: readonly SpokenWord[]): readonly SpokenWord[] {
  return words.map((word, place) => {
    if (place > 0) return word
    const [first = '', ...rest] = word.text
    return { ...word, text: first.toUpperCase() + rest.join('') }
  })
}

const endOf = (words: readonly SpokenWord[]): SessionMs => Math.max(...words.map(({ endMs }) => endMs))

const spelling = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
