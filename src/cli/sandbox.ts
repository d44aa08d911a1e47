import { createInterface } from 'node:readline'
import { Command } from 'commander'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import { perform } from '../../sandbox/cast/performance.ts'
import { conversation, type Script, toneLine } from '../../sandbox/cast/script.ts'
import { VOCABULARY } from '../../sandbox/cast/vocabulary.ts'
import { ChannelScreen } from '../../sandbox/channel-screen.ts'
import type { VoicePerson } from '../../sandbox/discord/voice/voice-person.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable, type Table } from '../../sandbox/table.ts'

const HELP = `Commands:
  start                 Ada gives /transcribe start in #transcript
  stop                  Ada gives /transcribe stop
  talk [SECONDS]        all three talk over each other in the tone language (default 20)
  say NAME WORD…        one of them says these words (any of: ${VOCABULARY.slice(0, 6).join(', ')} …)
  quit`

const program = new Command('sandbox')
  .description('A small Discord and a speech service on this machine, kept open for a bot to be tried in.')
  .option('--token <token>', 'the token the bot will use', 'sandbox.token.for-a-bot-on-this-machine')
  .option('--port <n>', 'where its Discord listens', Number, 8410)
  .option('--speech-port <n>', 'where its speech service listens', Number, 8411)
  .allowExcessArguments(false)
const options = program.parse().opts<{ token: string; port: number; speechPort: number }>()

const sandbox = await Sandbox.start({
  token: options.token,
  port: options.port,
  speech: { port: options.speechPort },
}).catch((error: unknown) =>
  program.error(`The sandbox could not start: ${error instanceof Error ? error.message : error}`),
)
const table = setTable(sandbox, ['Ada', 'Bert', 'Cleo'], 'Sandbox')
const mouths = new Map<string, VoicePerson>()
for (const person of table.people) mouths.set(person.name, await sandbox.enter(person, table.room))

const exports = Object.entries(sandbox.environment).map(([name, value]) => `export ${name}='${value}'`)
say(`The sandbox is open. In another terminal, give a bot this environment and start it:\n
${exports.join('\n')}
npm start\n
${table.people.map(({ name }) => name).join(', ')} sit in the voice channel ${table.room.name}. What is posted in #${table.text.name} shows below.
${HELP}\n`)

const screen = new ChannelScreen(process.stdout, table.text)
const input = createInterface({ input: process.stdin })
const interrupted = new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve))
const quit = new Promise<void>((resolve) => {
  input.on('line', (line) => {
    if (line.trim() === 'quit') resolve()
    else
      obey(line, table).catch((error: unknown) => say(error instanceof Error ? error.message : String(error)))
  })
})
// Without a terminal (standard input closed) it stays open until a signal.
await Promise.race([quit, interrupted])
input.close()
screen.close()
await sandbox.close()

async function obey(line: string, { people: [ada], text }: Table): Promise<void> {
  const [order = '', ...words] = line.trim().split(/\s+/)
  switch (order) {
    case '':
      return
    case 'start':
    case 'stop': {
      const outcome = await ada?.command(text, ['transcribe', order])
      const reply = await outcome?.next(({ content }) => content !== '', 30_000)
      return say(`  (only Ada sees: ${unescaped(reply?.content ?? 'nothing')})`)
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
      return say(HELP)
  }
}

async function talk(script: Script): Promise<void> {
  await perform(script, mouths)
}

function say(message: string): void {
  process.stdout.write(`${message}\n`)
}
