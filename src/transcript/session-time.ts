import type { SessionMs } from '../base/ids.ts'

interface Parts {
  readonly hours: number
  readonly minutes: string
  readonly seconds: string
  readonly millis: string
}

const padded = (n: number, digits = 2): string => String(n).padStart(digits, '0')

function partsOf(ms: number): Parts {
  const whole = Math.max(0, Math.round(ms))
  return {
    hours: Math.floor(whole / 3_600_000),
    minutes: padded(Math.floor(whole / 60_000) % 60),
    seconds: padded(Math.floor(whole / 1000) % 60),
    millis: padded(whole % 1000, 3),
  }
}

/** For readers: "0:01:02", cut to the second. */
export function readableTime(ms: SessionMs): string {
  const { hours, minutes, seconds } = partsOf(ms)
  return `${hours}:${minutes}:${seconds}`
}

/** For machines: "00:01:02.345"; the hours grow beyond two digits where they must. */
export function exactTime(ms: SessionMs, point: '.' | ',' = '.'): string {
  const { hours, minutes, seconds, millis } = partsOf(ms)
  return `${padded(hours)}:${minutes}:${seconds}${point}${millis}`
}

/** "2026-11-22 13:39:43 UTC", of milliseconds since 1970. */
export const utcDate = (at: number): string => `${utcMinute(at).slice(0, 16)}${iso(at).slice(16, 19)} UTC`

/** "2026-11-22 13:39 UTC", of milliseconds since 1970. */
export const utcMinute = (at: number): string => `${iso(at).slice(0, 16).replace('T', ' ')} UTC`

const iso = (at: number): string => new Date(at).toISOString()
