import { helpText } from '../src/discord/commands/help-text.ts'
import type { Command } from '../src/session/command.ts'

export const help: Command = {
  name: 'help',
  description: 'Say in four lines how to begin',
  options: [],
  run: async () => ({ text: helpText() }),
}
