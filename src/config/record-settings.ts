import { choice, flag, number, optionalNumber, text } from './setting.ts'

/** What is kept, and how it is posted. */
export const recordSettings = {
  dataDir: text(
    {
      name: 'DATA_DIR',
      help: 'The folder for all that is kept: transcripts, what was posted, what was spent. Made if it is not there.',
    },
    './data',
  ),
  retentionDays: optionalNumber(
    {
      name: 'RETENTION_DAYS',
      help: 'Transcripts are deleted for good so many days after they ended. Empty: they are kept.',
    },
    { min: 1, max: 36_500 },
  ),
  retentionPosts: flag(
    {
      name: 'RETENTION_POSTS',
      help: 'Whether the messages of such a transcript are deleted in Discord too, its files among them, and the texts of voice messages and files that are as old.',
    },
    false,
  ),
  resumeMinutes: number(
    {
      name: 'RESUME_MINUTES',
      help: 'A bot that comes back within so many minutes goes on with the sessions it had to leave; later it ends them. 0: it always ends them.',
    },
    10,
    { min: 0, max: 1_440 },
  ),
  postingMode: choice(
    {
      name: 'POSTING_MODE',
      help: "personas: lines look as if their speaker had typed them, through a webhook (needs Manage Webhooks, else it is as plain). plain: the bot's own messages, **Name**: text.",
    },
    'personas',
    ['personas', 'plain'],
  ),
  threadPerSession: flag(
    {
      name: 'THREAD_PER_SESSION',
      help: 'Each session posts in a thread of its own (needs Create Public Threads and Send Messages in Threads).',
    },
    false,
  ),
  liveCaptions: flag(
    {
      name: 'LIVE_CAPTIONS',
      help: 'Show what is being said, as far as it is understood, in one message that is edited as the words come.',
    },
    false,
  ),
  drainSeconds: number(
    {
      name: 'DRAIN_SECONDS',
      help: 'How long a stop of a session or of the bot waits for the last turns.',
    },
    10,
    { min: 1, max: 60 },
  ),
  statusPanel: flag(
    {
      name: 'STATUS_PANEL',
      help: 'One message per session in the text channel that shows who is heard and how well, edited at most every five seconds.',
    },
    true,
  ),
} as const
