import { grammar } from '../grammar.ts'

const { count, list } = grammar('en-GB')

/**
 * How a session goes: the panel, and `/transcribe status`. Markdown is fine in it. Channels are given as `<#…>`; `when`
 * is shown as "3 minutes ago", `since` as a time of day.
 */
export const status = {
  head: {
    listening: (room: string, engine: string, when: string) =>
      `**Listening** in ${room} with the speech engine ${engine}, connected ${when}.`,
    rejoining: (room: string, when: string) =>
      `**Not listening just now.** The connection to ${room} broke ${when}; I am joining again.`,
    suspended: (room: string, when: string) =>
      `**I am being restarted** ${when}, and go on listening in ${room} when I am back.`,
    stopped: (room: string, when: string, length: string) =>
      `**Stopped** ${when}. I listened in ${room} for ${length}.`,
  },
  target: (channel: string) => `The text goes to ${channel}.`,
  toldBy: (engines: readonly string[]) => `The text so far comes from ${list(engines)}.`,
  /** `sums` are such as stand below. */
  spent: (sums: readonly string[]) => `This server has spent ${list(sums)}.`,
  day: (spent: string, cap: string) => `${spent} of ${cap} today`,
  month: (spent: string, cap: string) => `${spent} of ${cap} this month`,
  trouble: (sentence: string) => `**Speech recognition:** ${sentence}`,
  warning: (sentence: string) => `**Attention:** ${sentence}`,
  unnamed: (voices: number) =>
    count(voices, {
      one: 'One more voice is heard, but Discord has not said yet whose it is.',
      other: '# more voices are heard, but Discord has not said yet whose they are.',
    }),
  nobody: 'Nobody has spoken yet.',
  /** So many people for whom there is no room. */
  more: (people: number) => count(people, { other: '… and # more' }),
  /** Of a person, after the name. */
  states: {
    heard: 'heard',
    heardWithin: (delay: string) => `heard; text follows within ${delay}`,
    silent: (when: string) => `silent; last heard ${when}`,
    encrypted: (since: string) =>
      `not understood since ${since}: their sound is end-to-end encrypted and I have no key for it`,
    behind: (since: string, delay: string) =>
      `heard, but speech recognition is late since ${since}: by ${delay}`,
    unasked: 'did not agree to be heard; not listened to',
    untold: 'not listened to: I cannot tell them of it where they can read it',
    optedOut: 'opted out; not listened to',
    lost: (since: string) => `not heard since ${since}, although Discord shows them speaking`,
  },
  /** The longest of the delays: beyond it nothing is told apart. */
  longDelay: 'more than 5 min',
}
