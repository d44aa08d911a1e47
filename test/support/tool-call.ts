import { PassThrough, Writable } from 'node:stream'
import { type Clock, systemClock } from '../../src/base/clock.ts'
import { runTool } from '../../src/cli/program.ts'
import type { Environment } from '../../src/config/load.ts'

export interface ToolOptions {
  readonly environment?: Environment
  /** Where paths begin. */
  readonly folder?: string
  /** Whether the outputs are terminals, of 80 columns. */
  readonly terminal?: boolean
  readonly clock?: Clock
  readonly signal?: AbortSignal
  /** Gets hold of each piece of either output as it is written. */
  readonly onOutput?: (piece: string) => void
}

export interface ToolEnd {
  readonly code: number
  readonly out: string
  readonly errors: string
}

/** Calls a tool as `npm run cli -- …` does, but in this process. */
export async function callTool(args: readonly string[], options: ToolOptions = {}): Promise<ToolEnd> {
  const { environment = {}, folder = '/', terminal = false, clock = systemClock, onOutput } = options
  const [out, errors] = [new Screen(terminal, onOutput), new Screen(terminal, onOutput)]
  const signal = options.signal ?? new AbortController().signal
  const input = new PassThrough()
  const code = await runTool(args, { out, errors, input, environment, folder, clock, signal })
  return { code, out: out.text, errors: errors.text }
}

class Screen extends Writable {
  readonly isTTY: boolean
  readonly columns = 80
  text = ''

  constructor(isTTY: boolean, onOutput: ToolOptions['onOutput']) {
    super({
      decodeStrings: false,
      write: (piece: unknown, _encoding, done) => {
        this.text += String(piece)
        onOutput?.(String(piece))
        done()
      },
    })
    this.isTTY = isTTY
  }
}
