import type { WebSocket } from 'ws'
import { CHUNK_MS } from '../../src/audio/pcm.ts'
import { type Clock, systemClock } from '../../src/base/clock.ts'
import { channelId, guildId, roomId, speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { DiscordGateway } from '../../src/discord/gateway.ts'
import type { CaptionSink, VoiceRoom } from '../../src/session/ports.ts'
import { Sessions } from '../../src/session/sessions.ts'
import type { SpeechEngine, SpeechStream, StreamOptions } from '../../src/speech/engine.ts'
import { verbatim } from '../../src/wording/words.ts'
import { sessionParts } from '../../test/support/session-parts.ts'
import type { Contender } from './contender.ts'
import type { Call, Crowd } from './crowd.ts'

/** As AssemblyAI's with its default settings. */
const TAIL_MS = 1_480
const LONG_TURN_MS = 20_000
const PACKET_MS = 20
/** The beginning of a talk may lie in the tail of the one before. */
const LEAST_SHARE = 0.9

const NO_SINK: CaptionSink = {
  notice() {},
  final() {},
  open() {},
  withdrawn() {},
  gap() {},
  drop() {},
  async recover() {},
  async flush() {},
  close() {},
}

/**
 * (c): Hansard as it ships, from the UDP socket to its engine's `send`: gateway, room, guard, session, tracks and
 * ticks. Its engine sends each chunk to the speaker's line, or drops it. While others are measured its sessions do
 * not tick.
 */
export class HansardListener {
  readonly #crowd: Crowd
  readonly #gateway: DiscordGateway
  readonly #log = createLog('error')
  #sessions: Sessions | null = null
  readonly #rooms: VoiceRoom[] = []
  #chunks = 0
  #begun = { opened: 0, chunks: 0 }
  #doing: 'nothing' | 'sending' | 'dropping' = 'nothing'

  constructor(crowd: Crowd) {
    this.#crowd = crowd
    this.#gateway = new DiscordGateway({
      token: crowd.discord.token,
      apiUrl: crowd.discord.apiUrl,
      guildId: null,
      commands: [],
      style: { posting: 'plain', live: false },
      clock: systemClock,
      log: this.#log,
    })
  }

  async start(): Promise<void> {
    const parts = await sessionParts({
      gateway: {
        people: () => null,
        join: async (ref, listener) => {
          const room = await this.#gateway.join(ref, listener)
          this.#rooms.push(room)
          return room
        },
      },
      openSink: async () => NO_SINK,
      engines: [this.#engine()],
      clock: this.#clock(),
      log: this.#log,
      longTurnMs: LONG_TURN_MS,
      drainMs: 1_000,
    })
    const sessions = new Sessions(parts)
    this.#sessions = sessions
    const { settings, store, consents } = parts
    const forgetDesk = { forget: async () => ({ kind: 'nothing' }) as const }
    await this.#gateway.start({ sessions, settings, store, consents, forgetDesk })
  }

  async join(call: Call): Promise<void> {
    if (this.#sessions === null) throw new Error('not started')
    await this.#sessions.start({
      ref: { guild: guildId(call.guildId), room: roomId(call.channelId) },
      roomName: 'Room',
      channel: channelId(call.textId),
      starter: { id: speakerId('1'), name: 'the bench' },
    })
  }

  get sending(): Contender {
    return this.#contender('c', 'sending')
  }

  get dropping(): Contender {
    return this.#contender('c-', 'dropping')
  }

  async close(): Promise<void> {
    await this.#sessions?.drain(verbatim(''))
    await this.#gateway.close()
  }

  #contender(name: string, doing: 'sending' | 'dropping'): Contender {
    return {
      name,
      listener: this.#crowd.discord.botId,
      begin: () => {
        this.#doing = doing
        this.#begun = { opened: this.#opened, chunks: this.#chunks }
      },
      end: () => {
        this.#doing = 'nothing'
        this.#checkWork()
      },
      packets: () => this.#opened,
    }
  }

  get #opened(): number {
    return this.#rooms.reduce((sum, room) => sum + room.hearing().counters.opened, 0)
  }

  /** What was opened must have come out at the other end: work that is left out costs nothing. */
  #checkWork(): void {
    const openedMs = (this.#opened - this.#begun.opened) * PACKET_MS
    const sentMs = (this.#chunks - this.#begun.chunks) * CHUNK_MS
    if (sentMs < openedMs * LEAST_SHARE)
      throw new Error(`of ${openedMs} ms of sound only ${sentMs} ms came to the engine`)
  }

  #clock(): Clock {
    return {
      ...systemClock,
      every: (ms, fn) =>
        systemClock.every(ms, () => {
          if (this.#doing !== 'nothing') fn()
        }),
    }
  }

  #engine(): SpeechEngine {
    return {
      name: 'bench',
      description: verbatim('the bench'),
      place: 'here',
      billing: { by: 'nothing', pricePerHour: 0 },
      restAfterMs: null,
      keyTermsCostExtra: false,
      trouble: null,
      checkedMs: 0,
      tailMs: () => TAIL_MS,
      graceMs: 3_000,
      async check() {},
      open: (options) => this.#stream(options),
      async close() {},
    }
  }

  #stream({ label }: StreamOptions): SpeechStream {
    const line = this.#lineOf(label)
    return {
      send: ({ pcm }) => {
        this.#chunks += 1
        if (this.#doing === 'sending') line.send(pcm)
      },
      endTurn() {},
      async finish() {},
      abort() {},
      rest() {},
      tune() {},
      surrender: () => [],
      usage: () => ({ billedMs: 0, connections: 0, billing: false }),
    }
  }

  /** A stream's label begins with its speaker's id. */
  #lineOf(label: string): WebSocket {
    const line = this.#crowd.lines.get(label.split('/')[0] ?? '')
    if (line === undefined) throw new Error('a speaker without a line')
    return line
  }
}
