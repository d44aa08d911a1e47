import { expect } from '@jest/globals'
import { CHUNK_BYTES, CHUNK_MS } from '../../src/audio/pcm.ts'
import type { Configuration } from '../../src/speech/assemblyai/dialogue/configuration.ts'
import { Dialogue } from '../../src/speech/assemblyai/dialogue/dialogue.ts'
import type { Answer, DialogueInput } from '../../src/speech/assemblyai/dialogue/dialogue-input.ts'
import type { ServerMessage } from '../../src/speech/assemblyai/messages.ts'
import type { Loss } from '../../src/speech/assemblyai/refusal.ts'
import type { SpeechEvent } from '../../src/speech/engine.ts'

/** Chunks of sound of the session time from `fromMs` to `toMs`, which lies in their bytes. */
export function sound(fromMs: number, toMs: number, level = 1000): DialogueInput[] {
  return Array.from({ length: (toMs - fromMs) / CHUNK_MS }, (_, place) => {
    const pcm = Buffer.alloc(CHUNK_BYTES)
    pcm.writeDoubleLE(fromMs + place * CHUNK_MS)
    return { kind: 'audio', chunk: { atMs: fromMs + place * CHUNK_MS, pcm, level } }
  })
}
export const silence = (fromMs: number, toMs: number) => sound(fromMs, toMs, 0)
export const tick: DialogueInput = { kind: 'tick' }
export const endTurn: DialogueInput = { kind: 'end-turn' }
export const rest: DialogueInput = { kind: 'rest' }
export const surrender: DialogueInput = { kind: 'surrender' }
export const tune = (configuration: Configuration): DialogueInput => ({ kind: 'tune', configuration })
export const pong = (epoch: number): DialogueInput => ({ kind: 'pong', epoch })
export const abort: DialogueInput = { kind: 'abort' }
export const finish = (byMs: number): DialogueInput => ({ kind: 'finish', byMs })
export const dialled = (epoch: number): DialogueInput => ({ kind: 'dialled', epoch })
export const opened = (epoch: number): DialogueInput => ({ kind: 'opened', epoch })
export const told = (epoch: number, message: ServerMessage): DialogueInput => ({
  kind: 'message',
  epoch,
  message,
  wallMs: 0,
})
/** The date is 0 here, as the time is when a session of 300 s begins: it may last for three hours without one. */
export const begin = (epoch: number, expiresAtSeconds = 0) =>
  told(epoch, { kind: 'begin', id: 's', expiresAtSeconds, model: null })
/** A socket that is open and has been welcomed. */
export const greeted = (epoch: number): DialogueInput[] => [opened(epoch), begin(epoch)]
export const heartbeat = (epoch: number) => told(epoch, { kind: 'heartbeat' })
export const termination = (epoch: number) => told(epoch, { kind: 'termination', sessionSeconds: 0 })
export const fault = (epoch: number, code: number, text: string) => told(epoch, { kind: 'error', code, text })
export const lost = (epoch: number, loss: Loss | number): DialogueInput => ({
  kind: 'lost',
  epoch,
  loss: typeof loss === 'number' ? { kind: 'closed', code: loss } : loss,
})
/** A turn of these words, each `[text, start, end]` in ms of the epoch's audio. */
export function turn(
  epoch: number,
  order: number,
  how: 'open' | 'over' | 'formatted',
  words: readonly (readonly [string, number, number])[],
): DialogueInput {
  return told(epoch, {
    kind: 'turn',
    turn: {
      order,
      over: how !== 'open',
      formatted: how === 'formatted',
      transcript: words.map(([text]) => text).join(' '),
      words: words.map(([text, startMs, endMs]) => ({ text, startMs, endMs, confidence: 1, settled: true })),
    },
  })
}

/** The answers in short, without notes; a run of sound as one entry. What is not for the newest socket says for which. */
function inShort(answers: readonly Answer[], newest: number): string[] {
  const lines: string[] = []
  for (const answer of answers) {
    if (answer.kind === 'note') continue
    const elsewhere = 'epoch' in answer && answer.epoch !== newest && answer.kind !== 'connect'
    const line = `${elsewhere ? `${answer.epoch}: ` : ''}${shortly(answer)}`
    const run = /^(.*sound) (\d+)-(\d+)$/.exec(lines.at(-1) ?? '')
    const next = /^(.*sound) (\d+)-(\d+)$/.exec(line)
    if (run !== null && next !== null && run[1] === next[1] && run[3] === next[2])
      lines[lines.length - 1] = `${run[1]} ${run[2]}-${next[3]}`
    else lines.push(line)
  }
  return lines
}

function shortly(answer: Exclude<Answer, { kind: 'note' }>): string {
  switch (answer.kind) {
    case 'connect':
      return `connect ${answer.epoch}`
    case 'close':
      return `close ${answer.graceMs}`
    case 'refused':
      return `refused ${answer.error.code}`
    case 'crowded':
      return 'crowded'
    case 'surrender':
      return `surrender ${answer.sound.map(({ atMs }) => atMs).join(' ')}`
    case 'send': {
      if (typeof answer.data !== 'string') {
        const atMs = answer.data.readDoubleLE()
        return `sound ${atMs}-${atMs + CHUNK_MS}`
      }
      const { type, ...fields } = JSON.parse(answer.data)
      return `say ${type}${Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`}`
    }
    case 'emit':
      return eventShortly(answer.event)
  }
}

function eventShortly(event: SpeechEvent): string {
  switch (event.kind) {
    case 'open':
    case 'final': {
      const { key, text, startMs, endMs, cut = false } = event.turn
      return `${cut ? 'cut' : event.kind} ${key}: ${text} (${startMs}-${endMs})`
    }
    case 'withdrawn':
      return `withdrawn ${event.key}`
    case 'gap':
      return `gap ${event.fromMs}-${event.toMs} ${event.cause}`
    case 'health':
      return event.state
    case 'ended':
      return event.error === null ? 'ended' : `ended by ${event.error.code}`
  }
}

export type Step = readonly [
  at: number,
  inputs: DialogueInput | readonly DialogueInput[],
  /** Null: whatever it answers, but for a loss. */
  answers: readonly string[] | null,
]
export interface Row {
  readonly name: string
  readonly steps: readonly Step[]
  /** When it wants to be woken in the end. */
  readonly wakeAt?: number | null
  readonly awaitsCopy?: boolean
  readonly keepMs?: number
  /** Whether a socket may be opened when it is wanted; else `dialled` tells. */
  readonly places?: 'at once' | 'asked for'
}

/** A session that begins at 0 and hears 500 ms, what the burst allows. */
export const start: readonly Step[] = [
  [0, sound(0, 500), ['connect 1', 'connecting']],
  [0, greeted(1), ['live', 'sound 0-500']],
]

/** The wait after a loss is over: the next session is asked for at `dialAt`, and at `liveAt` answers so. */
export const redialled = (
  epoch: number,
  [dialAt, liveAt]: readonly [dialAt: number, liveAt: number],
  answers: readonly string[],
): readonly Step[] => [
  [dialAt, tick, [`connect ${epoch}`, 'connecting']],
  [liveAt, greeted(epoch), answers],
]
export const roll: readonly [string, number, number] = ['roll', 100, 400]

/** Plays a row: hands its inputs in, and compares what comes out. */
export function play({ steps, wakeAt, awaitsCopy = false, keepMs = 60_000, places = 'at once' }: Row): void {
  const dialogue = new Dialogue({
    awaitsCopy,
    keepMs,
    configuration: {},
    secrets: [],
    random: () => 0.5,
  })
  let newest = 0
  const handle = (input: DialogueInput, at: number): readonly Answer[] => {
    const answers = dialogue.handle(input, at)
    const asked = answers.flatMap((answer) => (answer.kind === 'connect' ? [answer.epoch] : []))
    newest = asked.at(-1) ?? newest
    return places === 'asked for'
      ? answers
      : [...answers, ...asked.flatMap((epoch) => handle(dialled(epoch), at))]
  }
  for (const [at, inputs, expected] of steps) {
    const answers = [inputs].flat().flatMap((input) => handle(input, at))
    if (expected === null) expect(inShort(answers, newest)).not.toContain('waiting')
    else expect({ at, answers: inShort(answers, newest) }).toEqual({ at, answers: expected })
  }
  if (wakeAt !== undefined) expect(dialogue.wakeAt).toBe(wakeAt)
}
