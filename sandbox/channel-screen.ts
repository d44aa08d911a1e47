import { unescaped } from './cast/channel-reader.ts'
import type { SandboxChannel } from './discord/channel.ts'
import type { SandboxMessage } from './discord/message.ts'

const BOLD = '\x1b[1m'
const DIM = '\x1b[2m'
const PLAIN = '\x1b[0m'
/** As wide as what stands before a message's text. */
const INDENT = ' '.repeat('  00:00:00  '.length)

/** Where the screen writes: a terminal, or a pipe or file, which has no width. */
export interface ScreenOutput {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Shows a text channel as it fills, about as Discord would: a new author's name, and when each message came. */
export class ChannelScreen {
  readonly #output: ScreenOutput
  readonly #stop: () => void
  #author: string | null = null

  constructor(output: ScreenOutput, channel: SandboxChannel) {
    this.#output = output
    this.#stop = channel.onMessage((change, message) => {
      if (change === 'create') this.#show(message)
    })
  }

  close(): void {
    this.#stop()
  }

  #show({ authorName, createdAt, content }: SandboxMessage): void {
    if (authorName !== this.#author) this.#output.write(`${this.#styled(authorName, DIM)}\n`)
    this.#author = authorName
    const time = new Date(createdAt).toTimeString().slice(0, 8)
    const text = content
      .split('\n')
      .flatMap((line) => this.#rows(line))
      .join(`\n${INDENT}`)
    this.#output.write(`  ${this.#styled(time, DIM)}  ${text}\n`)
  }

  /** One line of a message as rows of the terminal, with the one piece of Markdown that captions use: names in bold. */
  #rows(line: string): string[] {
    const [, name = ''] = /^\*\*(.+?)\*\*(?=: )/.exec(line) ?? []
    const seen = unescaped(name === '' ? line : `${name}${line.slice(name.length + 4)}`)
    const shownName = unescaped(name)
    return wrapped(seen, this.#width).map((row, place) =>
      place === 0 && row.startsWith(shownName)
        ? `${this.#styled(shownName, BOLD)}${row.slice(shownName.length)}`
        : row,
    )
  }

  get #width(): number {
    const { isTTY, columns } = this.#output
    return isTTY && columns ? columns - INDENT.length : Number.POSITIVE_INFINITY
  }

  #styled(text: string, style: string): string {
    return this.#output.isTTY && text !== '' ? `${style}${text}${PLAIN}` : text
  }
}

/** Rows of at most so many characters, parted at spaces; a longer word has a row of its own. */
function wrapped(line: string, width: number): string[] {
  const rows: string[] = []
  for (const word of line.split(' ')) {
    const last = rows.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) rows.push(word)
    else rows[rows.length - 1] = `${last} ${word}`
  }
  return rows
}
