/** Transcripts as files. */
export const exports = {
  /** The first lines of a file, each after its label and a colon. */
  head: {
    title: (room: string) => `Transcript of ${room}`,
    titleNameless: 'Transcript of a voice channel',
    /** In the title of subtitles. */
    titleOn: (room: string, date: string) => `Transcript of ${room}, ${date}`,
    began: 'Began',
    beganAt: (date: string) => `${date}; times below count from then`,
    ended: 'Ended',
    endedAt: (date: string, reason: string) => `${date}: ${reason}`,
    notEnded: 'Not ended yet',
    soFar: 'this is the record so far',
    length: 'Length',
    speakers: 'Speakers',
    nobody: 'nobody',
    startedBy: 'Started by',
    engine: 'Speech engine',
  },
  /** Somebody without a name that can be shown; with the end of their id. */
  nameless: (id: string) => `Speaker ${id}`,
  /** Before what is said while somebody else has not ended. At most 12 columns: it stands in subtitles. */
  overlap: 'overlap',
  joined: (name: string) => `${name} joined`,
  left: (name: string) => `${name} left`,
  notHeard: (name: string, length: string, cause: string) => `${name} was not heard for ${length}: ${cause}`,
  nobodyHeard: (length: string, cause: string) => `Nobody was heard for ${length}: ${cause}`,
  nothingSaid: 'Nothing was said.',
  /** Why some time could not be heard, after "not heard for 12 s: ". */
  causes: {
    'engine-unavailable': 'speech recognition could not be reached',
    'engine-overloaded': 'speech recognition fell behind',
    'buffer-overflow': 'speech recognition was away for too long',
    'not-arrived': 'the sound did not come over the network',
    encrypted: 'the sound came encrypted and could not be opened',
    soundless: 'Discord said that they speak, but no sound came',
    disconnected: 'the connection to Discord’s voice server was gone',
    restarted: 'I was being restarted',
    'not-running': 'I was not running',
  },
  /** What each kind of file is, after its name: "txt: Text". */
  formats: {
    txt: 'Text',
    md: 'Markdown, with links to the messages',
    srt: 'SubRip subtitles',
    vtt: 'WebVTT subtitles',
    json: 'JSON, with every word and its time',
    csv: 'Table for spreadsheets',
  },
  /** In a list of sessions, where the length of one that is over stands. */
  goesOn: 'not ended yet',
}
