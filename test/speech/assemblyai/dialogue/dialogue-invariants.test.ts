import { describe, expect, test } from '@jest/globals'
import { CHUNK_BYTES, CHUNK_MS, type PcmChunk } from '../../../../src/audio/pcm.ts'
import { Dialogue } from '../../../../src/speech/assemblyai/dialogue/dialogue.ts'
import type {
  Answer,
  DialogueInput,
  SocketInput,
} from '../../../../src/speech/assemblyai/dialogue/dialogue-input.ts'
import type { ServerMessage, ServerWord } from '../../../../src/speech/assemblyai/messages.ts'
import type { SpeechEvent } from '../../../../src/speech/engine.ts'
import { seeded } from '../../../support/seeded.ts'

/** A word is this many chunks of sound, and one of silence behind it; it is named after the time it begins at. */
const WORD_CHUNKS = 7
const WORD_MS = WORD_CHUNKS * CHUNK_MS
const STEP_MS = WORD_MS + CHUNK_MS

/** The silence that is fed behind speech: a padded end stays within it. */
const TAIL_CHUNKS = 6

type Edges = 'exact' | 'padded'
type Tell = (input: SocketInput) => void

/** One socket and the server behind it, which tells all it hears, unless it breaks. */
class FakeSession {
  readonly #epoch: number
  readonly #random: () => number
  readonly #edges: Edges
  phase: 'asked' | 'dialled' | 'opened' | 'begun' | 'terminated' | 'stalled' | 'gone' = 'asked'
  readonly sent: number[] = []
  #words: ServerWord[] = []
  #order = 0
  #changed = false

  constructor(epoch: number, random: () => number, edges: Edges) {
    this.#epoch = epoch
    this.#random = random
    this.#edges = edges
  }

  hear(data: Buffer | string): void {
    // Nothing is said to a socket that is not there yet, was asked to end, or is gone.
    if (!['opened', 'begun', 'stalled'].includes(this.phase)) throw new Error(`told while ${this.phase}`)
    if (typeof data === 'string') {
      if (data.includes('Terminate') && this.phase !== 'stalled') this.phase = 'terminated'
      return
    }
    const atMs = data.readDoubleLE()
    if (this.phase === 'opened') throw new Error('sound before Begin')
    if (atMs <= (this.sent.at(-1) ?? -1)) throw new Error('sound that goes back')
    this.sent.push(atMs)
    if (data.readInt16LE(8) === 1) this.#hearWord(atMs)
  }

  /** Something happens to it, or nothing. */
  live(now: number, tell: Tell): void {
    const epoch = this.#epoch
    const say = (message: ServerMessage): void => tell({ kind: 'message', epoch, message, wallMs: now })
    const chance = this.#random()
    if (this.phase === 'asked' && chance < 0.3) {
      this.phase = 'dialled'
      tell({ kind: 'dialled', epoch })
    } else if (this.phase === 'dialled' && chance < 0.3) {
      this.phase = 'opened'
      tell({ kind: 'opened', epoch })
    } else if (this.phase === 'opened' && chance < 0.2) {
      this.phase = 'begun'
      const lifeSeconds = this.#random() < 0.5 ? 10_800 : 12 + this.#random() * 60
      say({ kind: 'begin', id: '', expiresAtSeconds: now / 1000 + lifeSeconds, model: null })
    } else if (this.phase === 'begun') this.#speak(chance, say)
    else if (this.phase === 'terminated' && chance < 0.2) this.#terminate(say)
    if (this.phase !== 'asked' && this.phase !== 'gone') this.#suffer(tell, say)
  }

  #speak(chance: number, say: (message: ServerMessage) => void): void {
    if (this.#changed) this.#tell(false, say)
    else if (chance < 0.02 && this.#words.length > 0) this.#tell(true, say)
    else if (chance < 0.03) say({ kind: 'heartbeat' })
    else if (chance < 0.04) say({ kind: 'unknown', type: 'Mood' })
  }

  #terminate(say: (message: ServerMessage) => void): void {
    if (this.#words.length > 0) this.#tell(true, say)
    say({ kind: 'termination', sessionSeconds: 1 })
  }

  #suffer(tell: Tell, say: (message: ServerMessage) => void): void {
    const chance = this.#random()
    const epoch = this.#epoch
    if (chance < 0.002) this.#lose(tell, { kind: 'lost', epoch, loss: { kind: 'closed', code: 1006 } })
    else if (chance < 0.003) this.phase = 'stalled'
    else if (chance < 0.0035) {
      say({ kind: 'error', code: 3008, text: 'Session Expired' })
      this.phase = 'stalled'
    } else if (chance < 0.004 && this.phase === 'dialled')
      this.#lose(tell, { kind: 'lost', epoch, loss: { kind: 'http', status: 429 } })
  }

  #lose(tell: Tell, input: SocketInput): void {
    this.phase = 'gone'
    tell(input)
  }

  /** The last chunk of a word came: the word was heard if all of it did. */
  #hearWord(endsAtMs: number): void {
    const heard = this.sent.slice(-WORD_CHUNKS)
    const startMs = endsAtMs + CHUNK_MS - WORD_MS
    if (heard.length < WORD_CHUNKS || heard[0] !== startMs) return
    const endMs = this.sent.length * CHUNK_MS
    const word = { text: `w${startMs}`, startMs: endMs - WORD_MS, endMs, confidence: 1, settled: true }
    this.#words.push(word)
    this.#changed = true
  }

  #tell(over: boolean, say: (message: ServerMessage) => void): void {
    this.#changed = false
    const last = this.#words.length - 1
    const audioMs = this.sent.length * CHUNK_MS
    const words = this.#words.map((word, place) =>
      this.#edges === 'padded' && place === last
        ? { ...word, endMs: Math.min(word.endMs + 240, audioMs) }
        : word,
    )
    const transcript = words.map(({ text }) => text).join(' ')
    say({ kind: 'turn', turn: { order: this.#order, over, formatted: over, transcript, words } })
    if (!over) return
    this.#order += 1
    this.#words = []
  }
}

/** A dialogue with a random fate, on simulated time, and the checks that hold after every step. */
class Fate {
  readonly #random: () => number
  readonly #dialogue: Dialogue
  readonly #edges: Edges
  readonly events: SpeechEvent[] = []
  readonly sessions = new Map<number, FakeSession>()
  /** Times of the chunks with sound that were given, and of the words spoken in them to their end. */
  readonly given = new Set<number>()
  readonly spoken: number[] = []
  surrendered: readonly PcmChunk[] = []
  #now = 0
  #speechMs = 0
  #left = 0

  constructor(seed: number, edges: Edges) {
    this.#random = seeded(seed)
    this.#edges = edges
    this.#dialogue = new Dialogue({
      awaitsCopy: seed % 2 === 0,
      keepMs: 5000,
      configuration: {},
      secrets: [],
      random: this.#random,
    })
  }

  live(steps: number, end: 'finish' | 'abort' | 'surrender'): void {
    for (let step = 0; step < steps; step += 1) {
      // Time passes while nobody speaks: sound comes as it is spoken.
      this.#pass(this.#left === 0 && this.#random() < 0.01 ? 20_000 : CHUNK_MS)
      this.#speak()
      this.#command()
      this.#serve()
    }
    if (end === 'finish') {
      this.#handle({ kind: 'finish', byMs: this.#now + 10_000 })
      for (let step = 0; step < 210; step += 1) {
        this.#pass(CHUNK_MS)
        this.#serve()
      }
    } else this.#handle({ kind: end })
    expect(this.#dialogue.handle({ kind: 'tick' }, this.#now)).toEqual([])
    expect(this.#dialogue.wakeAt).toBeNull()
  }

  get ended(): boolean {
    return this.events.at(-1)?.kind === 'ended'
  }

  #pass(ms: number): void {
    const until = this.#now + ms
    for (let { wakeAt } = this.#dialogue; wakeAt !== null && wakeAt <= until; { wakeAt } = this.#dialogue) {
      this.#now = Math.max(this.#now, wakeAt)
      this.#handle({ kind: 'tick' })
      // What was due was done: it does not ask to be woken for it again.
      if ((this.#dialogue.wakeAt ?? until) < this.#now) throw new Error('woken in vain')
    }
    this.#now = until
  }

  /** The next chunk of a word or of a tail; words begin at whole steps of session time. */
  #speak(): void {
    if (this.#left === 0 && this.#random() < 0.02) this.#begin()
    if (this.#left === 0 || this.ended) return
    const place = (this.#speechMs % STEP_MS) / CHUNK_MS
    const pcm = Buffer.alloc(CHUNK_BYTES)
    pcm.writeDoubleLE(this.#speechMs)
    const level = place < WORD_CHUNKS && this.#left > TAIL_CHUNKS ? 1000 : 0
    pcm.writeInt16LE(level > 0 && place === WORD_CHUNKS - 1 ? 1 : 0, 8)
    if (level > 0) this.given.add(this.#speechMs)
    if (level > 0 && place === WORD_CHUNKS - 1) this.spoken.push(this.#speechMs + CHUNK_MS - WORD_MS)
    this.#handle({ kind: 'audio', chunk: { atMs: this.#speechMs, pcm, level } })
    this.#speechMs += CHUNK_MS
    this.#left -= 1
  }

  #begin(): void {
    this.#speechMs = Math.ceil(Math.max(this.#now, this.#speechMs + 1) / STEP_MS) * STEP_MS
    this.#left = Math.ceil(this.#random() * 20) * (WORD_CHUNKS + 1) + TAIL_CHUNKS
  }

  #command(): void {
    const chance = this.#random()
    if (chance < 0.01) this.#handle({ kind: 'end-turn' })
    else if (chance < 0.02) this.#handle({ kind: 'rest' })
    else if (chance < 0.03)
      this.#handle({ kind: 'tune', configuration: { min_turn_silence: Math.ceil(this.#random() * 3) } })
  }

  #serve(): void {
    for (const session of [...this.sessions.values()])
      if (session.phase !== 'gone') session.live(this.#now, (input) => this.#handle(input))
  }

  #handle(input: DialogueInput): void {
    for (const answer of this.#dialogue.handle(input, this.#now)) this.#check(answer)
  }

  #check(answer: Answer): void {
    if (answer.kind === 'connect') {
      expect(answer.epoch).toBe(this.sessions.size + 1)
      expect(this.#mayConnect).toBe(true)
      this.sessions.set(answer.epoch, new FakeSession(answer.epoch, this.#random, this.#edges))
      const open = [...this.sessions.values()].filter(({ phase }) => phase !== 'gone')
      expect(open.length).toBeLessThanOrEqual(2)
    } else if (answer.kind === 'send') this.sessions.get(answer.epoch)?.hear(answer.data)
    else if (answer.kind === 'close') {
      const session = this.sessions.get(answer.epoch)
      expect(session?.phase).not.toBe('gone')
      if (session !== undefined) session.phase = 'gone'
    } else if (answer.kind === 'surrender') this.surrendered = answer.sound
    else if (answer.kind === 'emit') {
      expect(this.ended).toBe(false)
      this.events.push(answer.event)
    }
  }

  /** There is sound that no final and no gap covers, or somebody spoke a moment ago. */
  get #mayConnect(): boolean {
    const newest = [...this.given].at(-1)
    const ends = this.events.map((event) => (event.kind === 'final' ? event.turn.endMs : 0))
    return newest !== undefined && (newest >= Math.max(0, ...ends) || newest >= this.#now - 1500)
  }
}

/** Each word as often as it was told, by finals or to the recogniser that took over. */
function toldTimes({ events, surrendered }: Fate): Map<number, number> {
  const times = new Map<number, number>()
  const told = (startMs: number): void => {
    times.set(startMs, (times.get(startMs) ?? 0) + 1)
  }
  for (const event of events)
    if (event.kind === 'final') for (const { text } of event.turn.words) told(Number(text.slice(1)))
  for (const [place, chunk] of surrendered.entries())
    if (chunk.pcm.readInt16LE(8) === 1) {
      const startMs = chunk.atMs + CHUNK_MS - WORD_MS
      if (surrendered[place - WORD_CHUNKS + 1]?.atMs === startMs) told(startMs)
    }
  return times
}

function wellFormed({ events }: Fate): void {
  const finals = events.flatMap((event) => (event.kind === 'final' ? [event.turn] : []))
  expect(new Set(finals.map(({ key }) => key)).size).toBe(finals.length)
  const ends = finals.map(({ endMs }) => endMs)
  expect(ends).toEqual(ends.toSorted((a, b) => a - b))
  const over = new Set<number>()
  for (const event of events) {
    if (event.kind === 'open') expect(over).not.toContain(event.turn.key)
    if (event.kind === 'final') over.add(event.turn.key)
    if (event.kind === 'withdrawn') over.add(event.key)
    if (event.kind === 'gap') expect(event.toMs).toBeGreaterThan(event.fromMs)
  }
}

const SEEDS = process.env['HANSARD_LONG'] === '1' ? 400 : 8
const rows = (['exact', 'padded'] as const).flatMap((edges) =>
  Array.from({ length: SEEDS }, (_, place) => [place + 1, edges] as const),
)

describe('whatever happens to a dialogue', () => {
  test.each(rows)('each word is told once or lies in a gap: seed %i, %s edges', (seed, edges) => {
    const fate = new Fate(seed, edges)
    fate.live(2000, (['finish', 'surrender', 'finish', 'abort'] as const)[seed % 4] ?? 'finish')
    expect(fate.ended).toBe(true)
    wellFormed(fate)
    // Every socket that was opened is closed, or was lost.
    expect([...fate.sessions.values()].filter(({ phase }) => phase !== 'gone')).toEqual([])
    const times = toldTimes(fate)
    expect([...times].filter(([, count]) => count > 1)).toEqual([])
    if (seed % 4 === 3) return
    const gaps = fate.events.flatMap((event) => (event.kind === 'gap' ? [event] : []))
    const lost = fate.spoken.filter(
      (startMs) =>
        !times.has(startMs) && !gaps.some(({ fromMs, toMs }) => fromMs < startMs + WORD_MS && startMs < toMs),
    )
    expect(lost).toEqual([])
    expect(fate.spoken.length).toBeGreaterThan(30)
  })
})
