import { grammar } from '../grammar.ts'

const { count } = grammar('en-GB')

/** Voice messages and files. */
export const files = {
  /** Why a file or a message is not transcribed. */
  refused: {
    tooLarge: (megabytes: number) => `This file is larger than the ${megabytes} MB that I may transcribe.`,
    tooDear: {
      day: 'This file would cost more than this server may still spend on speech recognition today.',
      month: 'This file would cost more than this server may still spend on speech recognition this month.',
    },
    noSound: 'There is neither a voice message nor an audio or video file in this message.',
    underWay: 'I am at this message already: its text comes when it is done.',
    busy: 'I am busy with other files. Try again in a minute.',
    /** The author of the message is not to be heard. */
    unheard: {
      'opted-out': 'Whoever wrote this message does not want to be transcribed, so I leave it alone.',
      unasked:
        'In this server I listen only to people who agreed to it, and whoever wrote this message has not. They can with /transcribe privacy.',
      bot: 'A bot wrote this message, and I do not listen to bots in this server. /transcribe settings can change that.',
    },
  },
  /** In the answer to a message that holds sound. */
  message: {
    noWords: '*I heard no words in it.*',
    inFile: 'The whole text is in the file.',
    gaps: 'Some of it could not be heard.',
    /** What was transcribed, before its length: a link, or plain. */
    voiceMessage: 'voice message',
    file: 'file',
    of: (what: string, length: string) => `${what} of ${length}`,
    optOut: 'who does not want this: /transcribe privacy',
    /** Before the reason. */
    unable: 'I could not transcribe this now:',
  },
  /** Why a file could not be had from Discord. */
  fetch: {
    gone: 'The file is not there any more: its message was deleted, or Discord took it away.',
    unreached: 'I could not fetch the file from Discord. Try again in a minute.',
    elsewhere: 'I fetch files from Discord alone, and this one is elsewhere.',
    larger: 'The file is larger than Discord said.',
  },
  /** Why a file cannot be read. */
  media: {
    empty: 'This file is empty.',
    tooLong: (minutes: number) =>
      `This file is longer than the ${count(minutes, { one: '# minute', other: '# minutes' })} that I may transcribe.`,
    oggDamaged: 'This Ogg file is damaged.',
    oggLaidOut: 'This Ogg file is laid out in a way that I cannot read.',
    wavEmpty: 'This WAV file holds no sound.',
    wavDamaged: 'This WAV file is damaged.',
    noSound: 'I find no sound that I can read in this file.',
    noFfmpeg:
      'I can read WAV files and Ogg Opus here, such as voice messages, but not this kind of file. Whoever runs me can install ffmpeg, which reads the others.',
  },
  progress: {
    fetching: 'I am fetching the file…',
    sending: (percent: number) => `I am sending the file: ${percent} %`,
    waiting: 'The file is being transcribed…',
    listening: (heard: string) => `I am listening to the file: ${heard}`,
    listeningOf: (heard: string, whole: string) => `I am listening to the file: ${heard} of ${whole}`,
  },
}
