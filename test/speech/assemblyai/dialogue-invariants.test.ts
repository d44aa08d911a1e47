import { describe, expect, test } from '@jest/globals'
import { CHUNK_BYTES, CHUNK_MS } from '../../../src/audio/pcm.ts'
import { Dialogue } from '../../../src/speech/assemblyai/dialogue.ts'
import type { Answer, DialogueInput } from '../../../src/speech/assemblyai/dialogue-input.ts'
import type { ServerMessage } from '../../../src/speech/assemblyai/messages.ts'
import type { SpeechEvent } from '../../../src/speech/engine.ts'
import { seeded } from '../../support/seeded.ts'

/** A dialogue with a random fate, on simulated time, and the checks that hold after every step. */
class Fate {
  readonly #random: () => number
  readonly #dialogue: Dialogue
  readonly events: SpeechEvent[] = []
  /** Session times of the sound given, and of all chunks sent in this epoch. */
  readonly given: number[] = []
  readonly #everSent = new Set<number>()
  #sent: number[] = []
  #now = 0
  #atMs = 0
  #epoch = 0
  #order = 0
  #open = false
  #begun = false

  constructor(seed: number) {
    this.#random = seeded(seed)
    const options = { awaitsCopy: seed % 2 === 0, keepMs: 5000, secrets: [], random: this.#random }
    this.#dialogue = new Dialogue(options)
  }

  live(steps: number): void {
    for (let step = 0; step < steps; step += 1) {
      this.#pass(this.#random() < 0.01 ? 20_000 : CHUNK_MS)
      for (const input of this.#happening()) this.#handle(input)
    }
    this.#handle({ kind: 'finish', byMs: this.#now + 10_000 })
    for (let step = 0; step < 300; step += 1) {
      this.#pass(CHUNK_MS)
      const happening = this.#happening()
      for (const input of happening) if (input.kind !== 'audio') this.#handle(input)
    }
  }

  /** Sound that was neither sent nor told of as lost. */
  get vanished(): number[] {
    const gaps = this.events.flatMap((event) => (event.kind === 'gap' ? [event] : []))
    return this.given.filter(
      (atMs) => !this.#everSent.has(atMs) && !gaps.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs),
    )
  }

  #pass(ms: number): void {
    const until = this.#now + ms
    for (
      let wakeAt = this.#dialogue.wakeAt;
      wakeAt !== null && wakeAt <= until;
      wakeAt = this.#dialogue.wakeAt
    ) {
      this.#now = Math.max(this.#now, wakeAt)
      this.#handle({ kind: 'tick' })
      // What was due was done: it does not ask to be woken for it again.
      expect(this.#dialogue.wakeAt ?? until).toBeGreaterThan(this.#now - 0.001)
    }
    this.#now = until
  }

  #happening(): DialogueInput[] {
    const inputs: DialogueInput[] = []
    const chance = this.#random()
    if (chance < 0.02) this.#atMs += 30_000
    else if (chance < 0.9) inputs.push(this.#chunk())
    if (this.#random() < 0.01) inputs.push({ kind: 'end-turn' })
    return [...inputs, ...this.#server()]
  }

  #chunk(): DialogueInput {
    const atMs = this.#atMs
    this.#atMs += CHUNK_MS
    const pcm = Buffer.alloc(CHUNK_BYTES)
    pcm.writeDoubleLE(atMs)
    return { kind: 'audio', chunk: { atMs, pcm, level: this.#random() < 0.8 ? 1000 : 0 } }
  }

  #server(): DialogueInput[] {
    if (this.#epoch === 0) return []
    const epoch = this.#random() < 0.95 ? this.#epoch : this.#epoch - 1
    const message = (told: ServerMessage): DialogueInput => ({ kind: 'message', epoch, message: told })
    if (!this.#begun && this.#random() < 0.1) {
      this.#begun = true
      return [
        { kind: 'opened', epoch: this.#epoch },
        {
          kind: 'message',
          epoch: this.#epoch,
          message: { kind: 'begin', id: '', expiresAtSeconds: 0, model: null },
        },
      ]
    }
    const chance = this.#random()
    if (chance < 0.01) return [{ kind: 'lost', epoch, loss: { kind: 'closed', code: 1006 } }]
    if (chance < 0.012) return [message({ kind: 'error', code: 3008, text: 'Session Expired' })]
    if (chance < 0.03) return [message({ kind: 'heartbeat' })]
    if (chance < 0.2) return [message({ kind: 'turn', turn: this.#turn() })]
    return []
  }

  #turn() {
    const over = this.#open && this.#random() < 0.3
    const endMs = this.#sent.length * CHUNK_MS
    const words = [{ text: 'roll', startMs: endMs - 400, endMs, confidence: 1, settled: true }]
    const turn = {
      order: this.#order,
      over,
      formatted: over && this.#random() < 0.5,
      transcript: 'roll',
      words,
    }
    if (over && this.#random() < 0.9) this.#order += 1
    this.#open = !over
    return turn
  }

  #handle(input: DialogueInput): void {
    if (input.kind === 'audio' && this.events.at(-1)?.kind !== 'ended') {
      if (input.chunk.level > 0) this.given.push(input.chunk.atMs)
    }
    for (const answer of this.#dialogue.handle(input, this.#now)) this.#check(answer)
  }

  #check(answer: Answer): void {
    if (answer.kind === 'connect') {
      expect(answer.epoch).toBe(this.#epoch + 1)
      this.#epoch = answer.epoch
      this.#sent = []
      this.#order = 0
      this.#open = false
      this.#begun = false
    } else if (answer.kind === 'send' && typeof answer.data !== 'string') {
      const atMs = answer.data.readDoubleLE()
      // Within an epoch sound goes out once and in order.
      expect(atMs).toBeGreaterThan(this.#sent.at(-1) ?? -1)
      this.#sent.push(atMs)
      this.#everSent.add(atMs)
    } else if (answer.kind === 'emit') {
      expect(this.events.at(-1)?.kind).not.toBe('ended')
      this.events.push(answer.event)
    }
  }
}

const SEEDS = process.env['HANSARD_LONG'] === '1' ? 300 : 15

describe('whatever happens to a dialogue', () => {
  test.each(Array.from({ length: SEEDS }, (_, place) => place + 1))('seed %i', (seed) => {
    const fate = new Fate(seed)
    fate.live(1500)
    expect(fate.events.at(-1)?.kind).toBe('ended')
    const finals = fate.events.flatMap((event) => (event.kind === 'final' ? [event.turn] : []))
    expect(new Set(finals.map(({ key }) => key)).size).toBe(finals.length)
    const ends = finals.map(({ endMs }) => endMs)
    expect(ends).toEqual(ends.toSorted((a, b) => a - b))
    const closedKeys = new Set<number>()
    for (const event of fate.events) {
      if (event.kind === 'open') expect(closedKeys).not.toContain(event.turn.key)
      if (event.kind === 'final') closedKeys.add(event.turn.key)
      if (event.kind === 'withdrawn') closedKeys.add(event.key)
    }
    expect(fate.given.length).toBeGreaterThan(500)
    // Crumbs shorter than 300 ms, left over when the stream ends, go without a trace.
    const crumbs = fate.vanished.filter(
      (atMs) => !fate.vanished.some((other) => atMs - other >= 300 && atMs - other < 1000),
    )
    expect(fate.vanished).toEqual(crumbs)
    expect(fate.vanished.length).toBeLessThan(12)
  })
})
