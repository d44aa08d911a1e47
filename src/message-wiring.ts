import { join } from 'node:path'
import { messageCommands } from '../commands/index.ts'
import { transcribeMessage } from '../commands/transcribe-message.ts'
import type { Clock } from './base/clock.ts'
import type { Log } from './base/log.ts'
import type { Config } from './config/load.ts'
import { attachmentFetch, clearFetched } from './discord/attachment-fetch.ts'
import type { GuildWords } from './discord/commands/message-command.ts'
import type { KeepReply } from './discord/commands/sound-replies.ts'
import type { MessageOptions } from './discord/message-desk.ts'
import type { ConsentBook } from './session/consent/consent-book.ts'
import { FileTranscriber } from './session/files/file-transcriber.ts'
import type { FileWay } from './session/files/file-way.ts'
import { MessageTranscriber } from './session/files/message-transcriber.ts'
import { StreamedFiles } from './session/files/streamed-file.ts'
import { UploadedFiles } from './session/files/uploaded-file.ts'
import type { Copies } from './session/record/removals.ts'
import { wordsFor } from './session/settings/guild-words.ts'
import type { SettingsDesk } from './session/settings/settings-desk.ts'
import type { Spend } from './session/spend/spend.ts'
import { Prerecorded } from './speech/assemblyai/prerecorded/prerecorded.ts'
import type { SpeechEngine } from './speech/engine.ts'

interface Parts {
  readonly engines: readonly SpeechEngine[]
  readonly spend: Spend
  readonly settings: SettingsDesk
  readonly consents: ConsentBook
  readonly store: Copies
  readonly clock: Clock
  readonly log: Log
}

/** Whatever there is to ask about messages, with the files of a process that ended in the middle taken away. */
export async function createMessages(config: Config, parts: Parts): Promise<MessageOptions> {
  const { settings, consents, store, clock, log } = parts
  const folder = join(config.dataDir, 'fetched')
  await clearFetched(folder)
  const messages = new MessageTranscriber({
    transcriber: createFileTranscriber(config, parts),
    fetch: attachmentFetch({ folder, apiUrl: config.discordApiUrl, clock }),
    consent: (guild) => consents.of(guild),
    settings: (guild) => settings.of(guild),
    log,
  })
  const unasked = config.autoTranscribeVoiceMessages ? transcribeMessage : null
  const words: GuildWords = async (guild, locale) => wordsFor(await settings.of(guild), locale)
  const keepReply: KeepReply = (reply) => store.keepCopy({ ...reply, kind: 'reply', at: clock.wall() })
  return { commands: messageCommands, context: { messages }, words, keepReply, unasked }
}

export function createFileTranscriber(
  config: Config,
  { engines, spend, clock, log }: Pick<Parts, 'engines' | 'spend' | 'clock' | 'log'>,
): FileTranscriber {
  return new FileTranscriber({
    ways: engines.map((engine) => wayOf(engine, config, { clock, log })),
    limits: {
      mostBytes: config.maxFileMegabytes * 1_000_000,
      mostMs: config.maxFileMinutes * 60_000,
    },
    toCloud: config.fallbackToCloud,
    spend,
    log,
  })
}

/** AssemblyAI takes whole files, for less and at once; any other engine is told them. */
function wayOf(engine: SpeechEngine, config: Config, parts: Pick<Parts, 'clock' | 'log'>): FileWay {
  if (engine.name !== 'assemblyai') return new StreamedFiles(engine, parts.clock)
  const { assemblyaiApiKey: apiKey, assemblyaiApiUrl: apiUrl, filePricePerHour: pricePerHour } = config
  const service = new Prerecorded({ apiKey: apiKey ?? '', apiUrl, ...parts })
  const { name, description } = engine
  return new UploadedFiles({ name, description, service, pricePerHour })
}
