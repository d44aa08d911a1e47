import { nameOf, safeName, safeText } from '../src/discord/captions/markup.ts'
import { cutText } from '../src/discord/captions/text-cut.ts'
import type { FileProgress } from '../src/session/files/file-way.ts'
import type { HeardAttachment } from '../src/session/files/message-transcriber.ts'
import type { MessageCommand, MessageReply, MessageRequest } from '../src/session/message-command.ts'
import type { ReplyFile } from '../src/session/ports.ts'
import { fileStem } from '../src/session/record/export-files.ts'
import { plainLine } from '../src/transcript/plain-line.ts'
import { readableTime } from '../src/transcript/session-time.ts'
import type { Saying } from '../src/wording/words.ts'

/** Discord's limit is 2,000; what is left goes to the name before and the note below. */
const TEXT_LENGTH = 1_500
/** A text that needs more messages comes as a file. */
const MOST_MESSAGES = 3
/** Shown of one that does. */
const BEGINNING_LENGTH = 500

export const transcribeMessage: MessageCommand = {
  name: 'Transcribe',
  label: ({ commands }) => commands.message,
  async run(request, { messages }) {
    request.onProgress(({ files }) => files.progress.fetching)
    const heard = await messages.transcribe(request, (progress) =>
      request.onProgress(progressSaying(progress)),
    )
    const parts = heard.map((sound) => replyTo(sound, request, heard.length > 1))
    return { texts: parts.flatMap(({ texts }) => texts), files: parts.flatMap(({ files }) => files) }
  },
}

const progressSaying =
  (progress: FileProgress): Saying =>
  ({ files: { progress: say } }) => {
    switch (progress.stage) {
      case 'sending':
        return say.sending(Math.round(progress.share * 100))
      case 'waiting':
        return say.waiting
      case 'listening': {
        const heard = readableTime(progress.heardMs)
        return progress.durationMs === null
          ? say.listening(heard)
          : say.listeningOf(heard, readableTime(progress.durationMs))
      }
    }
  }

function replyTo(sound: HeardAttachment, request: MessageRequest, several: boolean): MessageReply {
  const { turns, gaps } = sound.transcript
  const head = several
    ? `${author(request)} (${safeName(sound.attachment.name, 'file')}): `
    : `${author(request)}: `
  const text = turns.map((turn) => safeText(turn.text)).join(' ')
  const say = request.words.files.message
  const notes = gaps.length > 0 ? [say.gaps] : []
  if (text === '') return { texts: [`${head}${say.noWords}${note(sound, request, notes)}`], files: [] }
  const pieces = cut(text)
  const file = fileOf(sound)
  if (pieces.length > MOST_MESSAGES && file.bytes.byteLength <= request.fileLimit) {
    const { head: beginning } = cutText(text, BEGINNING_LENGTH)
    return { texts: [`${head}${beginning} …${note(sound, request, [say.inFile, ...notes])}`], files: [file] }
  }
  const texts = pieces.map(
    (piece, at) =>
      `${at === 0 ? head : ''}${piece}${at === pieces.length - 1 ? note(sound, request, notes) : ''}`,
  )
  return { texts, files: [] }
}

const author = (request: MessageRequest): string => `**${nameOf(request.author)}**`

/** Below the words, in small type: what was heard, by whom, and how to have no part in it. */
function note(
  { transcript }: HeardAttachment,
  { link, voice, words }: MessageRequest,
  more: readonly string[],
): string {
  const say = words.files.message
  const what = voice ? say.voiceMessage : say.file
  const linked = link === null ? what : `[${what}](${link})`
  const length = words.measures.length(transcript.durationMs)
  const facts = [say.of(linked, length), transcript.description(words), say.optOut]
  return `\n-# ${[...more, facts.join(' · ')].join(' ')}`
}

function cut(text: string): string[] {
  const pieces: string[] = []
  for (let rest = text; rest !== ''; ) {
    const { head, rest: next } = cutText(rest, TEXT_LENGTH)
    pieces.push(head)
    rest = next
  }
  return pieces
}

/** A line per turn with its time, where there is more than one. */
function fileOf({ attachment, transcript: { turns } }: HeardAttachment): ReplyFile {
  const lines = turns.map(({ text, startMs }) =>
    turns.length > 1 ? `[${readableTime(startMs)}] ${plainLine(text)}` : plainLine(text),
  )
  const name = fileStem(attachment.name.replace(/\.\w*$/, ''))
  return { name: `${name || 'transcript'}.txt`, bytes: Buffer.from(`${lines.join('\n')}\n`) }
}
