import { grammar } from '../grammar.ts'

const { count, figure } = grammar('en-GB')

/** What people get as an answer to a command, a button or a menu. */
export const answers = {
  /** How to begin, in four lines: `/transcribe help`, and after the greeting where the bot is new. Markdown is fine. */
  help: {
    greeting: 'Hello! I write down, live, who says what in a voice channel.',
    begin:
      '**Begin:** join a voice channel and give /transcribe start in the text channel where the words are to appear.',
    heard:
      '**Who is heard:** everybody in the voice channel is told; who does not want to be heard says so with /transcribe privacy.',
    end: '**End:** /transcribe stop gives the transcript as files; /transcribe export and /transcribe search find it again, /transcribe status tells how it goes.',
    settings:
      '**Settings:** members with Manage Server change engine, language, consent and costs with /transcribe settings.',
  },
  /** Whatever was asked. */
  general: {
    elsewhere: 'Use this in a server that I am a member of.',
    unknownCommand: 'I do not know this command any more. Discord will show the present ones in a minute.',
    unknownButton: 'This button is from another time. Give the command anew.',
    shuttingDown: 'I am shutting down. Try again in a minute.',
    wentWrong: 'Something went wrong on my side. Whoever runs me finds the cause in my log.',
    filesShutOut: 'Discord did not take the files. Try again in a minute, or ask for one format only.',
  },
  start: {
    noRoom: 'Join a voice channel first, or name one with the option “voice”.',
    stage: 'I cannot listen to stage channels, only to voice channels.',
    notARoom: 'That is not a voice channel.',
    unseen: 'I listen for you only to voice channels that you can see.',
    notWritable: (channel: string) =>
      `I write for you only where you may write yourself, which you may not in ${channel}. Name another channel with the option “text”, or ask a member with Manage Server to start me.`,
    readersNotYours:
      'Only members with Manage Server can decide that everybody who reads the text channel may read this. Ask one of them to start me, or leave the option “readers” out.',
    listening: (room: string, engine: string, channel: string) =>
      `I am listening to ${room} with ${engine} and write to ${channel}. End it with /transcribe stop.`,
  },
  stop: {
    /** In the channel, before the summary. */
    stoppedBy: (name: string) => `${name} stopped transcription.`,
    /** Before the summary. */
    stopped: 'Stopped.',
    filesAgain: '/transcribe export gives these files again.',
    /** Before the reason. */
    unreadable: 'The transcript cannot be read just now:',
  },
  status: {
    nothing: 'Nothing is being transcribed in this server. Start with /transcribe start.',
    starting: 'A transcription is just being started in this server.',
  },
  export: {
    none: 'There is no transcript of a voice channel here that you can see.',
    notThis: 'I have no such transcript for you. Choose one of those that are offered while you type.',
    here: (room: string, begun: string) => `Here is the transcript of **${room}**, begun ${begun}.`,
    soFar: 'It has not ended yet: this is the record so far.',
  },
  search: {
    /** In the place of a link to the message: `time` is such as 0:12:05. */
    place: (time: string) => `(${time} into the session)`,
    nothing: (words: string) => `Nothing was found for “${words}” in voice channels that you can see.`,
  },
  settings: {
    notYours: 'My settings are for members with Manage Server. Ask one of them.',
    noSetting: 'Name the setting too, with the option “setting”.',
    notARoom: 'Choose a voice channel with the option “voice”: I can listen to no other.',
    unseen: 'Choose a voice channel that you can see yourself.',
    byOptions: 'Auto-start takes its channels from the options “voice” and “text” of this command.',
    onlyAutoStart: 'The options “voice” and “text” are for the setting Auto-start.',
    noRole: 'There is no such role in this server. Type @ and choose one of those that are offered.',
    /** Before the reason. */
    noAutoStart: 'Auto-start stays as it is, since I could not begin there:',
  },
  privacy: {
    standings: {
      heard:
        'When I transcribe a voice channel of this server, **you are heard** there: what you say is turned into text.',
      'opted-out':
        '**You opted out.** In this server nothing that you say is decoded, sent anywhere or written down.',
      unasked:
        '**You are not heard** in this server: I listen only to those who agree, and you have not. Nothing that you say is decoded or sent anywhere.',
      bot: '**Bots are not heard** in this server.',
    },
    decided: {
      'opted-out':
        '**You opted out**, from this moment on: in this server nothing that you say is decoded, sent anywhere or written down.',
      agreed:
        '**You agreed** to be heard: what you say in a voice channel that I transcribe is turned into text.',
    },
    atAnyTime: 'You can change your mind at any time.',
    before: 'What was written down before stays; /transcribe forget removes it.',
    notAChoice: 'I do not know this button any more. Use /transcribe privacy.',
  },
  forget: {
    question:
      'This removes **everything that you said in this server**, for good: from what I keep, from the search and from exports to come, and the messages in which I posted it, as far as I still know them and may: lines, the text of your voice messages, and files with transcripts. What somebody has downloaded stays with them.\nYou go on being heard; to end that too, use /transcribe privacy.',
    /** On a button: at most 80 characters. */
    yes: 'Remove my words',
    nothing: 'I keep nothing that you said in this server.',
    removed: (turns: number, deleted: number, edited: number) =>
      `Removed: ${count(turns, { one: '# turn', other: '# turns' })} from what I keep, with the search and exports to come; ${messages(deleted)} deleted, and your words cut out of ${messages(edited)} with those of others.`,
    /** The first of two sentences; `goesOn` is the second. */
    words: (turns: number) =>
      `Removed: ${count(turns, { one: '# turn', other: '# turns' })} from what I keep, with the search and exports to come.`,
    running: 'I am at it already; what you have said since then is included now.',
    goesOn: (due: number) =>
      `${messages(due)} still to be deleted or changed: I go on with that in the background, also after a restart, and send you a direct message when it is done, if you take any.`,
    /** Before `removed`, in a direct message. */
    finished: (server: string) => `I am done with removing what you said in ${server}.`,
    emptied: (emptied: number) =>
      `Files with transcripts taken away from ${messages(emptied)}; /transcribe export makes them anew, without your words.`,
    left: (left: number) =>
      `Not removed: ${messages(left)}, which I may not delete or change any more. Whoever may manage messages there can:`,
    more: (n: number) => `… and ${figure(n)} more.`,
  },
}

const messages = (n: number): string => count(n, { one: '# message', other: '# messages' })
