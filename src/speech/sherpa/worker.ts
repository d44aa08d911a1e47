import { type FromWorker, parseToWorker, type ToWorker } from './protocol.ts'
import type { Ear, Recogniser } from './recogniser.ts'

/** The child process that recognises speech: one recogniser, an ear for each speaker. Started by `recogniser-child.ts`. */

interface Hearing {
  readonly ear: Ear
  /** Sounds of the present utterance. */
  sounds: number
}

let recogniser: Recogniser | null = null
const hearings = new Map<number, Hearing>()

process.on('message', (message) => parseToWorker(message).forEach(obey))
// The bot is gone, however it went: nobody is left to tell.
process.on('disconnect', () => process.exit())
// A signal to the whole group (Ctrl-C in a terminal, `kill` of a group) is the bot's to answer: it still wants the
// last turns, and ends this process itself.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

function obey(order: ToWorker): void {
  switch (order.kind) {
    case 'load':
      load(order).then(tell)
      break
    case 'expect':
      tell({ kind: 'busy' })
      hearingOf(order.ear).ear.expect(order.words)
      break
    case 'sound': {
      const hearing = hearingOf(order.ear)
      hearing.sounds += 1
      const hypothesis = hearing.ear.hear(order.pcm)
      if (hypothesis !== null) tell({ kind: 'heard', ear: order.ear, sounds: hearing.sounds, hypothesis })
      break
    }
    case 'flush': {
      const hearing = hearingOf(order.ear)
      hearing.sounds = 0
      tell({ kind: 'finished', ear: order.ear, hypothesis: hearing.ear.finish(order.paddingMs) })
      break
    }
    case 'forget':
      hearings.get(order.ear)?.ear.close()
      hearings.delete(order.ear)
      break
    case 'ping':
      tell({ kind: 'alive' })
  }
}

async function load({ model, hotwords, vad }: ToWorker & { kind: 'load' }): Promise<FromWorker> {
  const module = await import('./recogniser.ts').catch(() => null)
  if (module === null) return { kind: 'unloadable', reason: 'no-addon' }
  try {
    recogniser = new module.Recogniser(model, { hotwords, vad })
    return { kind: 'loaded', cased: recogniser.cased }
  } catch {
    return { kind: 'unloadable', reason: 'bad-model' }
  }
}

function hearingOf(ear: number): Hearing {
  const known = hearings.get(ear)
  if (known !== undefined) return known
  if (recogniser === null) throw new Error('a sound before the model was loaded')
  const made = { ear: recogniser.ear(), sounds: 0 }
  hearings.set(ear, made)
  return made
}

function tell(answer: FromWorker): void {
  process.send?.(answer)
}
