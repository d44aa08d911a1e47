import type { Setting } from './setting.ts'
import { settings } from './settings.ts'

const WIDTH = 100

/** The text of `.env.example`: every setting with its help and its default. */
export function envExample(): string {
  const blocks = Object.values(settings).map((setting: Setting<unknown>) =>
    [...wrap(setting.help).map((line) => `# ${line}`), line(setting)].join('\n'),
  )
  return `# Copy this file to .env and fill in what you need. The environment wins over the file.\n\n${blocks.join('\n\n')}\n`
}

/** What must be given stands open; what has a default is shown as a comment. */
function line(setting: Setting<unknown>): string {
  const required = setting.fallback === null && 'problem' in setting.parse('')
  return `${required ? '' : '# '}${setting.name}=${setting.fallback ?? ''}`
}

function wrap(text: string): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > WIDTH) {
      lines.push(current)
      current = ''
    }
    current = current === '' ? word : `${current} ${word}`
  }
  return [...lines, current]
}
