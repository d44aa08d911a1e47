import { VoiceConnectionStatus } from '@discordjs/voice'
import { afterEach, beforeAll, jest } from '@jest/globals'
import type { Certificate } from '../../../../sandbox/discord/voice/certificate.ts'
import { VoiceServer, type VoiceServerOptions } from '../../../../sandbox/discord/voice/voice-server.ts'
import { ListeningBot, type Seat, trustedCertificate } from './listening-bot.ts'

export const guildId = '100000000000000001'
export const channelId = '200000000000000001'
export const botSeat: Seat = { guildId, channelId, userId: '900000000000000001' }

/** The seat of the nth person in the first call. */
export function seatOf(n: number): Seat {
  return { guildId, channelId, userId: String(300_000_000_000_000_000n + BigInt(n)) }
}

/** Voice servers and bots for the tests of a file, closed after each test. */
export function callFixture() {
  // Each wait has a deadline of its own, below this.
  jest.setTimeout(30_000)
  const closing: (() => unknown)[] = []
  let certificate: Certificate | undefined
  beforeAll(async () => {
    certificate = await trustedCertificate()
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  return {
    async server(options: Partial<VoiceServerOptions> = {}): Promise<VoiceServer> {
      if (!certificate) throw new Error('no certificate yet')
      const started = await VoiceServer.start({ certificate, ...options })
      closing.push(() => started.close())
      return started
    },
    async join(
      voice: VoiceServer,
      seat: Seat = botSeat,
      options: Parameters<typeof ListeningBot.ask>[2] = {},
    ): Promise<ListeningBot> {
      const bot = ListeningBot.ask(voice, seat, options)
      closing.push(() => bot.leave())
      await bot.untilStatus(VoiceConnectionStatus.Ready)
      return bot
    },
    ask(voice: VoiceServer, options: Parameters<typeof ListeningBot.ask>[2]): ListeningBot {
      const bot = ListeningBot.ask(voice, botSeat, options)
      closing.push(() => bot.leave())
      return bot
    },
  }
}
