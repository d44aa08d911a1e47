import { UserError } from '../src/base/errors.ts'
import { quotedText } from '../src/discord/captions/markup.ts'
import type { Command, CommandContext, CommandRequest } from '../src/session/command.ts'
import { exportFiles } from '../src/session/record/export-files.ts'
import { sessionSuggestions, sessionsFor, transcriptFor } from '../src/session/record/past-sessions.ts'
import type { ExportFormat } from '../src/transcript/export/export-format.ts'
import { EXPORT_FORMATS } from '../src/transcript/export/export-formats.ts'
import type { Transcript } from '../src/transcript/transcript.ts'
import type { Saying } from '../src/wording/words.ts'

export const exportTranscript: Command = {
  name: 'export',
  label: ({ commands }) => commands.export.label,
  options: [
    {
      name: 'session',
      label: ({ commands }) => commands.export.session,
      type: 'text',
      maxLength: 100,
      required: false,
      suggest: async (typed, request, { store }) =>
        sessionSuggestions(await sessionsFor(request, store), typed, request.words),
    },
    {
      name: 'format',
      label: ({ commands }) => commands.export.format,
      type: 'choice',
      required: false,
      choices: EXPORT_FORMATS.map(({ name, description }) => ({
        label: (words) => `${name}: ${description(words)}`,
        value: name,
      })),
    },
  ],
  async run(request, context) {
    const transcript = await wanted(request, context)
    const files = await exportFiles(transcript, chosenFormats(request.texts.get('format')), request)
    return { text: hereIs(transcript), files }
  },
}

const hereIs =
  ({ session: { roomName, startedAt, state } }: Transcript): Saying =>
  ({ answers }) => {
    const here = answers.export.here(quotedText(roomName), `<t:${Math.floor(startedAt / 1000)}:f>`)
    return state.kind === 'ended' ? here : `${here} ${answers.export.soFar}`
  }

async function wanted(request: CommandRequest, { store }: CommandContext): Promise<Transcript> {
  const asked = request.texts.get('session')
  const id = asked ?? (await sessionsFor(request, store))[0]?.id
  if (id === undefined) throw new UserError(({ answers }) => answers.export.none)
  const transcript = await transcriptFor(request, store, id)
  if (transcript === null)
    throw new UserError(({ answers: { export: say } }) => (asked === undefined ? say.none : say.notThis))
  return transcript
}

function chosenFormats(name: string | undefined): readonly ExportFormat[] {
  return name === undefined ? EXPORT_FORMATS : EXPORT_FORMATS.filter((format) => format.name === name)
}
