import { guildId } from '../../base/ids.ts'
import { settings } from '../../config/settings.ts'
import type { ChannelInspection, GuildInspection } from '../../discord/guild-inspection.ts'
import type { DiscordInspection } from '../../discord/inspection.ts'
import type { Consultation } from './consultation.ts'
import { type Finding, notOk, ok, skipped, warning } from './finding.ts'

const DISCORD = 'Discord'
const PERMISSIONS = 'permissions'

/** Logs in as the bot does, and looks at what it may do in a server. */
export async function examineDiscord(
  { config, holds, failureText, signal }: Consultation,
  guild: string | null,
): Promise<readonly Finding[]> {
  if (!holds(settings.discordToken.name) || !holds(settings.discordApiUrl.name)) {
    const why = 'not before its settings are right'
    return [skipped(DISCORD, why), skipped(PERMISSIONS, why)]
  }
  const readsMessages = config.autoTranscribeVoiceMessages
  try {
    const { inspectDiscord } = await import('../../discord/inspection.ts')
    const inspection = await inspectDiscord({
      token: config.discordToken,
      apiUrl: config.discordApiUrl,
      readsMessages,
      guild: guild === null ? null : guildId(guild),
      signal,
    })
    return [...loginFindings(inspection, readsMessages), ...permissionFindings(inspection, guild)]
  } catch (error) {
    return [notOk(DISCORD, failureText(error)), skipped(PERMISSIONS, 'not before Discord lets the bot in')]
  }
}

function loginFindings(
  { application, guilds }: DiscordInspection,
  readsMessages: boolean,
): readonly Finding[] {
  const where = guilds === 1 ? '1 server' : `${guilds} servers`
  const intents = readsMessages
    ? 'Guilds, Guild Voice States, Guild Messages and Message Content, all granted'
    : 'Guilds and Guild Voice States, for which nothing need be switched on'
  return [
    guilds === 0
      ? warning(DISCORD, `the bot is let in, but is in no server: ${invitation(application)} invites it.`)
      : ok(DISCORD, `the bot is let in, and is in ${where}`),
    ok('intents', intents),
  ]
}

/** Opens Discord's own page, on which somebody with Manage Server lets the bot into a server. */
const invitation = (application: string): string =>
  `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=309775682560`

function permissionFindings(
  { guilds, inspected, application }: DiscordInspection,
  id: string | null,
): readonly Finding[] {
  if (inspected === 'too many')
    return [
      skipped(PERMISSIONS, `name one of the ${guilds} servers: give --guild ID, or set DISCORD_GUILD_ID`),
    ]
  if (inspected === 'not in it')
    return [
      notOk(
        PERMISSIONS,
        `the bot is not in the server ${id}: invite it with ${invitation(application)}, or correct the id.`,
      ),
    ]
  const findings = inspected.flatMap((guild) => [...serverFindings(guild), ...channelFindings(guild)])
  if (guilds === 0) return [skipped(PERMISSIONS, 'not before the bot is in a server')]
  // Null: all of them were to be looked at.
  if (id !== null || inspected.length === guilds) return findings
  return [...findings, skipped(PERMISSIONS, 'a server is down at Discord just now: try again later')]
}

function serverFindings({ name, role, timedOut, missing, wished }: GuildInspection): readonly Finding[] {
  const what = `${PERMISSIONS} in ${name}`
  const where = `Grant it under Server Settings, Roles, ${role}, Permissions.`
  const findings: Finding[] = []
  if (timedOut)
    findings.push(notOk(what, 'the bot is timed out: an admin can remove that in the member list.'))
  if (missing.length > 0)
    findings.push(notOk(what, `the bot cannot work without ${missing.join(' and ')}. ${where}`))
  for (const permission of wished)
    findings.push(warning(what, `without ${permission} ${COSTS[permission] ?? 'it can do less'}. ${where}`))
  return findings.length > 0 ? findings : [ok(what, 'the bot has all that it can use')]
}

/** What goes without each of them, by the names that Discord's settings give them. */
const COSTS: Readonly<Record<string, string>> = {
  'Manage Webhooks': "lines come under the bot's name, not under their speakers'",
  'Read Message History': 'the bot cannot look up, after a restart, which lines stand there already',
  'Attach Files': 'the bot cannot post transcripts',
  'Embed Links': "links in the bot's answers come without a preview",
  'Create Public Threads': 'a session has no thread of its own',
  'Send Messages in Threads': 'the bot cannot write in threads',
}

function channelFindings({ name, voice, text }: GuildInspection): readonly Finding[] {
  return [
    channelFinding(voice, { what: `voice channels of ${name}`, deed: 'listen', kind: 'voice channel' }),
    channelFinding(text, { what: `text channels of ${name}`, deed: 'write', kind: 'text channel' }),
  ]
}

const MOST_NAMED = 5

function channelFinding(
  { open, closed }: ChannelInspection,
  { what, deed, kind }: { readonly what: string; readonly deed: string; readonly kind: string },
): Finding {
  const named = closed
    .slice(0, MOST_NAMED)
    .map((channel) => `${channel.name} (${channel.missing.join(', ')})`)
  const more = closed.length > MOST_NAMED ? ` and ${closed.length - MOST_NAMED} more` : ''
  const shut = `${named.join(', ')}${more}: where it should, grant that in the channel's settings, under Permissions.`
  if (open === 0)
    return notOk(
      what,
      `there is no ${kind} in which the bot can ${deed}${closed.length > 0 ? `; not in ${shut}` : '.'}`,
    )
  const can = `the bot can ${deed} in ${open} of ${open + closed.length}`
  return closed.length === 0 ? ok(what, can) : warning(what, `${can}; not in ${shut}`)
}
