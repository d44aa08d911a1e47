import { createInterface } from 'node:readline'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import { perform } from '../../sandbox/cast/performance.ts'
import { conversation, type Script, toneLine } from '../../sandbox/cast/script.ts'
import { VOCABULARY } from '../../sandbox/cast/vocabulary.ts'
import { ChannelScreen } from '../../sandbox/channel-screen.ts'
import type { VoicePerson } from '../../sandbox/discord/voice/voice-person.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { UserError } from '../base/errors.ts'
import { verbatim } from '../wording/words.ts'
import { aborted, type Output, type Surroundings, say } from './surroundings.ts'

export interface SandboxOptions {
  readonly token: string
  readonly port: number
  readonly speechPort: number
}

const HELP = `Commands:
  start                 Ada gives /transcribe start in #transcript
  stop                  Ada gives /transcribe stop
  talk [SECONDS]        all three talk over each other in the tone language (default 20)
  say NAME WORD…        one of them says these words (any of: ${VOCABULARY.slice(0, 6).join(', ')} …)
  quit`

/** Keeps a sandbox open until `quit` is typed, or a signal comes. Rejects with a UserError if it cannot be opened. */
export async function keepSandbox(options: SandboxOptions, surroundings: Surroundings): Promise<void> {
  const { out, input: stdin, signal } = surroundings
  const sandbox = await openSandbox(options)
  const table = setTable(sandbox, ['Ada', 'Bert', 'Cleo'], 'Sandbox')
  const mouths = new Map<string, VoicePerson>()
  for (const person of table.people) mouths.set(person.name, await sandbox.enter(person, table.room))
  say(out, welcome(sandbox, table))
  const screen = new ChannelScreen(out, table.text)
  const input = createInterface({ input: stdin })
  const stage = { table, mouths, out }
  const quit = new Promise<void>((resolve) => {
    input.on('line', (line) => {
      if (line.trim() === 'quit') resolve()
      else
        obey(line, stage).catch((error: unknown) =>
          say(out, error instanceof Error ? error.message : String(error)),
        )
    })
  })
  // Without a terminal (standard input closed) it stays open until a signal.
  await Promise.race([quit, aborted(signal)])
  input.close()
  screen.close()
  await sandbox.close()
}

async function openSandbox({ token, port, speechPort }: SandboxOptions): Promise<Sandbox> {
  try {
    return await Sandbox.start({ token, port, speech: { port: speechPort } })
  } catch (error) {
    throw new UserError(
      verbatim(`The sandbox could not start: ${error instanceof Error ? error.message : error}`),
    )
  }
}

function welcome(sandbox: Sandbox, { people, room, text }: Table): string {
  const exports = Object.entries(sandbox.environment).map(([name, value]) => `export ${name}='${value}'`)
  return `The sandbox is open. In another terminal, give a bot this environment and start it:\n
${exports.join('\n')}
npm start\n
${people.map(({ name }) => name).join(', ')} sit in the voice channel ${room.name}. What is posted in #${text.name} shows below.
${HELP}\n`
}

interface Stage {
  readonly table: Table
  readonly mouths: ReadonlyMap<string, VoicePerson>
  readonly out: Output
}

async function obey(line: string, { table, mouths, out }: Stage): Promise<void> {
  const {
    people: [ada],
    text,
  } = table
  const talk = async (script: Script) => {
    await perform(script, mouths)
  }
  const [order = '', ...words] = line.trim().split(/\s+/)
  switch (order) {
    case '':
      return
    case 'start':
    case 'stop': {
      const outcome = await ada?.command(text, ['transcribe', order])
      const reply = await outcome?.next(({ content }) => content !== '', 30_000)
      return say(out, `  (only Ada sees: ${unescaped(reply?.content ?? 'nothing')})`)
    }
    case 'talk':
      return talk(
        conversation({
          seed: Date.now(),
          speakers: [...mouths.keys()],
          durationMs: 1000 * (Number(words[0]) || 20),
        }),
      )
    case 'say':
      return talk([toneLine({ speaker: words[0] ?? '', atMs: 0 }, words.slice(1))])
    default:
      return say(out, HELP)
  }
}
