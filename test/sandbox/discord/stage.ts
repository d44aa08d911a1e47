import { Client, type ClientOptions, GatewayIntentBits } from 'discord.js'
import { DiscordServer, type DiscordServerOptions } from '../../../sandbox/discord/discord-server.ts'
import type { VoiceAdmission, VoiceSide } from '../../../sandbox/ports.ts'

/** Voice servers that only note what they were told. */
export class NotedVoice implements VoiceSide {
  readonly endpoint = '127.0.0.1:1'
  readonly admissions: VoiceAdmission[] = []
  readonly expulsions: { readonly guildId: string; readonly userId: string; readonly code: number }[] = []

  admit(admission: VoiceAdmission): string {
    this.admissions.push(admission)
    return `voice-token-${this.admissions.length}`
  }

  expel(guildId: string, userId: string, code: number): void {
    this.expulsions.push({ guildId, userId, code })
  }
}

export interface Stage {
  readonly server: DiscordServer
  readonly voice: NotedVoice
  /** Logs in with the unmodified library and waits until it is ready. */
  login(options?: Partial<ClientOptions>): Promise<Client<true>>
  close(): Promise<void>
}

/** A sandbox Discord for one test file. */
export async function openStage(options: Partial<DiscordServerOptions> = {}): Promise<Stage> {
  const voice = new NotedVoice()
  const server = await DiscordServer.start({ voice, ...options })
  const clients: Client[] = []
  return {
    server,
    voice,
    async login(clientOptions) {
      const client = new Client({
        intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
        rest: { api: server.apiUrl },
        ...clientOptions,
      })
      clients.push(client)
      const ready = new Promise<Client<true>>((resolve) => client.once('clientReady', resolve))
      await client.login(server.token)
      return ready
    },
    async close() {
      for (const client of clients) await client.destroy()
      await server.close()
    },
  }
}

/** The first value that `probe` finds, asked again whenever a short time has passed; rejects after 20 s. */
export async function eventually<T>(probe: () => T | undefined | null | false): Promise<T> {
  const deadline = performance.now() + 20_000
  for (;;) {
    const value = probe()
    if (value !== undefined && value !== null && value !== false) return value
    if (performance.now() > deadline) throw new Error('it did not happen within 20 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
