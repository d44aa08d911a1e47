import { type ReadableMessage, unescaped } from '../../sandbox/cast/channel-reader.ts'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { CommandOptions, SandboxMember } from '../../sandbox/discord/member.ts'
import { until } from './until.ts'

/** Joining may take 20 s, and stopping waits 10 s for the last turns. */
const ANSWER_MS = 40_000

/** Gives `/transcribe start` or `stop`; answers what the bot said to that, which its giver alone may see. */
export async function transcribe(
  member: SandboxMember,
  channel: SandboxChannel,
  [subcommand, options = {}]: readonly [subcommand: 'start' | 'stop', options?: CommandOptions],
): Promise<string> {
  const outcome = await member.command(channel, ['transcribe', subcommand], options)
  if (!outcome.ephemeral) throw new Error('the answer is seen by all')
  const reply = await outcome.next(({ content }) => content !== '', ANSWER_MS)
  return unescaped(reply.content)
}

/** The first line in the channel that fits as a reader sees it, as soon as there is one. */
export async function posted(channel: SandboxChannel, fits: RegExp): Promise<string> {
  const lines = () => channel.messages.flatMap(linesOf)
  await until(`a line like ${fits}`, () => lines().some((line) => fits.test(line)))
  return lines().find((line) => fits.test(line)) ?? ''
}

/** A line under a speaker's own name reads as one that the bot writes for them. */
function linesOf({ content, webhookId, authorName }: ReadableMessage): string[] {
  const lines = unescaped(content).split('\n')
  return typeof webhookId === 'string' ? lines.map((text) => `**${authorName}**: ${text}`) : lines
}
