import tls from 'node:tls'
import { jest } from '@jest/globals'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import { DiscordServer, type DiscordServerOptions } from '../../sandbox/discord/discord-server.ts'
import type { SandboxGuild } from '../../sandbox/discord/guild.ts'
import type { SandboxMember } from '../../sandbox/discord/member.ts'
import { makeCertificate } from '../../sandbox/discord/voice/certificate.ts'
import type { VoicePerson } from '../../sandbox/discord/voice/voice-person.ts'
import { VoiceServer, type VoiceServerOptions } from '../../sandbox/discord/voice/voice-server.ts'
import type { OpusPacket } from '../../src/audio/packet.ts'
import { systemClock } from '../../src/base/clock.ts'
import { guildId, type MonotonicMs, roomId, type SpeakerId } from '../../src/base/ids.ts'
import { DiscordGateway, type DiscordGatewayOptions } from '../../src/discord/gateway.ts'
import type { CommandContext } from '../../src/session/command.ts'
import type { PacketInlet, RoomRef, VoiceListener } from '../../src/session/ports.ts'
import { Sessions, type SessionsOptions } from '../../src/session/sessions.ts'
import type { SpeechEngine } from '../../src/speech/engine.ts'
import type { LossCause, Speaker } from '../../src/transcript/turn.ts'
import { english } from '../../src/wording/english/english.ts'
import type { Saying } from '../../src/wording/words.ts'
import { forgetDeskOf } from '../support/forget-desk.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { sessionParts } from '../support/session-parts.ts'

// Of whoever opens a hall: real sockets take what the machine leaves them.
jest.setTimeout(60_000)

/** A sandbox with one guild, a text and a voice channel, and the adapter under test, which is not logged in yet. */
export interface Hall {
  readonly discord: DiscordServer
  readonly voice: VoiceServer
  readonly guild: SandboxGuild
  readonly text: SandboxChannel
  readonly room: SandboxChannel
  readonly ref: RoomRef
  readonly gateway: DiscordGateway
  readonly log: RecordingLog
  /** Another adapter on the same Discord, closed with the hall. */
  another(options?: Partial<DiscordGatewayOptions>): DiscordGateway
  start(): Promise<void>
  enter(member: SandboxMember, channel: SandboxChannel): Promise<VoicePerson>
  close(): Promise<void>
}

export interface HallOptions {
  readonly voice?: Partial<VoiceServerOptions>
  readonly gateway?: Partial<DiscordGatewayOptions>
  readonly discord?: Partial<DiscordServerOptions>
}

/** What contexts hold open, for the next hall that closes. */
const leftOpen: (() => Promise<void>)[] = []

export async function openHall(options: HallOptions = {}): Promise<Hall> {
  const certificate = await makeCertificate()
  tls.setDefaultCACertificates([...tls.getCACertificates(), certificate.cert])
  const voice = await VoiceServer.start({ certificate, ...options.voice })
  const discord = await DiscordServer.start({ voice, ...options.discord })
  const guild = discord.addGuild('Guild')
  const [text, room] = [guild.addText('captions'), guild.addVoice('Table')]
  const log = new RecordingLog()
  const gateways: DiscordGateway[] = []
  const another = (more: Partial<DiscordGatewayOptions> = {}) => {
    const gateway = new DiscordGateway({
      token: discord.token,
      apiUrl: discord.apiUrl,
      guildId: null,
      commands: [],
      style: { posting: 'plain', live: false },
      clock: systemClock,
      log,
      ...more,
    })
    gateways.push(gateway)
    return gateway
  }
  const gateway = another(options.gateway)
  return {
    discord,
    voice,
    guild,
    text,
    room,
    ref: { guild: guildId(guild.id), room: roomId(room.id) },
    gateway,
    log,
    another,
    start: async () => gateway.start(await contextOf(gateway, log)),
    enter(member, channel) {
      member.joinVoice(channel)
      return voice.connectPerson({ guildId: channel.guildId ?? '', channelId: channel.id, userId: member.id })
    },
    async close() {
      for (const each of gateways) await each.close()
      await discord.close()
      await voice.close()
      for (const close of leftOpen.splice(0)) await close()
    },
  }
}

/** Real sessions, without an engine unless some are given, for commands that ask for them. */
export async function contextOf(
  gateway: DiscordGateway,
  log: RecordingLog,
  engines: readonly SpeechEngine[] = [],
): Promise<CommandContext> {
  const parts = await sessionParts({
    gateway,
    openSink: (request) => gateway.openSink(request),
    postNotice: (request) => gateway.postNotice(request),
    checkPlaces: (request) => gateway.checkPlaces(request),
    engines,
    clock: systemClock,
    log,
    drainMs: 1_000,
  })
  const { settings, store, consents } = parts
  leftOpen.push(() => closeParts(parts))
  const sessions = new Sessions(parts)
  return { sessions, settings, store, consents, forgetDesk: forgetDeskOf({ store, gateway, sessions, log }) }
}

/** Ends what parts begin when they are made: timers, and the store. */
export async function closeParts({ roster, spend, store }: SessionsOptions): Promise<void> {
  roster.close()
  for (const part of [spend, store])
    if ('close' in part && typeof part.close === 'function') await part.close()
}

const SILENCE = Buffer.from([0xf8, 0xff, 0xfe])

/** Listens to everybody and remembers all of it. */
export class Ear implements VoiceListener {
  readonly met: Speaker[] = []
  readonly present: Speaker[] = []
  readonly gone: SpeakerId[] = []
  readonly losses: string[] = []
  readonly events: string[] = []
  readonly gaps: { readonly speaker: SpeakerId | null; readonly ms: number; readonly cause: LossCause }[] = []
  readonly packets = new Map<SpeakerId, OpusPacket[]>()
  /** Ids of who is not to be heard. */
  readonly deafTo = new Set<string>()
  readonly #inlets = new Map<SpeakerId, PacketInlet>()

  meet(speaker: Speaker): PacketInlet | null {
    this.met.push(speaker)
    if (this.deafTo.has(speaker.id)) return null
    const known = this.#inlets.get(speaker.id)
    if (known) return known
    const packets: OpusPacket[] = []
    const inlet: PacketInlet = (packet) => packets.push(packet)
    this.packets.set(speaker.id, packets)
    this.#inlets.set(speaker.id, inlet)
    return inlet
  }

  joined(speaker: Speaker): void {
    this.present.push(speaker)
  }

  left(speaker: SpeakerId): void {
    this.gone.push(speaker)
  }

  lost(reason: Saying): void {
    this.losses.push(reason(english))
  }

  event(what: Saying): void {
    this.events.push(what(english))
  }

  unheard(speaker: SpeakerId | null, fromMs: MonotonicMs, toMs: MonotonicMs, cause: LossCause): void {
    this.gaps.push({ speaker, ms: toMs - fromMs, cause })
  }

  /** What came from this person, without the silence frames at the end of a talk. */
  heard(id: string): Buffer[] {
    for (const [speaker, packets] of this.packets) {
      if (speaker === id)
        return packets.map(({ payload }) => payload).filter((payload) => !payload.equals(SILENCE))
    }
    return []
  }
}

/** Resolves when `holds`; rejects after `deadlineMs`, naming what was waited for. */
export async function until(what: string, holds: () => boolean, deadlineMs = 30_000): Promise<void> {
  const deadline = performance.now() + deadlineMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
