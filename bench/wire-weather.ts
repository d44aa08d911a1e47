import { Random } from '../sandbox/cast/random.ts'
import type { Fate, WireRule } from '../sandbox/discord/voice/wire.ts'

/** What befalls packets between Discord and a bot, each for itself. Shares are 0 to 1. */
export interface Weather {
  readonly lost: number
  /** Arrive behind the next packet, 20 ms late, and behind the next two. */
  readonly lateByOne: number
  readonly lateByTwo: number
}

/** A rule of the wire, by speaker; the same packets suffer the same under the same seed. Others pass. */
export function weatherRule(weathers: ReadonlyMap<string, { weather: Weather; seed: number }>): WireRule {
  const randoms = new Map([...weathers].map(([speaker, { seed }]) => [speaker, new Random(seed)]))
  return ({ speakerId }) => {
    const weather = weathers.get(speakerId)?.weather
    const random = randoms.get(speakerId)
    return weather === undefined || random === undefined ? 'pass' : fateIn(weather, random.next())
  }
}

/** The fate of a packet that drew this number, 0 to 1: what is lost in fair weather is lost in worse as well. */
export function fateIn({ lost, lateByOne, lateByTwo }: Weather, drawn: number): Fate {
  if (drawn < lost) return 'drop'
  if (drawn >= 1 - lateByTwo) return { hold: 2 }
  if (drawn >= 1 - lateByTwo - lateByOne) return { hold: 1 }
  return 'pass'
}
