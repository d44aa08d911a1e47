import { statusText } from '../src/discord/status/status-text.ts'
import type { Command } from '../src/session/command.ts'

/** The caller alone sees it, so it may be longer than the panel in the channel. */
const EVENTS = 12

export const status: Command = {
  name: 'status',
  label: ({ commands }) => commands.status.label,
  options: [],
  async run({ guild, canSee }, { sessions }) {
    const found = sessions.status(guild)
    // Who cannot see the room is not to know that anybody is in it.
    if (found === null || (found !== 'starting' && !canSee(found.room.room)))
      return { text: ({ answers }) => answers.status.nothing }
    if (found === 'starting') return { text: ({ answers }) => answers.status.starting }
    return { text: (words) => statusText(found, { events: EVENTS, channel: true }, words) }
  },
}
