import type { SpeechEvent, SpokenTurn } from '../../src/speech/engine.ts'

/** Keeps what a speech stream says, for tests to look at and to wait for. */
export class SpeechRecorder {
  readonly events: SpeechEvent[] = []
  readonly #waiting = new Set<() => void>()

  readonly emit = (event: SpeechEvent): void => {
    this.events.push(event)
    for (const look of [...this.#waiting]) look()
  }

  get finals(): SpokenTurn[] {
    return this.events.flatMap((event) => (event.kind === 'final' ? [event.turn] : []))
  }

  get opens(): SpokenTurn[] {
    return this.events.flatMap((event) => (event.kind === 'open' ? [event.turn] : []))
  }

  /** The kinds of all events but `health` and repeated `open`s. */
  get story(): string[] {
    const kinds = this.events.map(({ kind }) => kind).filter((kind) => kind !== 'health')
    return kinds.filter((kind, place) => kind !== 'open' || kinds[place - 1] !== 'open')
  }

  /** Resolves when this is so; rejects with what was said until then after `deadlineMs`. */
  until(isSo: (recorder: SpeechRecorder) => boolean, deadlineMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`did not happen in ${deadlineMs} ms; events: ${this.story.join(', ')}`))
      }, deadlineMs)
      const look = () => {
        if (!isSo(this)) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  finalsAre(count: number, deadlineMs?: number): Promise<void> {
    return this.until(({ finals }) => finals.length >= count, deadlineMs)
  }

  ended(deadlineMs?: number): Promise<void> {
    return this.until(({ events }) => events.at(-1)?.kind === 'ended', deadlineMs)
  }
}
