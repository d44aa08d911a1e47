import { discordSettings } from './discord-settings.ts'
import { operationSettings } from './operation-settings.ts'
import { recordSettings } from './record-settings.ts'
import type { Setting } from './setting.ts'
import { speechSettings } from './speech-settings.ts'
import { spendSettings } from './spend-settings.ts'

type Group = Readonly<Record<string, Setting<unknown>>>

const GROUPS: readonly (readonly [title: string, group: Group])[] = [
  ['Discord', discordSettings],
  ['Speech recognition', speechSettings],
  ['What it may take and cost', spendSettings],
  ['What is kept, and how lines look', recordSettings],
  ['Operation', operationSettings],
]

const HEAD = `# Settings

Every setting of the bot, as its host makes it: in the environment, or in a file \`.env\` in the folder in which it is
started. The environment wins. What cannot be used is named at the start, all of it at once, and the bot does not run.
What a server may choose for itself is in \`/transcribe settings\`, within what is set here.

This page is made by \`node src/cli/settings-docs.ts\` from the settings themselves.
`

/** The text of `docs/settings.md`: every setting with its default and its help. */
export function settingsDocs(): string {
  return `${[HEAD, ...GROUPS.map(([title, group]) => sectionOf(title, group))].join('\n').trimEnd()}\n`
}

function sectionOf(title: string, group: Group): string {
  const rows = Object.values(group).map((setting) => `| ${cellsOf(setting).join(' | ')} |`)
  return [`## ${title}`, '', '| setting | default | what it does |', '|---|---|---|', ...rows, ''].join('\n')
}

const cellsOf = (setting: Setting<unknown>): readonly string[] => [
  `\`${setting.name}\``,
  defaultOf(setting),
  escaped(setting.help),
]

function defaultOf({ fallback, parse, secret }: Setting<unknown>): string {
  const text =
    fallback === null
      ? 'problem' in parse('')
        ? '**must be set**'
        : 'empty'
      : fallback === ''
        ? 'empty'
        : `\`${fallback}\``
  return secret ? `${text}; secret` : text
}

/** A bar would end the cell. */
const escaped = (text: string): string => text.replaceAll('|', '\\|')
