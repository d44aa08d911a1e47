import { randomBytes } from 'node:crypto'
import { type Guild, GuildPremiumTier, type GuildTextBasedChannel } from 'discord.js'
import { UserError } from '../../base/errors.ts'
import { channelId } from '../../base/ids.ts'
import type { Handout, ReplyFile } from '../../session/ports.ts'
import type { CommandMentions } from '../command-mentions.ts'
import { restFailure } from '../rest-failure.ts'
import type { PostBudget } from './post-budget.ts'
import type { PostPace } from './post-pace.ts'

/** The most files that a message can hold. */
const FILES_PER_MESSAGE = 10

/**
 * Files by message: Discord's limit is for each file, but its proxy has one for the whole request that is told
 * nowhere, so a message gets no more than one file may weigh.
 */
export function fileBatches(files: readonly ReplyFile[], limit: number): ReplyFile[][] {
  const batches: ReplyFile[][] = []
  let weight = 0
  for (const file of files) {
    const last = batches.at(-1)
    weight += file.bytes.byteLength
    if (last && last.length < FILES_PER_MESSAGE && weight <= limit) last.push(file)
    else {
      batches.push([file])
      weight = file.bytes.byteLength
    }
  }
  return batches
}

/** A file as discord.js takes it. */
export const attachmentOf = ({ name, bytes }: ReplyFile) => ({
  name,
  attachment: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
})

export interface FilePostTools {
  readonly budget: PostBudget
  readonly pace: PostPace
  readonly mentions: CommandMentions
}

/** Posts files for all who read a channel. Rejects with a UserError where Discord does not take them. */
export async function postFiles(
  channel: GuildTextBasedChannel,
  { text, files, posted }: Handout,
  { budget, pace, mentions }: FilePostTools,
): Promise<void> {
  const limit = fileLimit(channel.guild)
  for (const [place, batch] of fileBatches(await files(limit), limit).entries()) {
    await pace.affordable(budget)
    const message = {
      content: place === 0 ? mentions.in(text) : '',
      files: batch.map(attachmentOf),
      allowedMentions: { parse: [] },
      // The library repeats what Discord's servers fail.
      nonce: randomBytes(10).toString('hex'),
      enforceNonce: true,
    }
    const { id } = await budget
      .spend(() => channel.send(message))
      .catch((error: unknown) => notTaken(error, channel))
    await posted({ channel: channelId(channel.id), message: id })
  }
}

/** What a file may weigh, in bytes, by the server's boosts (Discord's documentation, "Uploading Files"). */
function fileLimit({ premiumTier }: Guild): number {
  const megabytes =
    premiumTier === GuildPremiumTier.Tier3 ? 100 : premiumTier === GuildPremiumTier.Tier2 ? 50 : 10
  return megabytes * 1024 * 1024
}

function notTaken(error: unknown, { id }: GuildTextBasedChannel): never {
  if (restFailure(error) === 'refused') throw error
  throw new UserError(({ places }) => places.target.filesShutOut(`<#${id}>`), { cause: error })
}
