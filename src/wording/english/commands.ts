/**
 * How commands, their options and what can be chosen for these are called. Names are of letters, digits and hyphens,
 * without capitals and of at most 32 characters; descriptions and choices have at most 100.
 */
export const commands = {
  transcribe: { name: 'transcribe', description: 'Write down, live, who says what in a voice channel' },
  start: {
    label: { name: 'start', description: 'Listen to a voice channel and write down, live, who says what' },
    voice: { name: 'voice', description: 'The voice channel to listen to; yours if you leave this out' },
    text: { name: 'text', description: 'Where to write; here if you leave this out' },
    readers: {
      name: 'readers',
      description: 'Who may read it; only those who can see the voice channel if you leave this out',
    },
    ofTheRoom: 'Only those who can see the voice channel',
    everybody: 'Everybody who can read the text channel (needs Manage Server)',
  },
  stop: {
    label: {
      name: 'stop',
      description: 'Stop listening, write the last lines, and give the transcript as files',
    },
  },
  status: {
    label: {
      name: 'status',
      description: 'Say whether I listen, since when, whom I hear and what happened lately',
    },
  },
  export: {
    label: { name: 'export', description: 'Get the transcript of a session as files' },
    session: { name: 'session', description: 'Which one; the newest that you can see if you leave this out' },
    format: { name: 'format', description: 'As which file; as all of them if you leave this out' },
  },
  search: {
    label: {
      name: 'search',
      description: 'Find what was said in past sessions, in voice channels that you can see',
    },
    words: {
      name: 'words',
      description: 'Words that were said in one turn; the beginning of a word is enough',
    },
  },
  settings: {
    label: {
      name: 'settings',
      description: 'See and change how I work in this server (needs Manage Server)',
    },
    setting: { name: 'setting', description: 'Which one; all of them if you leave this out' },
    value: {
      name: 'value',
      description: 'Its new value; to see it and choose from a menu, leave this out',
    },
    voice: {
      name: 'voice',
      description: 'For Auto-start: the voice channel in which I begin by myself',
    },
    text: {
      name: 'text',
      description:
        'For Auto-start: where I write then; in the chat of the voice channel if you leave this out',
    },
  },
  privacy: {
    label: { name: 'privacy', description: 'See whether you are heard in this server, and change it' },
  },
  forget: {
    label: {
      name: 'forget',
      description: 'Remove everything that you said in this server from what I keep and have posted',
    },
  },
  help: { label: { name: 'help', description: 'Say in four lines how to begin' } },
  /** In the context menu of messages: capitals and spaces are fine. */
  message: 'Transcribe',
}
