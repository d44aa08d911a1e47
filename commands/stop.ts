import { StoreError } from '../src/base/errors.ts'
import type { SessionId } from '../src/base/ids.ts'
import type { Command, CommandContext, CommandRequest, Reply } from '../src/session/command.ts'
import { exportFiles } from '../src/session/record/export-files.ts'
import { transcriptFor } from '../src/session/record/past-sessions.ts'
import { checkStop } from '../src/session/starters.ts'
import { summarySentence } from '../src/session/summary.ts'
import { EXPORT_FORMATS } from '../src/transcript/export/export-formats.ts'

export const stop: Command = {
  name: 'stop',
  description: 'Stop listening, write the last lines, and give the transcript as files',
  options: [],
  async run(request, context) {
    const { guild, caller } = request
    const { starters } = await context.settings.of(guild)
    const summary = await context.sessions.stop(guild, `${caller.name} stopped transcription.`, (session) =>
      checkStop(starters, request, session),
    )
    const text = `Stopped. ${summarySentence(summary)}`
    return summary.turns === 0 ? { text } : withFiles(text, summary.session, request, context)
  },
}

/** The session is over whatever becomes of its files: who stopped it is told so first of all. */
async function withFiles(
  text: string,
  session: SessionId,
  request: CommandRequest,
  { store }: CommandContext,
): Promise<Reply> {
  try {
    const transcript = await transcriptFor(request, store, session)
    if (transcript === null) return { text }
    return {
      text: `${text} /transcribe export gives these files again.`,
      files: await exportFiles(transcript, EXPORT_FORMATS, request.fileLimit),
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { text: `${text} The transcript cannot be read just now: ${error.message}` }
  }
}
