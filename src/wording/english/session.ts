import { grammar } from '../grammar.ts'

const { count } = grammar('en-GB')

/** A listening period: how it begins, what happens in it, and why it ends. Reasons are whole sentences. */
export const session = {
  /** Why it is not begun or not ended. */
  refused: {
    starting: 'A transcription is just being started in this server. /transcribe status says when I listen.',
    live: (room: string, channel: string) =>
      `I am already transcribing ${room} into ${channel}. Stop that first with /transcribe stop.`,
    stopping: 'The transcription before is just being stopped. Try again in a few seconds.',
    stoppedAlready: 'The transcription is being stopped already.',
    nothing: 'Nothing is being transcribed in this server. Start with /transcribe start.',
  },
  /** Who may not start it. */
  starters: {
    room: (room: string) =>
      `Join ${room} first: only those who are in a voice channel can have me listen there.`,
    role: (role: string) =>
      `Only members with ${role} or Manage Server can have me listen in this server. Ask one of them to start me.`,
    manage: 'Only members with Manage Server can have me listen in this server. Ask one of them to start me.',
  },
  /** Who may not stop it. */
  stoppers: {
    room: (room: string) =>
      `Only whoever started it, those who are in ${room} and members with Manage Server can stop it. If you do not want to be heard, say so with /transcribe privacy.`,
    role: (role: string) =>
      `Only whoever started it, members with ${role} and members with Manage Server can stop it. If you do not want to be heard, say so with /transcribe privacy.`,
    manage:
      'Only whoever started it and members with Manage Server can stop it. If you do not want to be heard, say so with /transcribe privacy.',
  },
  autoStart: {
    /** Stands where else the name of who started it stands. */
    name: 'Auto-start',
    refused: (reason: string) =>
      `I could not begin by myself: ${reason} Auto-start can be changed with /transcribe settings.`,
  },
  autoStop: {
    empty: (seconds: number) =>
      `Nobody was in the voice channel for ${count(seconds, { one: '# second', other: '# seconds' })}.`,
    quiet: (minutes: number) =>
      `Nobody spoke for ${count(minutes, { one: '# minute', other: '# minutes' })}.`,
  },
  ended: (reason: string) => `Transcription ended: ${reason}`,
  summary: (length: string, turns: number, speakers: number) =>
    `I listened for ${length}: ${count(turns, { one: '# turn', other: '# turns' })} by ${count(speakers, { one: '# speaker', other: '# speakers' })}.`,
  restart: 'I am being restarted; I go on in this transcript when I am back.',
  shutdown: 'I am being shut down.',
  /** After a restart. Times are such as 13:39:43. */
  back: (length: string, from: string, to: string) =>
    `I was away for ${length}, from ${from} to ${to} UTC, and go on now.`,
  notResumed: (since: string, reason: string) =>
    `I was away from ${since} UTC on and do not go on with this transcript: ${reason} It can be had with /transcribe export.`,
  /** Why it is not. */
  whyNotResumed: {
    nobody: 'Nobody is in the voice channel any more.',
    tooLongAgo: 'That was too long ago.',
    another: 'Another one has begun since.',
    wentWrong: 'Something went wrong.',
  },
  /** After the reason: sound goes to another engine, or to the first one again. */
  engine: {
    fellBack: (reason: string, engine: string) =>
      `${reason} For now, what is said is turned into text by ${engine}.`,
    returned: (reason: string, engine: string) =>
      `${reason} What is said is turned into text by ${engine} again.`,
  },
  /** Where it is posted. */
  target: {
    silent: (channel: string) => `${channel} does not answer.`,
    over: 'The session is over.',
    closed: (channel: string, reason: string) =>
      `I cannot write in ${channel}: ${reason} I keep what is said for 5 minutes and go on there as soon as I can; then I stop.`,
    deleted: 'The text channel was deleted.',
    deletedWithoutChat: 'The text channel was deleted, and I may not write in the chat of the voice channel.',
    goOnHere: 'The text channel was deleted: I go on here.',
    readersGoOnHere: 'People who cannot see this voice channel can read the text channel now: I go on here.',
    readersWithoutChat:
      'People who cannot see the voice channel can read the text channel now, and I may not write in the chat of the voice channel.',
  },
  /** What keeps what is said from being kept. */
  record: {
    missing: (reason: string) => `What is said now will be missing in the transcript. ${reason}`,
    failed: 'The store failed.',
    slow: 'The store does not keep up: what is said now may be missing in the transcript.',
  },
  /** In the list of what happened lately, after the time and perhaps a name: phrases without a full stop. */
  events: {
    met: 'heard for the first time',
    recognitionAway: 'speech recognition is away; what is said waits for it',
    recognitionBack: 'speech recognition is back',
    /** After a name. `cause` is one of `exports.causes`. */
    notHeard: (length: string, cause: string) => `not heard for ${length}: ${cause}`,
    nobodyHeard: (length: string, cause: string) => `nobody was heard for ${length}: ${cause}`,
    moved: 'the text channel was deleted; it goes on in another',
    movedForReaders:
      'the text channel can be read by people who cannot see the voice channel; it goes on in another',
    closed: 'the text channel is closed to me',
    notTold: 'not everybody could be told who is heard',
  },
}
