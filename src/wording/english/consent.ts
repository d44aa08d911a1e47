import { grammar } from '../grammar.ts'

const { count, list } = grammar('en-GB')

/** Who is heard, and what people are told of it before anybody is. */
export const consent = {
  /** At most 80 characters each. */
  buttons: { agree: 'Agree', optOut: 'Opt out' },
  /** The first sentence of a notice. `place` is one of `places` below: where the text is posted. */
  notice: {
    started: (starter: string, room: string, engine: string, place: string) =>
      `${starter} started transcription of ${room}: what is said there is turned into text by ${engine} and posted ${place}.`,
    late: (names: string, engine: string, place: string) =>
      `${names} came in: what is said in the voice channel is turned into text by ${engine} and posted ${place}.`,
    changed: (engine: string, place: string) =>
      `Something has changed. From now on, what is said in the voice channel is turned into text by ${engine} and posted ${place}.`,
  },
  places: {
    here: 'here',
    elsewhere: (channel: string) => `in ${channel}`,
  },
  names: (names: readonly string[]) => list(names),
  namesAndMore: (names: readonly string[], more: number) =>
    list([...names, count(more, { other: '# more' })]),
  /** The other sentences of a notice. */
  terms: {
    keptForever: 'The text is kept until an admin deletes it.',
    kept: (days: number) =>
      count(days, { one: 'The text is kept for a day.', other: 'The text is kept for # days.' }),
    /** How everybody but those who opted out is heard. */
    notice:
      'If you do not want to be heard, press Opt out, or use /transcribe privacy: then nothing of yours is decoded or sent anywhere.',
    /** How nobody but those who agreed is heard. */
    ask: 'Only those are heard who press Agree. Opt out, or /transcribe privacy, takes it back. Of all others nothing is decoded or sent anywhere.',
  },
  /** Not everybody can read what is posted with the lines; before the reason why they cannot be told otherwise. */
  chatShut: (room: string, channel: string) =>
    `Not everybody in ${room} can read ${channel}, so I have to tell them in the chat of ${room}.`,
  notPosted: (channel: string) =>
    `I could not post in ${channel} that people are heard, and nobody is heard without being told.`,
}
