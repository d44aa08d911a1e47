import { CLOSING_WORDS } from '../cast/vocabulary.ts'
import { isPro, type Parameters } from './parameters.ts'
import type { Heard } from './recogniser.ts'

export interface WireWord {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly confidence: number
  readonly word_is_final: boolean
}

/** A Turn message, but for its `type`. */
export interface WireTurn {
  readonly turn_order: number
  readonly turn_is_formatted: boolean
  readonly end_of_turn: boolean
  readonly transcript: string
  readonly utterance: string
  readonly end_of_turn_confidence: number
  readonly words: readonly WireWord[]
}

/** A word with its true edges in ms of session audio. */
export interface HeardWord {
  readonly text: string
  readonly startMs: number
  readonly endMs: number
}

export type TurnEnd = 'silence' | 'force' | 'terminate'

/** A turn that is over, as it truly was. */
export interface EndedTurn {
  readonly order: number
  readonly words: readonly HeardWord[]
  readonly endedBy: TurnEnd
}

/** What the script has to say: a message to send, and with the last one of a turn, the turn. */
export interface Said {
  readonly turn: WireTurn
  readonly part: 'partial' | 'final' | 'formatted' | 'empty'
  readonly ended: EndedTurn | null
  /** Where the turn's speech began: with the first that a Pro model tells of it, else null. */
  readonly startedMs: number | null
}

export interface TurnStyle {
  /**
   * `twice`: with `format_turns`, a final comes unformatted and then formatted, with the same `turn_order`.
   * `once`: it comes once, and every message says `turn_is_formatted: true`. Both were seen of the real service.
   */
  readonly finals: 'twice' | 'once'
  /** `padded`: a turn's first word starts up to a second early and its last ends 240 ms late, as the service's do. */
  readonly edges: 'padded' | 'exact'
}

/** After so much silence a stretch of speech is told as `utterance`, and its last word is final. */
const PAUSE_MS = 200
const LATE_MS = 240
/** How early a turn's first word may start: one after the other, turn by turn. */
const EARLY_MS: readonly number[] = [1000, 320, 640, 0]
const CONFIDENCE = { word: 0.98, closing: 0.86, other: 0.22, speaking: 0.04 }

/**
 * The turns of one session, in the shapes of the Universal-Streaming models, decided by audio time alone: no clock,
 * no I/O. Call `advance` up to the time of each thing heard, then `hear` it.
 *
 * A turn ends after `min_turn_silence` of silent audio if the server is confident that it is over, else after
 * `max_turn_silence`. It is confident when its `end_of_turn_confidence` (0.86 after one of the vocabulary's closing
 * words, 0.22 after any other) reaches the threshold; a threshold of 1 means never, as the service documents it.
 * Silence is audio in which nothing sounds like a word; without audio nothing ends.
 *
 * The Pro models tell all words so far, any of which may change, and format their one final whatever was asked.
 */
export class Turns {
  readonly #style: TurnStyle
  #parameters: Parameters
  #order = 0
  #words: HeardWord[] = []
  #final = 0
  #told = 0
  #sounding = false
  /** True end of the last word of the turn before: no word of this one can start earlier. */
  #floorMs = 0

  constructor(parameters: Parameters, style: TurnStyle) {
    this.#parameters = parameters
    this.#style = style
  }

  /** New settings, from now on. */
  configure(parameters: Parameters): void {
    this.#parameters = parameters
  }

  get isOpen(): boolean {
    return this.#words.length > 0
  }

  hear(heard: Heard): Said[] {
    this.#sounding = heard.kind === 'onset'
    if (heard.kind !== 'word') return []
    this.#final = this.#words.length
    this.#words.push({ text: heard.text, startMs: heard.startMs, endMs: heard.endMs })
    return [this.#partial('', heard.atMs)]
  }

  /** So much audio has come: says what silence brought about. */
  advance(audioMs: number): Said[] {
    const last = this.#words.at(-1)
    if (last === undefined || this.#sounding) return []
    const silenceMs = audioMs - last.endMs
    const said: Said[] = []
    if (silenceMs >= PAUSE_MS && this.#told < this.#words.length) {
      this.#final = this.#words.length
      const utterance = textOf(this.#words.slice(this.#told))
      this.#told = this.#words.length
      said.push(this.#partial(utterance, last.endMs + PAUSE_MS))
    }
    const enough = this.#silenceToEnd(last)
    if (silenceMs >= enough) said.push(...this.#end('silence', last.endMs + enough))
    return said
  }

  /** Ends the open turn now; a word that still sounds belongs to the next. Without an open turn, does nothing. */
  force(audioMs: number): Said[] {
    return this.isOpen ? this.#end('force', audioMs) : []
  }

  /** Ends the open turn and adds the empty final that the service sends at the end of a session. */
  terminate(audioMs: number): Said[] {
    const said = this.isOpen ? this.#end('terminate', audioMs) : []
    const turn = this.#turn({ ended: true, formatted: this.#formatsAll, utterance: '', atMs: audioMs })
    return [...said, { turn, part: 'empty', ended: null, startedMs: null }]
  }

  get #isPro(): boolean {
    return isPro(this.#parameters)
  }

  /** Whether there is no second copy of a final. */
  get #formatsAll(): boolean {
    return this.#isPro || (this.#style.finals === 'once' && this.#parameters.formatTurns)
  }

  #silenceToEnd(last: HeardWord): number {
    const { confidenceThreshold, minTurnSilenceMs, maxTurnSilenceMs } = this.#parameters
    const confident = confidenceOf(last) >= confidenceThreshold
    return confident ? Math.min(minTurnSilenceMs, maxTurnSilenceMs) : maxTurnSilenceMs
  }

  #partial(utterance: string, atMs: number): Said {
    const turn = this.#turn({ ended: false, formatted: this.#formatsAll, utterance, atMs })
    const first = this.#isPro && this.#words.length === 1 && utterance === ''
    return { turn, part: 'partial', ended: null, startedMs: first ? (turn.words[0]?.start ?? null) : null }
  }

  #end(endedBy: TurnEnd, atMs: number): Said[] {
    this.#final = this.#words.length
    const utterance = textOf(this.#words.slice(this.#told))
    const ended: EndedTurn = { order: this.#order, words: this.#words, endedBy }
    const finals = [this.#turn({ ended: true, formatted: this.#formatsAll, utterance, atMs })]
    if (this.#parameters.formatTurns && !this.#formatsAll)
      finals.push(this.#turn({ ended: true, formatted: true, utterance, atMs }))
    this.#floorMs = this.#words.at(-1)?.endMs ?? this.#floorMs
    this.#order += 1
    this.#words = []
    this.#final = 0
    this.#told = 0
    return finals.map((turn, place) => ({
      turn,
      part: place === 0 ? 'final' : 'formatted',
      ended: place === 0 ? ended : null,
      startedMs: null,
    }))
  }

  #turn(how: { ended: boolean; formatted: boolean; utterance: string; atMs: number }): WireTurn {
    const style = how.formatted && how.ended ? sentence : (words: readonly string[]) => words
    const texts = style(this.#words.map((word) => word.text))
    const told = this.#isPro ? texts : texts.slice(0, this.#final)
    return {
      turn_order: this.#order,
      turn_is_formatted: this.#flagOf(how),
      end_of_turn: how.ended,
      transcript: told.join(' '),
      utterance: this.#isPro ? (how.ended ? told.join(' ') : '') : how.utterance,
      end_of_turn_confidence: this.#confidenceOf(how),
      words: this.#words.map((word, place) => ({
        ...this.#wireWord(word, place, how.atMs),
        text: texts[place] ?? '',
        word_is_final: this.#isPro ? how.ended : place < this.#final,
      })),
    }
  }

  /** The first Pro generation was seen to say no before the end, its successors yes: the flag says nothing there. */
  #flagOf(how: { ended: boolean; formatted: boolean }): boolean {
    return how.formatted && (how.ended || !this.#parameters.speechModel.startsWith('u3-rt'))
  }

  #confidenceOf(how: { ended: boolean; utterance: string }): number {
    if (this.#isPro && how.ended) return 1
    const last = this.#words.at(-1)
    const atPause = how.ended || how.utterance !== ''
    return last !== undefined && atPause ? confidenceOf(last) : CONFIDENCE.speaking
  }

  #wireWord(word: HeardWord, place: number, atMs: number): Pick<WireWord, 'start' | 'end' | 'confidence'> {
    const { startMs, endMs } = this.#style.edges === 'padded' ? this.#padded(word, place, atMs) : word
    return { start: startMs, end: endMs, confidence: CONFIDENCE.word }
  }

  #padded(word: HeardWord, place: number, atMs: number): { startMs: number; endMs: number } {
    const early = place === 0 ? (EARLY_MS[this.#order % EARLY_MS.length] ?? 0) : 0
    const late = place === this.#words.length - 1 ? LATE_MS : 0
    return {
      startMs: early === 0 ? word.startMs : Math.max(this.#floorMs, word.startMs - early),
      // The server cannot know of a time whose audio it has not got.
      endMs: Math.max(word.endMs, Math.min(word.endMs + late, Math.floor(atMs))),
    }
  }
}

function confidenceOf(last: HeardWord): number {
  return CLOSING_WORDS.has(last.text) ? CONFIDENCE.closing : CONFIDENCE.other
}

function textOf(words: readonly HeardWord[]): string {
  return words.map((word) => word.text).join(' ')
}

/** The words as a formatted turn has them: a capital at the start, a full stop at the end. */
function sentence(words: readonly string[]): readonly string[] {
  return words.map((word, place) => {
    const begun = place === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word
    return place === words.length - 1 ? `${begun}.` : begun
  })
}
