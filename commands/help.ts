import { helpText } from '../src/discord/commands/help-text.ts'
import type { Command } from '../src/session/command.ts'

export const help: Command = {
  name: 'help',
  label: ({ commands }) => commands.help.label,
  options: [],
  run: async () => ({ text: helpText }),
}
