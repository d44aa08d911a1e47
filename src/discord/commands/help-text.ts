import type { Saying } from '../../wording/words.ts'

/** How to begin, in four lines: `/transcribe help`, and the first message in a server. */
export const helpText: Saying = ({ answers: { help } }) =>
  [help.begin, help.heard, help.end, help.settings].join('\n')

/** What the bot says when it was added to a server. */
export const welcomeText: Saying = (words) => `${words.answers.help.greeting}\n${helpText(words)}`
