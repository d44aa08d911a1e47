import type { Command } from '../src/session/command.ts'
import { summarySentence } from '../src/session/summary.ts'

export const stop: Command = {
  name: 'stop',
  description: 'Stop listening, write the last lines and say how long it was',
  options: [],
  async run(request, { sessions }) {
    const summary = await sessions.stop(request.guild, `${request.caller.name} stopped transcription.`)
    return { text: `Stopped. ${summarySentence(summary)}` }
  },
}
