import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from '@jest/globals'
import { BotProcess } from '../../src/cli/bot-process.ts'

/** `npm run sandbox` as somebody sits before it: what it shows, and what is typed. */
class Terminal {
  readonly lines: string[] = []
  readonly #child: ChildProcess
  readonly #waiting = new Set<() => void>()
  readonly ended: Promise<number | null>

  constructor() {
    this.#child = spawn(
      process.execPath,
      ['src/cli/main.ts', 'sandbox', '--port', '0', '--speech-port', '0'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    )
    this.ended = new Promise((resolve) => this.#child.once('close', resolve))
    if (!this.#child.stdout) throw new Error('no output')
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.lines.push(line)
      for (const wake of this.#waiting) wake()
    })
  }

  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /** Resolves with the first line that shows this, of those there are or come within 40 s. */
  shows(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        reject(new Error(`no line is ${pattern}:\n${this.lines.join('\n')}`))
      }, 40_000)
      const look = (): void => {
        const found = this.lines.find((line) => pattern.test(line))
        if (found === undefined) return
        this.#waiting.delete(look)
        clearTimeout(deadline)
        resolve(found)
      }
      this.#waiting.add(look)
      look()
    })
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

let terminal: Terminal | undefined
let bot: BotProcess | undefined

afterEach(async () => {
  await bot?.stop('SIGKILL')
  terminal?.kill()
})

test('the sandbox says how to point a bot at it, and shows what the bot then writes', async () => {
  terminal = new Terminal()
  await terminal.shows(/^npm start$/)
  const environment = Object.fromEntries(
    terminal.lines.flatMap((line) => {
      const [, name, value] = /^export (\w+)='(.*)'$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value]]
    }),
  )
  bot = new BotProcess(environment)
  await bot.ready
  terminal.type('start')
  await terminal.shows(/only Ada sees: I am listening/)
  terminal.type('say Bert apple river soon')
  await terminal.shows(/^Bert$/)
  await terminal.shows(/^ +[\d:]+ +Apple river soon\.$/)
  terminal.type('stop')
  await terminal.shows(/only Ada sees: Stopped\. I listened for .*: 1 turn by 1 speaker\..*\)$/)
  terminal.type('quit')
  expect(await terminal.ended).toBe(0)
}, 120_000)
