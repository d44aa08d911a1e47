import { toneLine } from '../../sandbox/cast/script.ts'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import type { VoicePerson } from '../../sandbox/discord/voice/voice-person.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import type { BotProcess } from '../../src/cli/bot-process.ts'
import type { Rig } from './rig.ts'
import { transcribe } from './transcribe.ts'
import { until } from './until.ts'

/** What somebody says at a table, and how it reads in the channel. */
export const line = toneLine({ speaker: '', atMs: 0 }, ['silver', 'otter', 'today']).packets
export const caption = /^\*\*\w+\*\*: silver otter today/i

export interface Seats extends Table {
  readonly ada: SandboxMember
  readonly bert: SandboxMember
}

/** A guild of its own for one test, with two people in it. */
export function seat(sandbox: Sandbox, guildName = 'Table'): Seats {
  const table = setTable(sandbox, ['Ada', 'Bert'], guildName)
  const [ada, bert] = table.people
  if (!ada || !bert) throw new Error('nobody is at the table')
  return { ...table, ada, bert }
}

/** Ada enters the voice channel, has the bot listen to it and says her line; answers what she speaks with. */
export async function startTalking(sandbox: Sandbox, { ada, room, text }: Seats): Promise<VoicePerson> {
  const mouth = await sandbox.enter(ada, room)
  await transcribe(ada, text, ['start'])
  await mouth.talk(line)
  return mouth
}

/** The voice channel that the bot is in. */
export const botIsIn = ({ guild }: Pick<Table, 'guild'>): string | null =>
  guild.voiceState(guild.bot.id)?.channelId ?? null

/** The service hears of a session's end a moment after the bot is done with it. */
export const unbilled = ({ speech }: Sandbox): Promise<void> =>
  until('every speech session to end', () => speech.open === 0)

/** What reads as a stack trace, as text or within a log line. */
export const traces = (bot: BotProcess): string[] =>
  bot.output.filter((text) => /^\s+at |\\n\s+at /.test(text))

/** Ends a bot that nothing went wrong for: it exits with 0, left no trace of a stack and holds nothing open. */
export async function endInOrder({ sandbox, bot, close }: Rig): Promise<void> {
  try {
    const exit = await bot.stop()
    if (exit.code !== 0) throw new Error(`the bot ended with ${exit.code ?? exit.signal}`)
    const [trace] = traces(bot)
    if (trace !== undefined) throw new Error(trace)
    await until('its gateway connection to end', () => sandbox.discord.sockets === 0)
    await unbilled(sandbox)
  } finally {
    await close()
  }
}
