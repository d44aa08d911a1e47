import { grammar } from '../grammar.ts'
import { panel } from './settings-panel.ts'

const { count, either } = grammar('en-GB')

/**
 * The settings of a server. Of each: its title, a sentence of at most 100 characters that says what it is, what may be
 * typed (after "Type"), what is wrong with something else (a phrase that follows the title: "must be …"), and how
 * values are shown, in at most 100 characters. What can be typed is the same in all languages: `on`, `never`, `any`.
 */
export const settings = {
  /** A value that cannot be taken; `problem` is one of the phrases below. */
  wrong: (title: string, problem: string) => `${title} ${problem}.`,
  unknown: 'There is no such setting. Choose one of those that are offered.',

  /** For several settings. */
  common: {
    choice: (names: readonly string[]) => either(names),
    choiceWrong: (names: readonly string[]) => `must be ${either(names)}`,
    flag: 'on or off',
    flagWrong: 'must be on or off',
    on: 'on',
    off: 'off',
    none: 'none',
    never: 'never',
  },

  engine: {
    title: 'Engine',
    help: 'What turns speech into text; with several, the first that works.',
    typed: 'an engine, or several in order of preference, separated by commas',
    wrong: (engines: string) => `must be out of ${engines}: this bot has no other engines`,
    /** In order of preference. */
    shown: (engines: readonly string[]) => engines.join(', then '),
  },
  model: {
    title: 'Model',
    help: 'The model of the engine assemblyai.',
    typed: 'the name of a model',
  },
  language: {
    title: 'Language',
    help: 'The languages to expect, the most likely first; only the Pro models take them.',
    typed: (most: number) => `at most ${most} codes such as en, de, ja, separated by commas, or any`,
    wrong: (most: number, codes: string) => `must be any, or at most ${most} of ${codes}`,
    any: 'any: the model finds out',
  },
  preset: {
    title: 'Turn detection',
    help: 'How soon a pause ends a line.',
    quick: 'quick: lines come sooner and are shorter',
    balanced: 'balanced',
    notes: 'notes: lines come later and are longer',
  },
  keyTerms: {
    title: 'Key terms',
    help: 'Names and jargon to expect; AssemblyAI charges extra for them on some models.',
    typed: (most: number, longest: number) =>
      `at most ${most} names and words of at most ${longest} characters, separated by commas, or none`,
    wrong: (most: number, longest: number) =>
      `must be none, or at most ${most} names and words of at most ${longest} characters, separated by commas`,
  },
  profanityFilter: {
    title: 'Profanity filter',
    help: 'Whether the engine assemblyai masks swear words.',
  },
  posting: {
    title: 'Posting mode',
    help: 'How lines look in the text channel.',
    personas: 'personas: under the name and picture of whoever spoke (needs Manage Webhooks)',
    plain: 'plain: in my own messages, with the name before each line',
  },
  thread: {
    title: 'Thread',
    help: 'Whether each session posts in a thread of its own.',
  },
  liveCaptions: {
    title: 'Live captions',
    help: 'Whether words are shown while they are being said.',
  },
  wording: {
    title: 'My language',
    help: 'The language of what I write in channels. Commands answer each in their own.',
    auto: 'auto: the language that this server has in Discord',
  },
  consent: {
    title: 'Consent',
    help: 'Who is heard. All are told in any case.',
    notice: 'notice: everybody but those who opted out',
    ask: 'ask: only those who agreed',
  },
  hearBots: {
    title: 'Hear bots',
    help: 'Whether other bots, such as those that play music, are heard.',
  },
  cap: {
    day: {
      title: 'Spending cap, day',
      help: 'What speech recognition may cost here in a day (UTC).',
    },
    month: {
      title: 'Spending cap, month',
      help: 'What speech recognition may cost here in a calendar month (UTC).',
    },
    typed: 'an amount such as 1.50',
    wrong: (most: string) => `must be an amount from 0 to ${most}`,
    wrongByHost: (most: string) =>
      `must be an amount from 0 to ${most}, which is what whoever runs me has set`,
  },
  retention: {
    title: 'Retention',
    help: 'How many days after its end a transcript is deleted for good.',
    typed: 'a whole number of days',
    wrong: (most: number) => `must be a whole number of days from 1 to ${most}`,
    wrongByHost: (most: number) =>
      `must be a whole number of days from 1 to ${most}: whoever runs me keeps nothing for longer`,
    after: (days: number) => count(days, { one: 'after # day', other: 'after # days' }),
    kept: 'transcripts are kept',
  },
  autoStart: {
    title: 'Auto-start',
    help: 'The voice channel in which I begin by myself when two or more members are in it.',
    typed: 'off, or choose the channels with the options “voice” and “text” of this command',
    wrong: 'must be off, or the channels that the options “voice” and “text” name',
    shown: (room: string, channel: string) => `in ${room}, written to ${channel}`,
  },
  stopEmpty: {
    title: 'Stop when empty',
    help: 'When I stop by myself in a voice channel that everybody has left.',
    typed: (least: number, most: number) => `a whole number of seconds from ${least} to ${most}, or never`,
    wrong: (least: number, most: number) =>
      `must be a whole number of seconds from ${least} to ${most}, or never`,
    after: (seconds: number) => count(seconds, { one: 'after # second', other: 'after # seconds' }),
  },
  stopQuiet: {
    title: 'Stop when quiet',
    help: 'When I stop by myself while nobody speaks.',
    typed: (least: number, most: number) => `a whole number of minutes from ${least} to ${most}, or never`,
    wrong: (least: number, most: number) =>
      `must be a whole number of minutes from ${least} to ${most}, or never`,
    after: (minutes: number) => count(minutes, { one: 'after # minute', other: 'after # minutes' }),
  },
  starters: {
    title: 'Who may start',
    help: 'Who may start and stop me; members with Manage Server always may.',
    typed: 'room, manage, or a role as @role',
    wrong: 'must be room, manage, or a role as @role',
    room: 'whoever is in the voice channel',
    role: (role: string) => `members with ${role}`,
    manage: 'only members with Manage Server',
  },

  panel,
}
