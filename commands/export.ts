import { UserError } from '../src/base/errors.ts'
import { safeText } from '../src/discord/captions/markup.ts'
import type { Command, CommandContext, CommandRequest } from '../src/session/command.ts'
import { exportFiles } from '../src/session/record/export-files.ts'
import { sessionSuggestions, sessionsFor, transcriptFor } from '../src/session/record/past-sessions.ts'
import type { ExportFormat } from '../src/transcript/export/export-format.ts'
import { EXPORT_FORMATS } from '../src/transcript/export/export-formats.ts'
import type { Transcript } from '../src/transcript/transcript.ts'

const NONE = 'There is no transcript of a voice channel here that you can see.'
const NOT_THIS = 'I have no such transcript for you. Choose one of those that are offered while you type.'

export const exportTranscript: Command = {
  name: 'export',
  description: 'Get the transcript of a session as files',
  options: [
    {
      name: 'session',
      description: 'Which one; the newest that you can see if you leave this out',
      type: 'text',
      maxLength: 100,
      required: false,
      suggest: async (typed, request, { store }) =>
        sessionSuggestions(await sessionsFor(request, store), typed),
    },
    {
      name: 'format',
      description: 'As which file; as all of them if you leave this out',
      type: 'choice',
      required: false,
      choices: EXPORT_FORMATS.map(({ name, description }) => ({
        label: `${name}: ${description}`,
        value: name,
      })),
    },
  ],
  async run(request, context) {
    const transcript = await wanted(request, context)
    const files = await exportFiles(transcript, chosenFormats(request.texts.get('format')), request.fileLimit)
    const { roomName, startedAt } = transcript.session
    return {
      text: `Here is the transcript of **${safeText(roomName)}**, begun <t:${Math.floor(startedAt / 1000)}:f>.${soFar(transcript)}`,
      files,
    }
  },
}

async function wanted(request: CommandRequest, { store }: CommandContext): Promise<Transcript> {
  const asked = request.texts.get('session')
  const id = asked ?? (await sessionsFor(request, store))[0]?.id
  if (id === undefined) throw new UserError(NONE)
  const transcript = await transcriptFor(request, store, id)
  if (transcript === null) throw new UserError(asked === undefined ? NONE : NOT_THIS)
  return transcript
}

function chosenFormats(name: string | undefined): readonly ExportFormat[] {
  return name === undefined ? EXPORT_FORMATS : EXPORT_FORMATS.filter((format) => format.name === name)
}

const soFar = ({ session }: Transcript): string =>
  session.state.kind === 'ended' ? '' : ' It has not ended yet: this is the record so far.'
