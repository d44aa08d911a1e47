import type { Log, LogFields } from '../../src/base/log.ts'

export interface LogLine extends LogFields {
  readonly event: string
}

/** Keeps what is logged, for tests to look at and to wait for. */
export class RecordingLog implements Log {
  readonly lines: LogLine[] = []
  readonly #waiting = new Set<() => void>()

  debug(event: string, fields?: LogFields): void {
    this.#add({ ...fields, event })
  }

  info(event: string, fields?: LogFields): void {
    this.#add({ ...fields, event })
  }

  warn(event: string, fields?: LogFields): void {
    this.#add({ ...fields, event })
  }

  error(event: string, _error: unknown, fields?: LogFields): void {
    this.#add({ ...fields, event })
  }

  with(): Log {
    return this
  }

  /** The `nth` line of this event, when it is there. */
  line(event: string, nth = 1): Promise<LogLine> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.lines.filter((line) => line.event === event)[nth - 1]
        if (found === undefined) return
        this.#waiting.delete(look)
        resolve(found)
      }
      this.#waiting.add(look)
      look()
    })
  }

  #add(line: LogLine): void {
    this.lines.push(line)
    for (const look of [...this.#waiting]) look()
  }
}
