import { missingAccess, unknownApplication } from '../api-error.ts'
import { type CommandBook, type RegisteredCommand, withoutLocalizations } from '../command-book.ts'
import { type Call, created, noContent, ok, type Route } from '../route.ts'
import type { World } from '../world.ts'

export interface ApplicationRouteParts {
  readonly world: World
  readonly book: CommandBook
  /** `ws://host:port` of the main gateway. */
  readonly gatewayUrl: () => string
}

/** "Get Gateway Bot", the bot's own user and application, and its commands. */
export function applicationRoutes(parts: ApplicationRouteParts): readonly Route[] {
  const { world, gatewayUrl } = parts
  return [
    {
      method: 'GET',
      path: '/gateway/bot',
      auth: 'bot',
      handle: () =>
        ok({
          url: gatewayUrl(),
          shards: 1,
          session_start_limit: { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 },
        }),
    },
    { method: 'GET', path: '/gateway', auth: 'open', handle: () => ok({ url: gatewayUrl() }) },
    { method: 'GET', path: '/users/@me', auth: 'bot', handle: () => ok(botUser(world)) },
    { method: 'GET', path: '/users/@me/guilds', auth: 'bot', handle: () => ok(guildList(world)) },
    { method: 'GET', path: '/applications/@me', auth: 'bot', handle: () => ok(application(world)) },
    { method: 'GET', path: '/oauth2/applications/@me', auth: 'bot', handle: () => ok(application(world)) },
    ...commandRoutes(parts, '/applications/:application/commands'),
    ...commandRoutes(parts, '/applications/:application/guilds/:guild/commands'),
  ]
}

const botUser = (world: World): unknown => ({
  id: world.bot.id,
  username: world.bot.username,
  discriminator: '0001',
  global_name: null,
  avatar: null,
  bot: true,
  verified: true,
  mfa_enabled: false,
  locale: 'en-US',
  flags: 0,
})

const guildList = (world: World): unknown =>
  [...world.guilds.values()].map((guild) => ({
    id: guild.id,
    name: guild.name,
    icon: null,
    owner: false,
    permissions: guild.permissionsOf(guild.bot).toString(),
    features: [],
  }))

const application = (world: World): unknown => ({
  id: world.bot.id,
  name: world.bot.username,
  icon: null,
  description: '',
  rpc_origins: [],
  bot_public: true,
  bot_require_code_grant: false,
  owner: { id: world.bot.id, username: 'owner', discriminator: '0', avatar: null, global_name: null },
  summary: '',
  verify_key: '0'.repeat(64),
  team: null,
  flags: 0,
  approximate_guild_count: world.guilds.size,
  redirect_uris: [],
  interactions_endpoint_url: null,
  role_connections_verification_url: null,
  tags: [],
  integration_types_config: { 0: {} },
})

function commandRoutes({ world, book }: ApplicationRouteParts, path: string): readonly Route[] {
  const isGuild = path.includes(':guild')
  const guildOf = (call: Call): string | null => {
    if (call.param('application') !== world.bot.id) throw unknownApplication()
    if (!isGuild) return null
    if (!world.guilds.has(call.param('guild'))) throw missingAccess()
    return call.param('guild')
  }
  const shown = (command: RegisteredCommand, call: Call): unknown =>
    call.query.get('with_localizations') === 'true' ? command.payload : withoutLocalizations(command.payload)
  return [
    {
      method: 'GET',
      path,
      auth: 'bot',
      handle: (call) => ok(book.list(guildOf(call)).map((command) => shown(command, call))),
    },
    {
      method: 'PUT',
      path,
      auth: 'bot',
      handle: (call) => ok(book.overwrite(guildOf(call), call.body).map(({ payload }) => payload)),
    },
    {
      method: 'POST',
      path,
      auth: 'bot',
      handle(call) {
        const { command, isNew } = book.create(guildOf(call), call.body)
        return isNew ? created(command.payload) : ok(command.payload)
      },
    },
    {
      method: 'GET',
      path: `${path}/:command`,
      auth: 'bot',
      handle: (call) => ok(book.get(guildOf(call), call.param('command')).payload),
    },
    {
      method: 'PATCH',
      path: `${path}/:command`,
      auth: 'bot',
      handle: (call) => ok(book.edit(guildOf(call), call.param('command'), call.body).payload),
    },
    {
      method: 'DELETE',
      path: `${path}/:command`,
      auth: 'bot',
      handle(call) {
        book.remove(guildOf(call), call.param('command'))
        return noContent
      },
    },
  ]
}
