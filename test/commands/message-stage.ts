import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageCommands } from '../../commands/index.ts'
import { transcribeMessage } from '../../commands/transcribe-message.ts'
import { oggOpus } from '../../sandbox/cast/ogg.ts'
import { encodeSpeech } from '../../sandbox/cast/speech-packets.ts'
import { utter } from '../../sandbox/cast/tone-language.ts'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import type { SandboxMessage } from '../../sandbox/discord/message.ts'
import { systemClock } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import { attachmentFetch } from '../../src/discord/attachment-fetch.ts'
import type { ConsentBook } from '../../src/session/consent/consent-book.ts'
import { FileTranscriber } from '../../src/session/files/file-transcriber.ts'
import type { FileTurn } from '../../src/session/files/file-transcript.ts'
import type { FileErrand, FileWay } from '../../src/session/files/file-way.ts'
import { type FetchAttachment, MessageTranscriber } from '../../src/session/files/message-transcriber.ts'
import type { SettingsDesk } from '../../src/session/settings/settings-desk.ts'
import { Spend } from '../../src/session/spend/spend.ts'
import type { Store } from '../../src/session/store.ts'
import { wordsOf } from '../../src/wording/catalogue.ts'
import { verbatim } from '../../src/wording/words.ts'
import { closeParts, type Hall, type HallOptions, openHall } from '../discord/hall.ts'
import { LeapingClock } from '../discord/leaping-clock.ts'
import { ScriptedGateway } from '../support/scripted-room.ts'
import { sessionParts } from '../support/session-parts.ts'

/** A way whose words are the test's. */
export class ScriptedWay implements FileWay {
  readonly name = 'scripted'
  readonly description = verbatim('a script')
  readonly place = 'here'
  readonly billing = { by: 'nothing', pricePerHour: 0 } as const
  readonly errands: FileErrand[] = []
  say: (errand: FileErrand) => Promise<string> | string = () => 'Hello there.'
  gaps: { fromMs: number; toMs: number }[] = []

  async transcribe(errand: FileErrand) {
    this.errands.push(errand)
    const text = await this.say(errand)
    errand.signal.throwIfAborted()
    const turns: FileTurn[] =
      text === '' ? [] : [{ speaker: null, text, startMs: 0, endMs: 1_000, words: [] }]
    const { name: engine, description, gaps } = this
    return { turns, gaps, durationMs: errand.durationMs ?? 0, language: null, engine, description }
  }
}

export interface MessageStage extends Hall {
  readonly way: ScriptedWay
  readonly consents: ConsentBook
  readonly settings: SettingsDesk
  readonly spend: Spend
  readonly store: Store
  /** The bot's. */
  readonly clock: LeapingClock
  readonly ann: SandboxMember
  readonly bob: SandboxMember
  /** Ann's, in the text channel. */
  voiceMessage(words?: readonly string[], seconds?: number): SandboxMessage
  attach(...files: readonly { filename: string; contentType: string; bytes?: Buffer }[]): SandboxMessage
  /** What of the sound lies on this machine. */
  fetched(): Promise<readonly string[]>
}

export interface StageOptions {
  readonly ways?: readonly FileWay[]
  readonly discord?: HallOptions['discord']
  readonly unasked?: boolean
}

export const voiceBytes = (words: readonly string[]): Buffer => oggOpus(encodeSpeech(utter(words)))

/** Discord on loopback with a bot that can be asked about messages; its engine is scripted unless ways are given. */
export async function openMessageStage(options: StageOptions = {}): Promise<MessageStage> {
  const folder = await mkdtemp(join(tmpdir(), 'messages-'))
  const log = createLog('silent')
  const parts = await sessionParts({ gateway: new ScriptedGateway(), engines: [], clock: systemClock })
  const { store, consents, settings } = parts
  const caps = { guildDay: null, guildMonth: null, totalDay: null, totalMonth: null }
  // At midnight what a day costs begins anew.
  const noon = { ...systemClock, wall: () => Date.UTC(2026, 0, 15, 12) + systemClock.now() }
  const spend = new Spend({ store, clock: noon, log, caps, currency: 'USD', orphanMs: 0 })
  const way = new ScriptedWay()
  const clock = new LeapingClock()
  let fetch: FetchAttachment = () => Promise.reject(new Error('the hall is not open yet'))
  const transcriber = new FileTranscriber({
    ways: options.ways ?? [way],
    limits: { mostBytes: 1_000_000, mostMs: 60_000 },
    toCloud: false,
    spend,
    log,
  })
  const messages = new MessageTranscriber({
    transcriber,
    fetch: (attachment, more) => fetch(attachment, more),
    consent: (guild) => consents.of(guild),
    settings: (guild) => settings.of(guild),
    log,
  })
  const unasked = options.unasked ? transcribeMessage : null
  const hall = await openHall({
    ...(options.discord && { discord: options.discord }),
    gateway: {
      messages: {
        commands: messageCommands,
        context: { messages },
        words: async (_, locale) => wordsOf(locale),
        keepReply: (reply) => store.keepCopy({ ...reply, kind: 'reply', at: Date.now() }),
        unasked,
      },
      clock,
    },
  })
  const fetchedTo = join(folder, 'fetched')
  fetch = attachmentFetch({ folder: fetchedTo, apiUrl: hall.discord.apiUrl, clock: systemClock })
  const ann = hall.guild.addMember('ann', { nick: 'Ann' })
  const bob = hall.guild.addMember('bob', { nick: 'Bob' })
  return {
    ...hall,
    way,
    consents,
    settings,
    spend,
    store,
    clock,
    ann,
    bob,
    voiceMessage(words = ['river', 'castle'], seconds = words.length * 0.28) {
      const bytes = voiceBytes(words)
      const file = { filename: 'voice-message.ogg', contentType: 'audio/ogg', bytes, seconds }
      return ann.say(hall.text, '', { flags: 8192, files: [file] })
    },
    attach: (...files) =>
      ann.say(hall.text, 'Listen to this', {
        files: files.map(({ bytes = voiceBytes(['river']), ...file }) => ({ ...file, bytes })),
      }),
    fetched: () => readdir(fetchedTo).catch(() => []),
    async close() {
      await hall.close()
      await spend.close()
      await closeParts(parts)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
