/** How to begin, in four lines: `/transcribe help`, and the first message in a server. */
export const helpText = (): string =>
  [
    '**Begin:** join a voice channel and give `/transcribe start` in the text channel where the words are to appear.',
    '**Who is heard:** everybody in the voice channel is told; who does not want to be heard says so with `/transcribe privacy`.',
    '**End:** `/transcribe stop` gives the transcript as files; `/transcribe export` and `/transcribe search` find it again, `/transcribe status` tells how it goes.',
    '**Settings:** members with Manage Server change engine, language, consent and costs with `/transcribe settings`.',
  ].join('\n')

/** What the bot says when it was added to a server. */
export const welcomeText = (): string =>
  `Hello! I write down, live, who says what in a voice channel.\n${helpText()}`
