import { type ChannelId, channelId, type RoomId, roomId } from '../../base/ids.ts'
import type { Saying } from '../../wording/words.ts'
import { type Checked, guildSetting, wait } from './guild-setting.ts'

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
    about: ({ autoStart }) => autoStart,
    typed: ({ settings }) => settings.autoStart.typed,
    effect: 'at-once',
    fallback: () => null,
    parse: parsePlace,
    write: (place) => (place === null ? 'off' : `${place.room} ${place.channel}`),
    show:
      (place) =>
      ({ settings }) =>
        place === null
          ? settings.common.off
          : settings.autoStart.shown(`<#${place.room}>`, `<#${place.channel}>`),
    offers: () => ['off'],
  }),
  stopEmptySeconds: wait(
    {
      name: 'stop-empty',
      effect: 'at-once',
      fallback: () => 60,
    },
    { about: ({ stopEmpty }) => stopEmpty, min: 10, max: 86_400, offers: [30, 60, 300, 900, 3_600] },
  ),
  stopQuietMinutes: wait(
    {
      name: 'stop-quiet',
      effect: 'at-once',
      fallback: () => 30,
    },
    { about: ({ stopQuiet }) => stopQuiet, min: 1, max: 1_440, offers: [10, 30, 60, 120, 240] },
  ),
  starters: guildSetting<Starters>({
    name: 'starters',
    about: ({ starters }) => starters,
    typed: ({ settings }) => settings.starters.typed,
    effect: 'at-once',
    fallback: () => ({ kind: 'room' }),
    parse: parseStarters,
    write: (starters) => (starters.kind === 'role' ? starters.role : starters.kind),
    show: showStarters,
    offers: () => ['room', 'manage'],
  }),
} as const

function parsePlace(text: string): Checked<AutoStartPlace | null> {
  if (text.toLowerCase() === 'off') return { value: null }
  const [, room, channel] = /^(\d{15,20}) (\d{15,20})$/.exec(text) ?? []
  return room === undefined || channel === undefined
    ? { problem: ({ settings }) => settings.autoStart.wrong }
    : { value: { room: roomId(room), channel: channelId(channel) } }
}

function parseStarters(text: string): Checked<Starters> {
  const word = text.toLowerCase()
  if (word === 'room' || word === 'manage') return { value: { kind: word } }
  const [, role] = /^(?:<@&)?(\d{15,20})>?$/.exec(text) ?? []
  return role === undefined
    ? { problem: ({ settings }) => settings.starters.wrong }
    : { value: { kind: 'role', role } }
}

function showStarters(starters: Starters): Saying {
  return ({ settings: { starters: words } }) =>
    starters.kind === 'role' ? words.role(`<@&${starters.role}>`) : words[starters.kind]
}
