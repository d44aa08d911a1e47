import { within } from '../base/clock.ts'
import { UserError } from '../base/errors.ts'
import { channelId } from '../base/ids.ts'
import type { EngineChain } from '../speech/chain.ts'
import { engineOf } from '../speech/engine-label.ts'
import type { ConsentNotice } from '../transcript/consent-record.ts'
import type { SessionRecord, Transcript } from '../transcript/transcript.ts'
import type { Saying, Words } from '../wording/words.ts'
import { isOtherThan } from './consent/terms.ts'
import { chooseEngine, makeSession, type OnDead, openTarget, type SessionParts } from './opening.ts'
import type { VoiceRoom } from './ports.ts'
import { READERS_NOTICE } from './posting/target-notices.ts'
import { isLeaking } from './readers-watch.ts'
import { type Absence, beforeThis, leftAt, linesOfAbsence, onlyOf } from './record/absence.ts'
import type { Session } from './session.ts'
import type { GuildSettings } from './settings/guild-settings.ts'
import { wordsFor } from './settings/guild-words.ts'
import type { Target } from './target.ts'

/** Takes up a session where another process left it. Rejects with a UserError that says why that cannot be. */
export async function resumeSession(
  parts: SessionParts,
  left: SessionRecord,
  onDead: OnDead,
): Promise<Session> {
  if (!parts.gateway.people({ guild: left.guild, room: left.room })?.some(({ bot }) => !bot))
    throw new UserError(({ session }) => session.whyNotResumed.nobody)
  const manner = await mannerOf(parts, left)
  const chain = await chainOf(parts, left, manner.settings)
  try {
    const { target, isLeak } = await targetOf(parts, left, manner)
    try {
      const session = await takeUp(parts, { left, chain, target, ...manner, onDead })
      if (isLeak) session.notice(READERS_NOTICE)
      return session
    } catch (error) {
      target.close()
      throw error
    }
  } catch (error) {
    chain.close()
    throw error
  }
}

/**
 * Ends a session that is not taken up: what was said in it is posted, with the reason. What cannot be posted any
 * more is in the journal all the same.
 */
export async function endLeft(parts: SessionParts, left: SessionRecord, reason: Saying): Promise<void> {
  const { store, clock, drainMs, log } = parts
  const leftovers = await store.leftovers(left.id)
  await keepAbsence(parts, { record: left, leftovers, backMs: null, here: [] })
  await postLeft(parts, left, (words) => words.session.notResumed(timeOf(leftAt(left)), reason(words)))
  const { words } = await mannerOf(parts, left)
  await store.end(left.id, leftAt(left), reason(words))
  log.info('session left behind was ended', {
    session: left.id,
    guild: left.guild,
    drainMs,
    at: clock.wall(),
  })
}

/** Posts what is left to be posted of a session that is over, then `notice`, if there is one. */
export async function postLeft(
  parts: SessionParts,
  left: SessionRecord,
  notice: Saying | null,
): Promise<void> {
  const { clock, drainMs, log } = parts
  try {
    const manner = await mannerOf(parts, left)
    const { target } = await targetOf(parts, left, manner)
    await target.begin('later', {
      event() {},
      moved() {},
      closed() {},
      lost() {},
    })
    if (notice !== null) await target.farewell(notice(manner.words))
    await within(clock, drainMs, target.flush(), () => {})
    target.close()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    log.error('what was left could not be posted', error, { session: left.id })
  }
}

/** How the guild has it now. */
interface Manner {
  readonly settings: GuildSettings
  readonly words: Words
}

async function mannerOf(
  { settings: desk, localeOf }: SessionParts,
  { guild }: SessionRecord,
): Promise<Manner> {
  const settings = await desk.of(guild)
  return { settings, words: wordsFor(settings, localeOf(guild)) }
}

/**
 * The engine that it began with first, if that can still be had: what the guild or the host has chosen since holds from
 * the next session on. Rejects with a UserError where no engine works.
 */
async function chainOf(
  parts: SessionParts,
  left: SessionRecord,
  { engines }: GuildSettings,
): Promise<EngineChain> {
  const { roster } = parts
  const name = engineOf(left.engine)
  const choose = async (order: readonly string[]): Promise<EngineChain> => {
    const chain = roster.chain(order, left.id)
    try {
      await chooseEngine(parts, chain, left.guild)
      return chain
    } catch (error) {
      chain.close()
      throw error
    }
  }
  if (engines[0] === name || !roster.engines.some((engine) => engine.name === name)) return choose(engines)
  return choose([name, ...engines.filter((each) => each !== name)]).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    // After it, another may have been barred that the guild itself prefers.
    return choose(engines)
  })
}

interface TakingUp extends Manner {
  readonly left: SessionRecord
  readonly chain: EngineChain
  readonly target: Target
  readonly onDead: OnDead
}

async function takeUp(
  parts: SessionParts,
  { left, chain, target, settings, words, onDead }: TakingUp,
): Promise<Session> {
  const { gateway, store, clock, log } = parts
  const { id, startedAt } = left
  const ref = { guild: left.guild, room: left.room }
  const leftovers = await store.leftovers(id)
  const gone = new Set(leftovers.gone)
  const record = { ...left, runs: left.runs + 1 }
  // Between processes only the wall's clock goes on, and it may have been set back.
  const startedMs = clock.now() - (Math.max(clock.wall(), leftAt(left)) - startedAt)
  const here = leftovers.heard.map(({ speaker }) => speaker).filter((speaker) => !gone.has(speaker.id))
  const { session, writer } = await makeSession(parts, {
    record,
    startedMs,
    target,
    chain,
    here,
    settings,
    words,
    onDead,
  })
  let room: VoiceRoom | null = null
  try {
    const { mode } = (await parts.consents.of(left.guild)).rule
    const terms = { engine: chain.current.name, mode, keptDays: settings.retentionDays }
    const told = toldLast(await store.transcript(id))
    const holds = target.channel === left.channel && !isOtherThan(told, terms)
    if (holds) session.goOn()
    room = await gateway.join(ref, session.listener)
    const people = gateway.people(ref) ?? []
    // As at a start: nobody is heard before it stands there, and where it cannot, nobody is.
    if (!holds) await session.announce(people, { kind: 'changed' })
    const backMs = clock.now() - startedMs
    const backAt = startedAt + backMs
    // Before the session counts as taken up: a crash in between makes up for the time away once more.
    await keepAbsence(parts, { record: left, leftovers, backMs, here: people })
    const transcript = await store.transcript(id)
    await writer.open(async () => {
      await store.resume(id, backAt)
      // What the process before had not finished is told by now.
      await store.lived(id, backAt, [])
    })
    if (target.channel !== left.channel) writer.retarget(target.channel)
    session.entered({ room, openBoard: parts.openBoard, before: beforeThis(transcript) })
    session.compare(people)
    session.notice(backSentence(leftAt(left), backAt))
    log.info('session resumed', { session: id, ...ref, run: record.runs })
    return session
  } catch (error) {
    await session.discard(room)
    throw error
  }
}

/** How its people were told last; of another engine that has taken over since, the channel was told when it did. */
function toldLast(transcript: Transcript | null): ConsentNotice | null {
  const notice = transcript?.consent.notices.at(-1) ?? null
  const { engine, startMs } = transcript?.turns.at(-1) ?? {}
  if (notice === null || engine === undefined || startMs === undefined || startMs < notice.atMs) return notice
  return { ...notice, engine: engineOf(engine) }
}

/** Whoever opted out in the last moments of the process before, which may not have come to drop their words. */
export async function dropUnheard(
  { store, consents }: SessionParts,
  { id, guild }: SessionRecord,
): Promise<void> {
  const consent = await consents.of(guild)
  const { heard } = await store.leftovers(id)
  for (const { speaker } of heard) if (!consent.hears(speaker)) await store.dropUnposted(id, speaker.id)
}

async function keepAbsence(parts: SessionParts, absence: Absence): Promise<void> {
  const { store, consents } = parts
  const consent = await consents.of(absence.record.guild)
  await dropUnheard(parts, absence.record)
  const { cuts, gaps } = linesOfAbsence(onlyOf(absence, (speaker) => consent.hears(speaker)))
  for (const cut of cuts) await store.addTurn(absence.record.id, cut)
  for (const gap of gaps) await store.addGap(absence.record.id, gap)
}

/** Where it was posted, if nobody reads along there by now who is not to; else the voice channel's own chat. */
async function targetOf(
  parts: SessionParts,
  left: SessionRecord,
  manner: Manner,
): Promise<{ readonly target: Target; readonly isLeak: boolean }> {
  const { id, startedAt, guild, room, channel } = left
  const isLeak = await isLeaking(parts.leaks, left)
  const chat = channelId(room)
  const place = { id, startedAt, ref: { guild, room }, ...manner }
  const target = await openTarget(parts, { ...place, channels: isLeak ? [chat] : [channel, chat] })
  return { target, isLeak }
}

const backSentence =
  (fromAt: number, toAt: number): Saying =>
  ({ session, measures }) =>
    session.back(measures.duration(Math.max(1_000, toAt - fromAt)), timeOf(fromAt), timeOf(toAt))

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 19)
