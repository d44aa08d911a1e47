import type { Command } from '../src/session/command.ts'
import type { Component } from '../src/session/component.ts'
import type { MessageCommand } from '../src/session/message-command.ts'
import { exportTranscript } from './export.ts'
import { forget, forgetButton } from './forget.ts'
import { help } from './help.ts'
import { consentButtons, privacy } from './privacy.ts'
import { search } from './search.ts'
import { settings, settingsPanel } from './settings.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { stop } from './stop.ts'
import { transcribeMessage } from './transcribe-message.ts'

/** The subcommands of /transcribe, in the order in which Discord shows them. */
export const commands: readonly Command[] = [
  start,
  stop,
  status,
  exportTranscript,
  search,
  settings,
  privacy,
  forget,
  help,
]

/** What is behind the buttons and menus under the bot's messages. */
export const components: readonly Component[] = [consentButtons, forgetButton, settingsPanel]

/** In the context menu of messages. */
export const messageCommands: readonly MessageCommand[] = [transcribeMessage]
