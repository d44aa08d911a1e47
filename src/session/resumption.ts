import { within } from '../base/clock.ts'
import { UserError } from '../base/errors.ts'
import { channelId } from '../base/ids.ts'
import type { EngineChain } from '../speech/chain.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Speaker } from '../transcript/turn.ts'
import type { Saying, Words } from '../wording/words.ts'
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
  const { settings } = manner
  const chain = parts.roster.chain(settings.engines, left.id)
  try {
    await chooseEngine(parts, chain, left.guild)
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
    session.goOn()
    room = await gateway.join(ref, session.listener)
    const backMs = clock.now() - startedMs
    const backAt = startedAt + backMs
    const people = gateway.people(ref) ?? []
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

async function keepAbsence({ store, consents }: SessionParts, absence: Absence): Promise<void> {
  const consent = await consents.of(absence.record.guild)
  const hears = (speaker: Speaker) => consent.hears(speaker)
  // Whoever opted out in the last moments of the process before, which may not have come to drop their words.
  for (const { speaker } of absence.leftovers.heard)
    if (!hears(speaker)) await store.dropUnposted(absence.record.id, speaker.id)
  const { cuts, gaps } = linesOfAbsence(onlyOf(absence, hears))
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
