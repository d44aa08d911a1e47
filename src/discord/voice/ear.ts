import type { Networking, VoiceConnection, VoiceConnectionState } from '@discordjs/voice'
import type { Guild } from 'discord.js'
import { beatOf } from '../../base/beat.ts'
import { type Cancel, type Clock, othersFirst, sleep } from '../../base/clock.ts'
import { type MonotonicMs, speakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type {
  HealStep,
  HearingTrouble,
  PacketInlet,
  RoomHearing,
  VoiceListener,
} from '../../session/ports.ts'
import type { LossCause } from '../../transcript/turn.ts'
import { type EndedTrouble, type HearingNews, HearingWatch } from './hearing-watch.ts'
import { ReceiveGuard } from './receive-guard.ts'
import { speakerOf } from './speaker-of.ts'
import { askDiscovery } from './udp-discovery.ts'
import { UdpWatch } from './udp-watch.ts'
import type { Voice } from './voice.ts'

/** How often it is looked who is heard, in beats: four times a second. */
const LOOK_BEATS = 5
/** How often to look whether keys have come: what is said until then is not heard. */
const KEYS_LOOK_MS = 20
/** A bug that throws for each packet is logged at most this often per speaker. */
const COMPLAINT_MS = 10_000
/** Less than this is not worth a gap in the transcript. */
const GAP_MS = 1_000
/** As many turns of the event loop take thousands of datagrams out of the socket. */
const MOST_TURNS = 200
/** Where each turn is slow, more comes in every one: a stop does not wait for that. */
const CATCH_UP_MS = 500
/** With a new voice session the others get new keys too, one sooner and one later; by then all who speak have theirs. */
const KEYS_MS = 5_000

const CAUSES: Readonly<Record<HearingTrouble['kind'] | 'gone', LossCause>> = {
  gone: 'disconnected',
  encrypted: 'encrypted',
  lost: 'soundless',
}

/** Between two voice sessions, or at the beginning of the first one. */
interface Outage {
  readonly sinceMs: MonotonicMs
  readonly readyMs: MonotonicMs
  readonly cause: keyof typeof CAUSES
}

export interface EarOptions {
  readonly connection: VoiceConnection
  readonly guild: Guild
  readonly listener: VoiceListener
  readonly clock: Clock
  readonly log: Log
  /** The last of the steps: a new voice session. */
  readonly rejoin: () => void
}

/**
 * Hears what comes over one voice connection: introduces each person to the listener once, binds their packets to
 * the inlet it answers, and when somebody is not heard although they speak, mends that step by step and says so.
 */
export class Ear {
  readonly #options: EarOptions
  readonly #guard: ReceiveGuard
  readonly #watch = new HearingWatch<string>()
  readonly #udp = new UdpWatch()
  readonly #heals: Record<HealStep, number> = { resubscribe: 0, decoder: 0, rejoin: 0 }
  /** By person: up to when it was said what was missed of them. */
  readonly #toldMs = new Map<string, MonotonicMs>()
  readonly #complaints = new Map<string, MonotonicMs>()
  readonly #stopTicking: Cancel
  #line: Pick<RoomHearing, 'state' | 'sinceMs'>
  /** Not told yet, since it lasts for as long as nothing that comes can be opened. */
  #outage: Outage | null = null
  /** Of the last voice session in which sound could come. */
  #networking: Networking | null = null

  /** Must be made in the same tick as the connection. */
  constructor(options: EarOptions) {
    this.#options = options
    this.#guard = new ReceiveGuard({
      connection: options.connection,
      clock: options.clock,
      meet: (userId) => this.#meet(userId),
      onFault: (error, userId) => this.#complain(error, userId),
    })
    this.#line = { state: 'rejoining', sinceMs: options.clock.now() }
    options.connection.on('stateChange', this.#onStateChange)
    this.#stopTicking = beatOf(options.clock).every(LOOK_BEATS, () => this.#tick())
  }

  hearing(): RoomHearing {
    const { speakingMs, openedMs } = this.#guard.moments
    const troubles = [...this.#watch.troubles].map(([id, trouble]) => [speakerId(id), trouble] as const)
    return {
      ...this.#line,
      unnamed: this.#guard.unnamed(this.#options.clock.now()),
      troubles: new Map(troubles),
      lastSpeakingMs: momentOrNull(speakingMs),
      lastPacketMs: momentOrNull(openedMs),
      counters: { ...this.#guard.counters, heals: { ...this.#heals } },
    }
  }

  /** A new voice session was asked for, by whomever. */
  countRejoin(): void {
    this.#heals.rejoin += 1
  }

  /** Whether this person is heard may have changed; null: anybody. */
  reconsider(userId: string | null): void {
    this.#guard.reconsider(userId)
    for (const id of [...this.#watch.troubles.keys()])
      if (!this.#guard.voices.get(id)?.inlet) this.#watch.forget(id)
  }

  /** The person left the room. */
  left(userId: string): void {
    this.#tellGap(userId, this.#watch.forget(userId))
    this.#options.listener.left(speakerId(userId))
  }

  /** Resolves when the keys are there without which nobody who talks can be heard, at the latest after `limitMs`. */
  async keysAreThere(limitMs: number): Promise<void> {
    const { clock } = this.#options
    const untilMs = clock.now() + limitMs
    while (this.#guard.keys.arriving && clock.now() < untilMs) await sleep(clock, KEYS_LOOK_MS)
    const nowMs = clock.now()
    this.#outage ??= { sinceMs: nowMs, readyMs: nowMs, cause: 'encrypted' }
  }

  /** Resolves when what had arrived before is heard: the system may hold it back as long as the process is busy. */
  async caughtUp(): Promise<void> {
    const { counters } = this.#guard
    const { clock } = this.#options
    const untilMs = clock.now() + CATCH_UP_MS
    for (let turn = 0; turn < MOST_TURNS && clock.now() < untilMs; turn += 1) {
      const before = counters.received
      // The first is over before the sockets are read if it is asked for in between.
      await othersFirst()
      await othersFirst()
      if (counters.received === before) return
    }
  }

  close(): void {
    this.#stopTicking()
    this.#options.connection.off('stateChange', this.#onStateChange)
    this.#guard.close()
    this.#tellOutage(this.#outage)
    for (const userId of this.#watch.troubles.keys()) this.#tellGap(userId, this.#watch.forget(userId))
  }

  readonly #onStateChange = (_: VoiceConnectionState, after: VoiceConnectionState): void => {
    const state = after.status === 'ready' ? 'live' : 'rejoining'
    const { state: before, sinceMs } = this.#line
    if (state === before) return
    const nowMs = this.#options.clock.now()
    this.#line = { state, sinceMs: nowMs }
    if (after.status !== 'ready') {
      this.#tellOutage(this.#outage)
      return
    }
    // Sound goes on while a voice socket is resumed; with a new voice session there was none in between.
    if (this.#networking !== null && this.#networking !== after.networking) {
      const goneMs = atLeastASecond(nowMs - sinceMs)
      this.#options.listener.event(({ voice, measures }) =>
        voice.events.connectedAnew(measures.duration(goneMs)),
      )
      this.#outage = { sinceMs, readyMs: nowMs, cause: 'gone' }
    }
    this.#networking = after.networking
  }

  #tick(): void {
    const nowMs = this.#options.clock.now()
    this.#guard.tick(nowMs)
    this.#watchOutage(nowMs)
    this.#watchUdp(nowMs)
    const room = {
      nowMs,
      keysArriving: this.#guard.keys.arriving,
      soundMs: this.#guard.moments.soundMs,
    }
    for (const voice of this.#guard.voices.values()) {
      if (voice.inlet === null) continue
      const news = this.#watch.look(voice.userId, voice, room)
      if (news !== null) this.#act(voice, news)
    }
  }

  #watchOutage(nowMs: MonotonicMs): void {
    const outage = this.#outage
    if (outage === null) return
    const { moments, voices } = this.#guard
    const heard = moments.openedMs > outage.readyMs
    const allHeard = [...voices.values()].every(({ failedMs, openedMs }) => failedMs <= openedMs)
    if ((heard && allHeard) || nowMs - outage.readyMs >= KEYS_MS) this.#tellOutage(outage)
  }

  /** Up to the last frame that stayed shut: others seal for the keys of before until theirs are changed, too. */
  #tellOutage(outage: Outage | null): void {
    if (outage === null) return
    this.#outage = null
    const { sinceMs, readyMs, cause } = outage
    const failedMs = [...this.#guard.voices.values()].map((voice) => voice.failedMs)
    const toMs = Math.max(readyMs, ...failedMs)
    if (toMs > sinceMs) this.#options.listener.unheard(null, sinceMs, toMs, CAUSES[cause])
  }

  #watchUdp(nowMs: MonotonicMs): void {
    const { connection, log, listener, rejoin } = this.#options
    if (connection.state.status !== 'ready') return
    const { datagramMs, answerMs } = this.#guard.moments
    const advice = this.#udp.look({ nowMs, datagramMs, answerMs })
    if (advice === 'ask') askDiscovery(connection)
    if (advice !== 'dead' || !this.#watch.mayTake('rejoin', nowMs)) return
    log.warn('nothing comes over UDP any more', { forMs: Math.round(nowMs - datagramMs) })
    listener.event(({ voice }) => voice.events.noWay)
    rejoin()
  }

  #act(voice: Voice, news: HearingNews): void {
    const { listener, log, clock } = this.#options
    switch (news.kind) {
      case 'heal':
        log.warn('mending a voice', { speaker: voice.userId, step: news.step, failures: voice.failures })
        this.#heal(voice, news.step)
        break
      case 'heard again': {
        const forMs = news.lastMs - news.trouble.sinceMs
        log.info('a voice is heard again', { speaker: voice.userId, afterMs: Math.round(forMs) })
        const length = atLeastASecond(forMs)
        listener.event((words) => words.voice.events.heardAgain(words.measures.duration(length)))
        this.#tellGap(voice.userId, news)
        break
      }
      case 'given up':
        log.warn('a voice cannot be mended', { speaker: voice.userId, trouble: news.trouble.kind })
        listener.event((words) => words.voice.events.givenUp)
        this.#tellGap(voice.userId, { trouble: news.trouble, lastMs: clock.now() })
        break
    }
  }

  #heal(voice: Voice, step: HealStep): void {
    switch (step) {
      case 'resubscribe':
        this.#heals.resubscribe += 1
        this.#guard.reassign(voice)
        break
      case 'decoder':
        this.#heals.decoder += 1
        this.#guard.keys.renew()
        break
      case 'rejoin':
        this.#options.rejoin()
        break
    }
  }

  /** Says what was missed of a person, as far as it was not said before. */
  #tellGap(userId: string, ended: EndedTrouble | null): void {
    if (ended === null) return
    const { trouble, lastMs } = ended
    const fromMs = Math.max(trouble.sinceMs, this.#toldMs.get(userId) ?? Number.NEGATIVE_INFINITY)
    if (lastMs - fromMs < GAP_MS) return
    this.#toldMs.set(userId, lastMs)
    this.#options.listener.unheard(speakerId(userId), fromMs, lastMs, CAUSES[trouble.kind])
  }

  /** This runs within the UDP socket's event: what the listener throws must not end the process there. */
  #meet(userId: string): PacketInlet | null {
    const { listener, guild, log } = this.#options
    try {
      return listener.meet(speakerOf(guild, userId))
    } catch (error) {
      log.error('meeting a speaker failed', error, { speaker: userId })
      return null
    }
  }

  #complain(error: unknown, userId: string): void {
    const { clock, log } = this.#options
    const last = this.#complaints.get(userId)
    if (last !== undefined && clock.now() - last < COMPLAINT_MS) return
    this.#complaints.set(userId, clock.now())
    log.error('a packet could not be taken', error, { speaker: userId })
  }
}

/** Nothing took no time at all. */
const atLeastASecond = (ms: number): number => Math.max(1_000, ms)

const momentOrNull = (ms: MonotonicMs): MonotonicMs | null => (ms === Number.NEGATIVE_INFINITY ? null : ms)
