import { type OpenChannel, openChannel, openGuild, requireAwake, requirePermissions } from '../access.ts'
import {
  missingAccess,
  missingPermissions,
  unknownMember,
  unknownUser,
  unknownVoiceState,
  wrongChannelType,
} from '../api-error.ts'
import { CHANNEL_TYPES, type ChannelKind, type ChannelState } from '../channel.ts'
import { Form } from '../form.ts'
import type { SandboxGuild } from '../guild.ts'
import {
  channelPayload,
  guildPayload,
  memberPayload,
  rolePayload,
  userPayload,
  voiceStatePayload,
} from '../payloads.ts'
import { type Call, created, ok, type Route } from '../route.ts'
import type { World } from '../world.ts'

/** "Channel Resource", "Guild Resource" and "User Resource": what a bot looks up, and a few changes. */
export function channelRoutes(world: World): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/channels/:channel',
      auth: 'bot',
      handle(call) {
        const { channel } = openChannel(world, call.param('channel'))
        return ok(channelPayload(channel, channel.userId === null ? null : world.findUser(channel.userId)))
      },
    },
    { method: 'PATCH', path: '/channels/:channel', auth: 'bot', handle: (call) => ok(modify(world, call)) },
    {
      method: 'DELETE',
      path: '/channels/:channel',
      auth: 'bot',
      handle(call) {
        const place = openChannel(world, call.param('channel'))
        if (place.guild === null) throw wrongChannelType()
        requirePermissions(place, place.channel.isThread ? 'ManageThreads' : 'ManageChannels')
        const payload = channelPayload(place.channel)
        place.guild.deleteChannel(place.channel)
        return ok(payload)
      },
    },
    {
      method: 'GET',
      path: '/guilds/:guild',
      auth: 'bot',
      handle: (call) => ok(guildPayload(openGuild(world, call.param('guild')))),
    },
    {
      method: 'GET',
      path: '/guilds/:guild/channels',
      auth: 'bot',
      handle(call) {
        const channels = [...openGuild(world, call.param('guild')).channels.values()]
        return ok(channels.filter((channel) => !channel.isThread).map((channel) => channelPayload(channel)))
      },
    },
    {
      method: 'POST',
      path: '/guilds/:guild/channels',
      auth: 'bot',
      handle: (call) => created(addChannel(world, call)),
    },
    {
      method: 'GET',
      path: '/guilds/:guild/roles',
      auth: 'bot',
      handle: (call) => ok(openGuild(world, call.param('guild')).roles.all.map(rolePayload)),
    },
    {
      // "Returns a map of role IDs to the number of members with the role. Does not include the @everyone role."
      method: 'GET',
      path: '/guilds/:guild/roles/member-counts',
      auth: 'bot',
      handle: (call) => ok(memberCounts(openGuild(world, call.param('guild')))),
    },
    {
      method: 'GET',
      path: '/guilds/:guild/members/:user',
      auth: 'bot',
      handle(call) {
        const member = openGuild(world, call.param('guild')).members.get(call.param('user'))
        if (member === undefined) throw unknownMember()
        return ok(memberPayload(member))
      },
    },
    {
      method: 'GET',
      path: '/guilds/:guild/voice-states/:user',
      auth: 'bot',
      handle(call) {
        const guild = openGuild(world, call.param('guild'))
        const id = call.param('user') === '@me' ? world.bot.id : call.param('user')
        const state = guild.voiceState(id)
        if (state === null) throw unknownVoiceState()
        return ok({ ...voiceStatePayload(state), guild_id: guild.id })
      },
    },
    {
      method: 'GET',
      path: '/users/:user',
      auth: 'bot',
      handle(call) {
        const user = world.findUser(call.param('user'))
        if (user === null) throw unknownUser()
        return ok(userPayload(user))
      },
    },
    {
      method: 'POST',
      path: '/users/@me/channels',
      auth: 'bot',
      handle(call) {
        const form = Form.read(call.body)
        const id = form.text('recipient_id', { required: true }) ?? ''
        form.check()
        const recipient = world.findUser(id)
        if (recipient === null || recipient.isBot) throw unknownUser()
        return ok(channelPayload(world.directMessages(id), recipient))
      },
    },
  ]
}

const ARCHIVE_MINUTES = [60, 1440, 4320, 10080]

function modify(world: World, call: Call): unknown {
  const place = openChannel(world, call.param('channel'))
  const { guild, channel } = place
  if (guild === null) throw wrongChannelType()
  const form = Form.read(call.body)
  const name = form.text('name', { min: 1, max: 100 })
  const topic = form.text('topic', { max: 1024 })
  const userLimit = form.integer('user_limit')
  const archived = form.flag('archived')
  const locked = form.flag('locked')
  const minutes = form.integer('auto_archive_duration')
  if (minutes !== undefined && !ARCHIVE_MINUTES.includes(minutes)) {
    form.refuse('auto_archive_duration', 'BASE_TYPE_CHOICES', 'Value must be one of (60, 1440, 4320, 10080).')
  }
  form.check()
  if (channel.isThread) requireThreadChange(world, place, form)
  else requirePermissions(place, 'ManageChannels')
  const change: Partial<ChannelState> = {
    ...(name !== undefined && { name }),
    ...(form.has('topic') && { topic: topic ?? null }),
    ...(userLimit !== undefined && { userLimit }),
    ...(archived !== undefined && { archived }),
    ...(locked !== undefined && { locked }),
    ...(minutes !== undefined && { autoArchiveMinutes: minutes }),
  }
  channel.change(change)
  return channelPayload(channel)
}

/**
 * "When setting archived to false, when locked is also false, only the SEND_MESSAGES permission is required.
 * Otherwise, requires the MANAGE_THREADS permission" or that it is one's own thread. "Requires the thread to have
 * archived set to false or be set to false in the request."
 */
function requireThreadChange(world: World, place: OpenChannel, form: Form): void {
  const { channel } = place
  const isWaking = channel.state.archived && form.flag('archived') === false
  if (!isWaking) requireAwake(place)
  const isOpening = isWaking && Object.keys(form.fields).length === 1
  const isOwn = channel.userId === world.bot.id && form.flag('locked') === undefined
  if (channel.state.locked && isWaking) requirePermissions(place, 'ManageThreads')
  else if (isOpening) requirePermissions(place, 'SendMessagesInThreads')
  else if (!isOwn) requirePermissions(place, 'ManageThreads')
}

function memberCounts(guild: SandboxGuild): Readonly<Record<string, number>> {
  const members = [...guild.members.values()]
  return Object.fromEntries(
    guild.roles.all
      .filter(({ id }) => id !== guild.id)
      .map(({ id }) => [id, members.filter(({ roleIds }) => roleIds.includes(id)).length]),
  )
}

function addChannel(world: World, call: Call): unknown {
  const guild = openGuild(world, call.param('guild'))
  if (!guild.can(guild.bot, 'ViewChannel')) throw missingAccess()
  if (!guild.can(guild.bot, 'ManageChannels')) throw missingPermissions()
  const form = Form.read(call.body)
  const name = form.text('name', { required: true, min: 1, max: 100 }) ?? ''
  const type = form.integer('type') ?? 0
  const kinds: readonly ChannelKind[] = ['text', 'voice', 'stage']
  const kind = kinds.find((each) => CHANNEL_TYPES[each] === type)
  if (kind === undefined) form.refuse('type', 'BASE_TYPE_CHOICES', 'Value must be one of {0, 2, 13}.')
  form.check()
  return channelPayload(guild.addChannel({ kind: kind ?? 'text', name }))
}
