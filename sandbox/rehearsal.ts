import { readChannel, unescaped } from './cast/channel-reader.ts'
import type { Posted } from './cast/ledger.ts'
import { perform, type SpokenLine } from './cast/performance.ts'
import type { Script } from './cast/script.ts'
import type { VoicePerson } from './discord/voice/voice-person.ts'
import type { Sandbox } from './sandbox.ts'
import type { Table } from './table.ts'

/** How long the bot may take to join, and at the end to post what is left. */
const ANSWER_MS = 30_000

export interface Rehearsal {
  readonly spoken: readonly SpokenLine[]
  readonly posted: readonly Posted[]
  /** What the bot answered to `/transcribe stop`. */
  readonly farewell: string
}

export interface RehearsalOptions {
  /** Waits, when all is said, until the transcription may be stopped. */
  readonly settled?: (spoken: readonly SpokenLine[]) => Promise<void>
}

/**
 * Plays a script before the bot: the people of the table enter the room, the first of them starts the
 * transcription, all speak their lines, the first stops it. Rejects if the bot does not answer, or refuses.
 */
export async function rehearse(
  sandbox: Sandbox,
  table: Table,
  script: Script,
  { settled }: RehearsalOptions = {},
): Promise<Rehearsal> {
  const [first] = table.people
  if (!first) throw new RangeError('nobody is at the table')
  const before = table.text.messages.length
  const mouths = new Map<string, VoicePerson>()
  for (const person of table.people) mouths.set(person.name, await sandbox.enter(person, table.room))
  try {
    const start = await first.command(table.text, ['transcribe', 'start'])
    const welcome = await start.next(({ content }) => content !== '', ANSWER_MS)
    if (!welcome.content.startsWith('I am listening')) throw new Error(`the bot refused: ${welcome.content}`)
    const spoken = await perform(script, mouths)
    await settled?.(spoken)
    const stop = await first.command(table.text, ['transcribe', 'stop'])
    const farewell = await stop.next(({ content }) => content !== '', ANSWER_MS)
    const posted = readChannel(table.text.messages.slice(before))
    return { spoken, posted, farewell: unescaped(farewell.content) }
  } finally {
    for (const person of table.people) person.leaveVoice()
  }
}
