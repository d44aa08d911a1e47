import { Client, Events, GatewayIntentBits } from 'discord.js'
import { Listener } from './listener.ts'

/**
 * A transcribing bot as one builds it from the libraries' own examples, to compare Hansard with (`bench/README.md`
 * says where each part is from). It is for `bench/naive/naive.ts` alone, and takes its settings from the environment.
 */

const { DISCORD_TOKEN = '', DISCORD_API_URL, ASSEMBLYAI_STREAMING_URL, ASSEMBLYAI_API_KEY } = process.env
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
  rest: { api: DISCORD_API_URL ?? 'https://discord.com/api' },
})
const speech = {
  url: ASSEMBLYAI_STREAMING_URL ?? 'wss://streaming.assemblyai.com',
  apiKey: ASSEMBLYAI_API_KEY ?? '',
}
const listeners = new Map<string, Listener>()

client.once(Events.ClientReady, async ({ application }) => {
  await application.commands.set([
    {
      name: 'transcribe',
      description: 'Write down what is said.',
      options: [
        { type: 1, name: 'start', description: 'Listen to your voice channel.' },
        { type: 1, name: 'stop', description: 'Listen no more.' },
      ],
    },
  ])
  process.stdout.write('ready\n')
})

client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand() || !interaction.inCachedGuild()) return
  const { guildId, channel } = interaction
  await interaction.deferReply()
  if (interaction.options.getSubcommand() === 'stop') {
    const listener = listeners.get(guildId)
    listeners.delete(guildId)
    await listener?.stop()
    await interaction.editReply('Stopped.')
    return
  }
  const room = interaction.member.voice.channel
  if (room === null || channel === null) {
    await interaction.editReply('Join a voice channel and then try that again!')
    return
  }
  const listener = new Listener(room, channel, speech)
  listeners.set(guildId, listener)
  await listener.start()
  await interaction.editReply('I am listening.')
})

client.on(Events.Error, (error) => console.error(error.message))
process.once('SIGTERM', () => {
  client.destroy().finally(() => process.exit(0))
})

await client.login(DISCORD_TOKEN)
