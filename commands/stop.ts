import { StoreError } from '../src/base/errors.ts'
import type { SessionId } from '../src/base/ids.ts'
import { unlinked } from '../src/discord/command-mentions.ts'
import type { Command, CommandContext, CommandRequest, Reply } from '../src/session/command.ts'
import { exportFiles } from '../src/session/record/export-files.ts'
import { transcriptFor } from '../src/session/record/past-sessions.ts'
import { checkStop } from '../src/session/starters.ts'
import { summarySentence } from '../src/session/summary.ts'
import { EXPORT_FORMATS } from '../src/transcript/export/export-formats.ts'
import { type Saying, together } from '../src/wording/words.ts'

export const stop: Command = {
  name: 'stop',
  label: ({ commands }) => commands.stop.label,
  options: [],
  async run(request, context) {
    const { guild, caller } = request
    const { starters } = await context.settings.of(guild)
    const by: Saying = ({ answers }) => answers.stop.stoppedBy(unlinked(caller.name))
    const summary = await context.sessions.stop(guild, by, (session) => checkStop(starters, request, session))
    const text = together([({ answers }) => answers.stop.stopped, summarySentence(summary)])
    return summary.turns === 0 ? { text } : withFiles(text, summary.session, request, context)
  },
}

/** The session is over whatever becomes of its files: who stopped it is told so first of all. */
async function withFiles(
  text: Saying,
  session: SessionId,
  request: CommandRequest,
  { store }: CommandContext,
): Promise<Reply> {
  try {
    const transcript = await transcriptFor(request, store, session)
    if (transcript === null) return { text }
    return {
      text: together([text, ({ answers }) => answers.stop.filesAgain]),
      files: await exportFiles(transcript, EXPORT_FORMATS, request),
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { text: together([text, ({ answers }) => answers.stop.unreadable, error.saying]) }
  }
}
