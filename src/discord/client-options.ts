import { type ClientOptions, GatewayIntentBits, Options } from 'discord.js'

/** Members kept beside those who are in a voice channel. */
const MEMBERS = 200

/**
 * How the library is to behave: which events come, what it remembers and how messages ping. `apiUrl` is without a
 * version, as in `https://discord.com/api`. `readsMessages` asks for what people write, which is a privileged intent.
 */
export function clientOptions(apiUrl: string, readsMessages = false): ClientOptions {
  return {
    // GuildVoiceStates brings the bot's own voice state too, without which no voice connection comes about.
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildVoiceStates,
      ...(readsMessages ? [GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent] : []),
    ],
    rest: { api: apiUrl },
    allowedMentions: { parse: [], repliedUser: false },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      AutoModerationRuleManager: 0,
      GuildBanManager: 0,
      GuildEmojiManager: 0,
      GuildInviteManager: 0,
      GuildMemberManager: {
        maxSize: MEMBERS,
        keepOverLimit: (member) => member.id === member.client.user.id || member.voice.channelId !== null,
      },
      GuildScheduledEventManager: 0,
      GuildStickerManager: 0,
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      StageInstanceManager: 0,
      ThreadMemberManager: 0,
      UserManager: { maxSize: MEMBERS, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
  }
}
