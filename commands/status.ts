import { statusText } from '../src/discord/status/status-text.ts'
import type { Command } from '../src/session/command.ts'

/** The caller alone sees it, so it may be longer than the panel in the channel. */
const EVENTS = 12

export const status: Command = {
  name: 'status',
  description: 'Say whether I listen, since when, whom I hear and what happened lately',
  options: [],
  async run(request, { sessions }) {
    const found = sessions.status(request.guild)
    if (found === null)
      return { text: 'Nothing is being transcribed in this server. Start with /transcribe start.' }
    if (found === 'starting') return { text: 'A transcription is just being started in this server.' }
    return { text: statusText(found, { events: EVENTS, channel: true }) }
  },
}
