import { type ChannelId, channelId, type RoomId, roomId } from '../../base/ids.ts'
import type { Parsed } from '../../config/setting.ts'
import { guildSetting, wait } from './guild-setting.ts'

/** Where a session begins by itself, and where it writes. */
export interface AutoStartPlace {
  readonly room: RoomId
  readonly channel: ChannelId
}

/** Who may start and stop. Manage Server always may. */
export type Starters =
  /** Whoever is in the voice channel. */
  { readonly kind: 'room' } | { readonly kind: 'role'; readonly role: string } | { readonly kind: 'manage' }

/** When a session begins and ends, and who may say so. */
export const beginSettings = {
  autoStart: guildSetting<AutoStartPlace | null>({
    name: 'auto-start',
    title: 'Auto-start',
    help: 'The voice channel in which I begin by myself when two or more members are in it.',
    typed: 'off, or choose the channels with the options “voice” and “text” of this command',
    effect: 'at-once',
    fallback: () => null,
    parse: parsePlace,
    write: (place) => (place === null ? 'off' : `${place.room} ${place.channel}`),
    show: (place) => (place === null ? 'off' : `in <#${place.room}>, written to <#${place.channel}>`),
    offers: () => ['off'],
  }),
  stopEmptySeconds: wait(
    {
      name: 'stop-empty',
      title: 'Stop when empty',
      help: 'When I stop by myself in a voice channel that everybody has left.',
      effect: 'at-once',
      fallback: () => 60,
    },
    { unit: 'seconds', min: 10, max: 86_400, offers: [30, 60, 300, 900, 3_600] },
  ),
  stopQuietMinutes: wait(
    {
      name: 'stop-quiet',
      title: 'Stop when quiet',
      help: 'When I stop by myself while nobody speaks.',
      effect: 'at-once',
      fallback: () => 30,
    },
    { unit: 'minutes', min: 1, max: 1_440, offers: [10, 30, 60, 120, 240] },
  ),
  starters: guildSetting<Starters>({
    name: 'starters',
    title: 'Who may start',
    help: 'Who may start and stop me; members with Manage Server always may.',
    typed: 'room, manage, or a role as @role',
    effect: 'at-once',
    fallback: () => ({ kind: 'room' }),
    parse: parseStarters,
    write: (starters) => (starters.kind === 'role' ? starters.role : starters.kind),
    show: showStarters,
    offers: () => ['room', 'manage'],
  }),
} as const

function parsePlace(text: string): Parsed<AutoStartPlace | null> {
  if (text.toLowerCase() === 'off') return { value: null }
  const [, room, channel] = /^(\d{15,20}) (\d{15,20})$/.exec(text) ?? []
  return room === undefined || channel === undefined
    ? { problem: 'must be off, or the channels that the options “voice” and “text” name' }
    : { value: { room: roomId(room), channel: channelId(channel) } }
}

function parseStarters(text: string): Parsed<Starters> {
  const word = text.toLowerCase()
  if (word === 'room' || word === 'manage') return { value: { kind: word } }
  const [, role] = /^(?:<@&)?(\d{15,20})>?$/.exec(text) ?? []
  return role === undefined
    ? { problem: 'must be room, manage, or a role as @role' }
    : { value: { kind: 'role', role } }
}

function showStarters(starters: Starters): string {
  switch (starters.kind) {
    case 'room':
      return 'whoever is in the voice channel'
    case 'role':
      return `members with <@&${starters.role}>`
    case 'manage':
      return 'only members with Manage Server'
  }
}
