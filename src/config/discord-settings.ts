import { address, optionalSnowflake, requiredText } from './setting.ts'

/** What ties the bot to Discord. */
export const discordSettings = {
  discordToken: requiredText({
    name: 'DISCORD_TOKEN',
    secret: true,
    help: "The bot's token, from the Bot page of its application in Discord's developer portal.",
  }),
  discordGuildId: optionalSnowflake({
    name: 'DISCORD_GUILD_ID',
    help: 'Register the commands in this server only, where they appear at once; empty registers them everywhere.',
  }),
  discordApiUrl: address(
    {
      name: 'DISCORD_API_URL',
      help: "Discord's REST address, without a version. Lets a stand-in such as the sandbox be used.",
    },
    'https://discord.com/api',
    { protocols: ['https:', 'http:'], path: true },
  ),
} as const
