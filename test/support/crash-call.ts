import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readChannel } from '../../sandbox/cast/channel-reader.ts'
import { type Fault, type Reckoning, reckon } from '../../sandbox/cast/ledger.ts'
import { perform, type SpokenLine } from '../../sandbox/cast/performance.ts'
import {
  account,
  gapsOf,
  type KeptGap,
  type KeptRecord,
  lengthMs,
  type Stretch,
} from '../../sandbox/cast/record-account.ts'
import type { Script } from '../../sandbox/cast/script.ts'
import type { VoicePerson } from '../../sandbox/discord/voice/voice-person.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { systemClock } from '../../src/base/clock.ts'
import { guildId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { BotProcess } from '../../src/cli/bot-process.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import type { Transcript } from '../../src/transcript/transcript.ts'
import { transcribe } from './transcribe.ts'
import { until } from './until.ts'

/**
 * Where a busy machine lets the bot stand still, what comes meanwhile has its place in the session's time that much
 * later, and a line that begins then as a whole.
 */
const STALL_MS = 500
/** How far a word's place in the journal may lie from where it was said. No word can stand for two. */
const EDGE_MS = 1_500

/** What became of a call. */
export interface Verdict {
  readonly reckoning: Reckoning
  readonly transcript: Transcript
  /** Words that are neither in the journal, at their time, nor in a gap of their speaker. */
  readonly unexplained: readonly Fault[]
  /** Turns of the journal that are in no message. */
  readonly unposted: readonly string[]
  /** For each speaker, by how much their gaps take longer than the outages did, ms. */
  readonly excessMs: readonly number[]
}

/** A call that goes on while the bot that listens to it dies and comes back. */
export class CrashCall {
  readonly sandbox: Sandbox
  readonly table: Table
  readonly #environment: Readonly<Record<string, string>>
  readonly #outages: Stretch[] = []
  readonly #mouths = new Map<string, VoicePerson>()
  #bot: BotProcess
  #diedAt: number | null = null

  static async open(
    speakers: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<CrashCall> {
    const sandbox = await Sandbox.start()
    const table = setTable(sandbox, speakers)
    const call = new CrashCall(sandbox, table, environment)
    for (const person of table.people) call.#mouths.set(person.name, await sandbox.enter(person, table.room))
    return call
  }

  private constructor(sandbox: Sandbox, table: Table, environment: Readonly<Record<string, string>>) {
    this.sandbox = sandbox
    this.table = table
    this.#environment = { LOG_LEVEL: 'debug', ...sandbox.environment, STATUS_PANEL: 'false', ...environment }
    this.#bot = new BotProcess(this.#environment)
  }

  get bot(): BotProcess {
    return this.#bot
  }

  /** From the end of each process until the next one was back in the room: from when it was killed, if it was. */
  get outages(): readonly Stretch[] {
    return this.#outages
  }

  /** The first of the people starts the transcription. */
  async begin(): Promise<void> {
    await this.#bot.ready
    const answer = await this.command('start')
    if (!answer.startsWith('I am listening')) throw new Error(`the bot refused: ${answer}`)
  }

  command(subcommand: 'start' | 'stop'): Promise<string> {
    const [first] = this.table.people
    if (!first) throw new Error('nobody is at the table')
    return transcribe(first, this.table.text, [subcommand])
  }

  play(script: Script): Promise<SpokenLine[]> {
    return perform(script, this.#mouths)
  }

  /** Ends the bot with this signal, and resolves when it is gone. */
  async die(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    this.#diedAt = Date.now()
    await this.#bot.stop(signal)
  }

  /** Starts another process on the same data; resolves when it listens again. */
  async comeBack(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#bot = new BotProcess({ ...this.#environment, ...environment })
    await this.#bot.logged('session resumed')
    this.#outages.push({ fromAt: this.#diedAt ?? 0, toAt: Date.now() })
  }

  /** Ends the call and the bot, and reckons what was said with what is in the channel and in the journal. */
  async judge(spoken: readonly SpokenLine[]): Promise<Verdict> {
    await this.command('stop')
    await this.#bot.stop()
    const { messages } = this.table.text
    const reckoning = reckon(spoken, readChannel(messages))
    const transcript = await this.transcript()
    const record = recordOf(transcript)
    const { unexplained } = account(spoken, { ...record, gaps: record.gaps.map(sooner) }, EDGE_MS)
    return {
      reckoning,
      transcript,
      unexplained,
      unposted: transcript.turns.filter(({ posts }) => posts.length === 0).map(({ id }) => id),
      excessMs: this.table.people.map(
        ({ name }) => lengthMs(gapsOf(name, record.gaps)) - lengthMs(this.#outages),
      ),
    }
  }

  /** The one session of the guild, as the journal has it; the bot must be gone. */
  async transcript(): Promise<Transcript> {
    const folder = this.sandbox.environment['DATA_DIR'] ?? ''
    const store = await openSqliteStore({ folder, clock: systemClock, log: createLog('silent') })
    try {
      const [session, ...others] = await store.sessions(guildId(this.table.guild.id), 10)
      if (session === undefined || others.length > 0) throw new Error('there is not one session')
      const transcript = await store.transcript(session.id)
      if (transcript === null) throw new Error('the session is gone')
      return transcript
    } finally {
      await store.close()
    }
  }

  /** Keeps the bot from writing its journal, as a backup does; call what it answers to let it. */
  lockJournal(): () => void {
    const database = new DatabaseSync(this.#file, { timeout: 1_000 })
    database.exec('BEGIN IMMEDIATE')
    return () => database.close()
  }

  /** Resolves when this question about the journal is answered with at least `count`. */
  async journalHas(sql: string, count: number): Promise<void> {
    const database = new DatabaseSync(this.#file, { readOnly: true, timeout: 1_000 })
    try {
      const question = database.prepare(sql)
      await until(`${count} of ${sql}`, () => Number(question.get()?.['count'] ?? 0) >= count)
    } finally {
      database.close()
    }
  }

  get #file(): string {
    return join(this.sandbox.environment['DATA_DIR'] ?? '', 'hansard.sqlite')
  }

  async close(): Promise<void> {
    await this.#bot.stop('SIGKILL')
    await this.sandbox.close()
  }
}

/** What was lost had not come yet where the gap begins, but may have been said. */
const sooner = (gap: KeptGap): KeptGap => ({ ...gap, fromAt: gap.fromAt - STALL_MS })

/** The journal as the cast can be laid beside it. */
export function recordOf({ session, turns, gaps }: Transcript): KeptRecord {
  const at = (ms: number): number => session.startedAt + ms
  return {
    words: turns.flatMap(({ speaker, words }) =>
      words.map(({ text, endMs }) => ({ speaker: speaker.name, word: text, at: at(endMs) })),
    ),
    gaps: gaps.map(({ speaker, startMs, endMs }) => ({
      speaker: speaker?.name ?? null,
      fromAt: at(startMs),
      toAt: at(endMs),
    })),
  }
}
