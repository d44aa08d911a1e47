import { engineLabel } from '../../speech/engine-label.ts'
import { english } from '../../wording/english/english.ts'
import { enginesOf } from '../engines.ts'
import { messageLink } from '../message-link.ts'
import { overlaps } from '../overlap.ts'
import { peopleOf } from '../people.ts'
import { lastedMs } from '../story.ts'
import type { RecordedTurn, Transcript } from '../transcript.ts'
import type { Gap } from '../turn.ts'

/** Grows when a reader of an older file's form would misread a new one; new fields alone do not count. */
const VERSION = 1

/**
 * JSON as `docs/export.schema.json` describes it: everything that is kept, the words unchanged, times in whole
 * milliseconds from the session's beginning. A line for each turn, so that large files can be searched and compared.
 */
export function jsonOf(transcript: Transcript): string {
  const { turns, gaps, presence, consent } = transcript
  const overlapped = overlaps(turns)
  const lists = [
    listOf('speakers', peopleOf(transcript), ({ id, name, bot, avatarUrl }) => ({
      id,
      name,
      bot,
      avatarUrl,
    })),
    listOf('turns', turns, (turn) => turnOf(turn, transcript, overlapped.get(turn.id) ?? [])),
    listOf('gaps', gaps, gapOf),
    listOf('presence', presence, ({ speaker, kind, atMs }) => ({
      speaker: speaker.id,
      kind,
      atMs: Math.round(atMs),
    })),
    listOf('notices', consent.notices, ({ atMs, mode, kind, channel, message }) => ({
      atMs: Math.round(atMs),
      mode,
      kind,
      channel,
      message,
    })),
    listOf('consent', consent.decisions, ({ person, decision, at, through }) => ({
      speaker: person,
      decision,
      at: new Date(at).toISOString(),
      through,
    })),
  ]
  const head = [
    `"format":"hansard-transcript","version":${VERSION}`,
    `"session":${JSON.stringify(sessionOf(transcript))}`,
  ]
  // Joined once: of a call of hours it is 20 MB, and each copy of a copy is as much again.
  return ['{\n', head.join(',\n'), ...lists.flatMap((list) => [',\n', ...list]), '\n}\n'].join('')
}

/** In pieces. */
function listOf<T>(name: string, list: readonly T[], of: (item: T) => unknown): string[] {
  const items = list.map((item, at) => `${at === 0 ? '\n' : ',\n'}${JSON.stringify(of(item))}`)
  return [`"${name}":[`, ...items, list.length === 0 ? ']' : '\n]']
}

function sessionOf(transcript: Transcript): unknown {
  const { id, guild, room, roomName, channel, starter, engine, startedAt, runs, state } = transcript.session
  return {
    id,
    guild,
    room: { id: room, name: roomName },
    channel,
    starter: { id: starter.id, name: starter.name },
    engine,
    // In English as all of this file is, whoever asks for it.
    engines: enginesOf(transcript).map((tag) => ({ engine: tag, label: engineLabel(tag)(english) })),
    startedAt: new Date(startedAt).toISOString(),
    lastedMs: Math.round(lastedMs(transcript)),
    end: state.kind === 'ended' ? { at: new Date(state.at).toISOString(), reason: state.reason } : null,
    runs,
  }
}

function turnOf(turn: RecordedTurn, { session }: Transcript, overlapsWith: readonly string[]): unknown {
  return {
    id: turn.id,
    speaker: turn.speaker.id,
    startMs: Math.round(turn.startMs),
    endMs: Math.round(turn.endMs),
    text: turn.text,
    engine: turn.engine ?? null,
    cut: turn.cut ?? false,
    overlaps: overlapsWith,
    words: turn.words.map(({ text, startMs, endMs, confidence }) => ({
      text,
      startMs: Math.round(startMs),
      endMs: Math.round(endMs),
      confidence,
    })),
    messages: turn.posts.map((post) => ({
      id: post.message,
      channel: post.channel,
      url: messageLink(session.guild, post),
    })),
  }
}

const gapOf = ({ speaker, startMs, endMs, cause }: Gap): unknown => ({
  speaker: speaker?.id ?? null,
  startMs: Math.round(startMs),
  endMs: Math.round(endMs),
  cause,
})
