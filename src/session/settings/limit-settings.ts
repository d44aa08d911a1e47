import { money } from '../spend/session-spend.ts'
import { type GuildSetting, guildSetting } from './guild-setting.ts'
import type { HostSettings } from './host-settings.ts'

const MOST_MONEY = 1_000_000
const MOST_DAYS = 36_500

/** What may be spent and kept: a guild may set itself narrower limits than the host, never wider ones. */
export const limitSettings = {
  capDay: cap('day', ({ capDay }) => capDay),
  capMonth: cap('month', ({ capMonth }) => capMonth),
  retentionDays: guildSetting<number | null>({
    name: 'retention',
    about: ({ retention }) => retention,
    typed: ({ settings }) => settings.retention.typed,
    effect: 'at-once',
    fallback: (host) => host.retentionDays,
    parse: (text, { retentionDays }) => {
      const most = retentionDays ?? MOST_DAYS
      const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
      if (value >= 1 && value <= most) return { value }
      return {
        problem: ({ settings: { retention } }) =>
          retentionDays === null ? retention.wrong(most) : retention.wrongByHost(most),
      }
    },
    write: String,
    show:
      (days) =>
      ({ settings: { retention } }) =>
        days === null ? retention.kept : retention.after(days),
    offers: ({ retentionDays }) =>
      [1, 7, 14, 30, 90, 180, 365].filter((days) => days <= (retentionDays ?? MOST_DAYS)).map(String),
  }),
} as const

function cap(
  period: 'day' | 'month',
  ofHost: (host: HostSettings) => number | null,
): GuildSetting<number | null> {
  return guildSetting<number | null>({
    name: `cap-${period}`,
    about: ({ cap }) => cap[period],
    typed: ({ settings }) => settings.cap.typed,
    effect: 'at-once',
    fallback: ofHost,
    parse: (text, host) => {
      const most = ofHost(host)
      const value = /^\d{1,7}([.,]\d{1,4})?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN
      if (value <= (most ?? MOST_MONEY)) return { value }
      const bound = money(most ?? MOST_MONEY, host.currency)
      return {
        problem: (words) => {
          const { wrong, wrongByHost } = words.settings.cap
          return most === null ? wrong(bound(words)) : wrongByHost(bound(words))
        },
      }
    },
    write: String,
    show: (amount, { currency }) =>
      amount === null ? ({ settings }) => settings.common.none : money(amount, currency),
    offers: (host) =>
      [0, 0.5, 1, 2, 5, 10, 20, 50, 100]
        .filter((amount) => amount <= (ofHost(host) ?? MOST_MONEY))
        .map(String),
  })
}
