import { randomUUID } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { UserError } from '../base/errors.ts'
import {
  type ChannelId,
  channelId,
  type GuildId,
  type MonotonicMs,
  type SpeakerId,
  sessionId,
} from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { EngineChain } from '../speech/chain.ts'
import type { SpeechEngine } from '../speech/engine.ts'
import { engineTag } from '../speech/engine-label.ts'
import type { EngineRoster } from '../speech/roster.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Speaker } from '../transcript/turn.ts'
import type { Saying, Words } from '../wording/words.ts'
import { AUTO_STARTER } from './auto-starter.ts'
import type { ConsentBook } from './consent/consent-book.ts'
import type {
  CheckPlaces,
  Leaks,
  OpenSink,
  OpenThread,
  PostNotice,
  Reaches,
  Readers,
  RemoveMessages,
  RoomRef,
  ShareFiles,
  TellPerson,
  VoiceGateway,
  VoiceRoom,
} from './ports.ts'
import { RecordWriter } from './record/record-writer.ts'
import { Session } from './session.ts'
import type { GuildSettings } from './settings/guild-settings.ts'
import { wordsFor } from './settings/guild-words.ts'
import { stopRulesOf, styleOf, tuningOf } from './settings/session-manner.ts'
import type { SettingsDesk } from './settings/settings-desk.ts'
import type { Spend } from './spend/spend.ts'
import type { OpenBoard } from './status.ts'
import type { Store } from './store.ts'
import { NOTHING_BEFORE } from './tally.ts'
import { Target } from './target.ts'
import type { TuningOptions } from './tuning.ts'

/** What sessions are made of. */
export interface SessionParts {
  readonly gateway: VoiceGateway
  /** As Discord names the language of a guild: `en-GB`. */
  readonly localeOf: (guild: GuildId) => string
  readonly openSink: OpenSink
  /** Left out: places are taken as they come. */
  readonly checkPlaces?: CheckPlaces | undefined
  /** Left out: no session shows its status in the channel. */
  readonly openBoard?: OpenBoard | undefined
  /** Left out: sessions post in the channel itself, whatever a guild wants. */
  readonly openThread?: OpenThread | undefined
  readonly tellPerson: TellPerson
  readonly postNotice: PostNotice
  /** Left out: only those read along who see the room. */
  readonly leaks?: Leaks | undefined
  /** Left out: whoever is in a room can be told. */
  readonly reaches?: Reaches | undefined
  readonly consents: ConsentBook
  readonly shareFiles: ShareFiles
  /** Left out: what was posted stays. */
  readonly removeMessages?: RemoveMessages | undefined
  readonly roster: EngineRoster
  readonly settings: SettingsDesk
  readonly spend: Pick<Spend, 'open' | 'refusal'>
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly tuning: Pick<TuningOptions, 'names'>
  readonly longTurnMs: number
  readonly drainMs: number
}

export interface StartRequest {
  readonly ref: RoomRef
  readonly roomName: string
  readonly channel: ChannelId
  /** As the notice names them. */
  readonly starter: { readonly id: SpeakerId; readonly name: string }
  /** Who may read it; left out: those who see the room. */
  readonly readers?: Readers
}

/** The session cannot go on; told once, with the reason in plain words. */
export type OnDead = (session: SessionRecord, reason: Saying) => void

export interface OpenedSession {
  readonly session: Session
  /** What will not be possible in its two places, a sentence each. */
  readonly lacks: readonly Saying[]
}

/** Begins a session. Rejects with a UserError that says why not, and leaves nothing behind. */
export async function openSession(
  parts: SessionParts,
  request: StartRequest,
  onDead: OnDead,
): Promise<OpenedSession> {
  const { clock, store, gateway, log } = parts
  const { ref, roomName, channel, starter } = request
  const opened = { id: sessionId(randomUUID()), startedAt: clock.wall() }
  const startedMs = clock.now()
  const settings = await parts.settings.of(ref.guild)
  const words = wordsFor(settings, parts.localeOf(ref.guild))
  const lacks = await checkPlaces(parts, request, settings)
  const target = await openTarget(parts, { ...opened, ref, channels: [channel], settings, words })
  const chain = parts.roster.chain(settings.engines, opened.id)
  try {
    const engine = await chooseEngine(parts, chain, ref.guild)
    const record = newRecord(request, opened, engine)
    const making = { record, startedMs, target, chain, here: [], settings, words, onDead }
    const { session, writer } = await makeSession(parts, making)
    let room: VoiceRoom | null = null
    try {
      room = await gateway.join(ref, session.listener)
      // The first that anybody reads there: where it cannot be posted, nobody is heard.
      const occasion = { kind: 'start', starter: starter.name, roomName } as const
      await session.announce(gateway.people(ref) ?? [], occasion)
      // Not before: a bot need not be allowed to delete threads, and one of a session that never began would stay.
      if (settings.thread) await enterThread(parts, target, record)
    } catch (error) {
      await session.discard(room)
      throw error
    }
    void writer.open(() => store.begin({ ...record, channel: target.channel }))
    session.entered({ room, openBoard: parts.openBoard, before: NOTHING_BEFORE })
    log.info('session started', { session: record.id, ...ref, engine: engine.name })
    return { session, lacks }
  } catch (error) {
    target.close()
    chain.close()
    throw error
  }
}

/** What will not be possible in these two places. Rejects with a UserError that says why a session cannot begin there. */
export async function checkPlaces(
  parts: Pick<SessionParts, 'checkPlaces' | 'openThread'>,
  request: Pick<StartRequest, 'ref' | 'channel' | 'readers'>,
  settings: GuildSettings,
): Promise<readonly Saying[]> {
  const { ref, channel, readers = 'room' } = request
  const thread = settings.thread && parts.openThread !== undefined
  const personas = settings.posting === 'personas'
  return (await parts.checkPlaces?.({ ref, channel, readers, thread, personas })) ?? []
}

function newRecord(
  { ref, roomName, channel, starter, readers }: StartRequest,
  opened: Pick<SessionRecord, 'id' | 'startedAt'>,
  engine: SpeechEngine,
): SessionRecord {
  const state = { kind: 'open', livedAt: opened.startedAt } as const
  const record = { ...opened, ...ref, roomName, channel, starter, engine: engineTag(engine), runs: 1, state }
  return readers === 'everybody' ? { ...record, readers } : record
}

/** The first engine that works and may be paid for. Rejects with a UserError that says why there is none. */
export async function chooseEngine(
  { spend }: SessionParts,
  chain: EngineChain,
  guild: GuildId,
): Promise<SpeechEngine> {
  // What is used up is told before any service is asked whether it works.
  const refusals = await Promise.all(chain.engines.map((engine) => spend.refusal(guild, engine)))
  const [first = null] = refusals
  if (first !== null && !refusals.includes(null)) throw new UserError(first)
  const engine = await chain.choose()
  const refusal = await spend.refusal(guild, engine)
  if (refusal !== null) throw new UserError(refusal)
  return engine
}

/** The first of these channels in which the bot may post; rejects with what keeps it from the first. */
export async function openTarget(
  { store, openSink, clock, log }: SessionParts,
  session: Pick<SessionRecord, 'id' | 'startedAt'> & {
    readonly ref: RoomRef
    readonly channels: readonly [ChannelId, ...ChannelId[]]
    readonly settings: GuildSettings
    readonly words: Words
  },
): Promise<Target> {
  const { id, startedAt, ref, channels, settings, words } = session
  const [channel, ...others] = channels
  const options = {
    session: id,
    chat: channelId(ref.room),
    outbox: store.outbox(id),
    style: styleOf(settings),
    words,
    startedAt,
    openSink,
    clock,
    log: log.with({ session: id, guild: ref.guild }),
  }
  try {
    return await Target.open({ ...options, channel })
  } catch (error) {
    for (const other of others) {
      const target = await Target.open({ ...options, channel: other }).catch(() => null)
      if (target !== null) return target
    }
    throw error
  }
}

export interface SessionMaking {
  /** As it is in this run. */
  readonly record: SessionRecord
  readonly startedMs: MonotonicMs
  readonly target: Target
  readonly chain: EngineChain
  readonly here: readonly Speaker[]
  readonly settings: GuildSettings
  readonly words: Words
  readonly onDead: OnDead
}

/** A session that has not joined its room, and the writer that puts it into the journal. */
export async function makeSession(
  {
    spend,
    store,
    clock,
    log,
    tuning,
    longTurnMs,
    drainMs,
    tellPerson,
    postNotice,
    leaks,
    reaches,
    consents,
  }: SessionParts,
  { record, startedMs, target, chain, here, settings, words, onDead }: SessionMaking,
): Promise<{ readonly session: Session; readonly writer: RecordWriter }> {
  const sessionLog = log.with({ session: record.id, guild: record.guild })
  const writer = new RecordWriter({ session: record.id, journal: store, log: sessionLog })
  const session = new Session({
    record,
    startedMs,
    here,
    chain,
    account: await spend.open(record.id, record.guild),
    target,
    writer,
    words,
    clock,
    log: sessionLog,
    tuning: tuningOf(settings, tuning),
    stopRules: stopRulesOf(settings),
    consent: await consents.of(record.guild),
    postNotice,
    leaks,
    reaches,
    keptDays: settings.retentionDays,
    longTurnMs,
    drainMs,
    tellStarter: (what) => {
      if (record.starter.id !== AUTO_STARTER) tellPerson(record.starter.id, what(words))
    },
    onDead: (reason) => onDead(record, reason),
  })
  return { session, writer }
}

/** Where each session is to have a thread of its own; without one, the channel itself will do. */
async function enterThread(
  { openThread, log }: SessionParts,
  target: Target,
  { id, roomName, startedAt }: SessionRecord,
): Promise<void> {
  if (openThread === undefined) return
  const date = new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')
  try {
    await target.relocate(await openThread(target.channel, `${roomName}, ${date} UTC`))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    log.error('no thread for a session', error, { session: id })
  }
}
