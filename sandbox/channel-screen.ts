import { unescaped } from './cast/channel-reader.ts'
import type { SandboxChannel } from './discord/channel.ts'

const BOLD = '\x1b[1m'
const DIM = '\x1b[2m'
const PLAIN = '\x1b[0m'

/** Shows a text channel in a terminal as it fills, about as Discord would: who, when, and the message. */
export class ChannelScreen {
  readonly #stop: () => void

  constructor(output: NodeJS.WriteStream, channel: SandboxChannel) {
    this.#stop = channel.onMessage((change, message) => {
      if (change !== 'create') return
      const time = new Date(message.createdAt).toTimeString().slice(0, 8)
      const lines = message.content.split('\n').map((line) => `  ${shown(line, output.isTTY)}`)
      output.write(`${styled(`${message.authorName} ${time}`, DIM, output.isTTY)}\n${lines.join('\n')}\n`)
    })
  }

  close(): void {
    this.#stop()
  }
}

/** The one piece of Markdown that captions use: names in bold. */
function shown(line: string, terminal: boolean): string {
  const [, name, rest] = /^\*\*(.+?)\*\*(: .*)$/.exec(line) ?? []
  if (name === undefined || rest === undefined) return unescaped(line)
  return `${styled(unescaped(name), BOLD, terminal)}${unescaped(rest)}`
}

const styled = (text: string, style: string, terminal: boolean): string =>
  terminal ? `${style}${text}${PLAIN}` : text
