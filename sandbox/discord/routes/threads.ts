import { type OpenChannel, openChannel, requirePermissions, wake } from '../access.ts'
import { threadExists, unknownMember, unknownMessage, wrongChannelType } from '../api-error.ts'
import { type ChannelKind, type SandboxChannel, CHANNEL_TYPES as TYPES } from '../channel.ts'
import { Form } from '../form.ts'
import type { SandboxGuild } from '../guild.ts'
import { channelPayload, threadMemberPayload } from '../payloads.ts'
import { type Call, created, noContent, ok, type Route } from '../route.ts'
import type { World } from '../world.ts'

const THREAD_LIMIT = { count: 50, perMs: 300_000 }

/** Threads: "Start Thread from Message", "Start Thread without Message", and their members. */
export function threadRoutes(world: World): readonly Route[] {
  const members = '/channels/:channel/thread-members'
  return [
    {
      method: 'POST',
      path: '/channels/:channel/messages/:message/threads',
      auth: 'bot',
      limit: THREAD_LIMIT,
      handle: (call) => created(fromMessage(world, call)),
    },
    {
      method: 'POST',
      path: '/channels/:channel/threads',
      auth: 'bot',
      limit: THREAD_LIMIT,
      handle: (call) => created(loose(world, call)),
    },
    {
      method: 'GET',
      path: '/guilds/:guild/threads/active',
      auth: 'bot',
      handle(call) {
        const channels = [...(world.guilds.get(call.param('guild'))?.channels.values() ?? [])]
        const threads = channels.filter((channel) => channel.isThread && !channel.state.archived)
        return ok({ threads: threads.map((thread) => channelPayload(thread)), members: [] })
      },
    },
    {
      method: 'GET',
      path: members,
      auth: 'bot',
      handle(call) {
        const thread = openThread(world, call)
        return ok([...thread.threadMembers].map((id) => threadMemberPayload(thread, id)))
      },
    },
    { method: 'PUT', path: `${members}/:user`, auth: 'bot', handle: (call) => setMember(world, call, true) },
    {
      method: 'DELETE',
      path: `${members}/:user`,
      auth: 'bot',
      handle: (call) => setMember(world, call, false),
    },
  ]
}

interface ThreadSeed {
  readonly kind: ChannelKind
  readonly id?: string
}

function fromMessage(world: World, call: Call): unknown {
  const place = openChannel(world, call.param('channel'))
  const message = place.channel.message(call.param('message'))
  if (message === undefined) throw unknownMessage()
  if (message.threadId !== null) throw threadExists()
  requirePermissions(place, 'CreatePublicThreads')
  // A thread from a message has the message's id.
  const thread = addThread(world, place, call, { kind: 'public-thread', id: message.id })
  place.channel.put({ ...message, flags: message.flags | (1 << 5), threadId: thread.id })
  return channelPayload(thread)
}

/** "type … defaults to PRIVATE_THREAD in order to match the behavior when thread documentation was first published" */
function loose(world: World, call: Call): unknown {
  const place = openChannel(world, call.param('channel'))
  const isPublic = Form.read(call.body).fields['type'] === TYPES['public-thread']
  requirePermissions(place, isPublic ? 'CreatePublicThreads' : 'CreatePrivateThreads')
  return channelPayload(
    addThread(world, place, call, { kind: isPublic ? 'public-thread' : 'private-thread' }),
  )
}

function addThread(world: World, place: OpenChannel, call: Call, seed: ThreadSeed): SandboxChannel {
  const guild = requireGuild(place)
  if (place.channel.kind !== 'text') throw wrongChannelType()
  const form = Form.read(call.body)
  const name = form.text('name', { required: true, min: 1, max: 100 }) ?? ''
  form.check()
  const thread = guild.addChannel({ ...seed, name, parentId: place.channel.id, userId: world.bot.id })
  thread.threadMembers.add(world.bot.id)
  return thread
}

function requireGuild(place: OpenChannel): SandboxGuild {
  if (place.guild === null) throw wrongChannelType()
  return place.guild
}

function openThread(world: World, call: Call): SandboxChannel {
  const place = openChannel(world, call.param('channel'))
  if (!place.channel.isThread) throw wrongChannelType()
  return place.channel
}

function setMember(world: World, call: Call, isIn: boolean): typeof noContent {
  const thread = openThread(world, call)
  const place = openChannel(world, thread.id)
  const id = call.param('user') === '@me' ? world.bot.id : call.param('user')
  if (place.guild?.members.has(id) !== true) throw unknownMember()
  wake(place)
  if (isIn) thread.threadMembers.add(id)
  else thread.threadMembers.delete(id)
  return noContent
}
