import type { EngineError } from '../../../base/errors.ts'
import type { LogFields } from '../../../base/log.ts'
import type { SpeechEvent, StreamHealth } from '../../engine.ts'
import { TERMINATE } from '../messages.ts'
import type { Answer } from './dialogue-input.ts'
import type { Epoch } from './epoch.ts'

/** What a dialogue has decided to do and say, in order, until it is taken. */
export class Answers {
  #answers: Answer[] = []
  #health: StreamHealth | null = null

  take(): readonly Answer[] {
    const answers = this.#answers
    this.#answers = []
    return answers
  }

  add(answer: Answer): void {
    this.#answers.push(answer)
  }

  emit(events: readonly SpeechEvent[]): void {
    for (const event of events) this.add({ kind: 'emit', event })
  }

  end(error: EngineError | null): void {
    this.emit([{ kind: 'ended', error }])
  }

  /** Says how the stream is, when that is news. */
  health(state: StreamHealth): void {
    if (this.#health === state) return
    this.#health = state
    this.emit([{ kind: 'health', state }])
  }

  /** There is nothing to be well or unwell about: what comes is news. */
  calm(): void {
    this.#health = null
  }

  send({ id }: Epoch, data: readonly (Buffer | string)[]): void {
    for (const each of data) this.add({ kind: 'send', epoch: id, data: each })
  }

  close({ id }: Epoch, graceMs: number): void {
    this.add({ kind: 'close', epoch: id, graceMs })
  }

  /** Parts from a socket in good order, without hearing what it still has to say. */
  leave(epoch: Epoch, graceMs: number): void {
    const { kind } = epoch.phase
    const upgraded = kind !== 'asked' && kind !== 'dialled'
    if (upgraded && kind !== 'finishing') this.send(epoch, [TERMINATE])
    this.close(epoch, upgraded ? graceMs : 0)
  }

  note({ id }: Epoch, event: string, fields: LogFields): void {
    this.add({ kind: 'note', event, fields: { epoch: id, ...fields } })
  }
}
