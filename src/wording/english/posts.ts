import { grammar } from '../grammar.ts'

const { count } = grammar('en-GB')

/** What stands among the lines of a transcript, or in the place of one. */
export const posts = {
  /** Over the files, when a session has ended by itself. */
  handout: 'Here is the transcript. /transcribe export gives these files again.',
  /** In their place, once a person had their words removed. */
  handoutEmptied:
    'The files were taken away because somebody had their words removed. /transcribe export makes them anew.',
  /** Nobody could be heard for so long; `cause` is one of `exports.causes`, `time` a time of day. */
  gap: {
    person: (name: string, length: string, cause: string) => `${name} was not heard for ${length}: ${cause}`,
    personAt: (name: string, length: string, time: string, cause: string) =>
      `${name} was not heard for ${length} at ${time}: ${cause}`,
    everybody: (length: string, cause: string) => `Nobody was heard for ${length}: ${cause}`,
    everybodyAt: (length: string, time: string, cause: string) =>
      `Nobody was heard for ${length} at ${time}: ${cause}`,
  },
  /** Stands where a message would have been. */
  missing: {
    refused: 'A message is missing here: Discord refused it.',
    unknown: 'A message may be missing here: I could not see whether Discord had shown it.',
    overflow: (lines: number) =>
      `${count(lines, { one: '# line is', other: '# lines are' })} missing here: for too long no messages could be posted.`,
  },
  /** The message that shows what is being said. No two languages may begin it in the same way, nor with the other's. */
  live: {
    head: 'Being said now:',
    /** Below five people: so many others speak as well. */
    more: (others: number) => count(others, { other: 'and # more' }),
  },
  /** What a thread is called where nothing else is left of its name. */
  thread: 'Transcript',
  /** Why nothing can be posted any more. */
  shut: {
    gone: 'The text channel was deleted.',
    closed: 'I may not post in the text channel any more.',
  },
  /** What a reader of the status should know of how lines are posted. */
  events: {
    noHistory: 'I need Read Message History to see whether a line is shown when Discord does not answer.',
    noWebhooks: 'I need Manage Webhooks to post under the names of who speaks.',
    noWebhook: 'The channel gives me no webhook to post under the names of who speaks.',
  },
}
