/** What `/transcribe settings` shows around the settings themselves. */
export const panel = {
  /** Those that the server chose stand after a mark. */
  head: (mark: string) =>
    `**Settings of this server**. Those with ${mark} were chosen here, the others by whoever runs me.`,
  /** A setting and how it is. */
  line: (title: string, value: string) => `${title}: ${value}`,
  /** One setting alone; `by` is one of the two below. */
  current: (title: string, value: string, by: string) => `**${title}**: ${value} (${by})`,
  byHost: 'as whoever runs me has set it',
  here: 'chosen for this server',
  /** In a menu: what makes the host's own setting count again. `by` is the first of the two above. */
  choiceByHost: (value: string, by: string) => `${value} (${by})`,
  /** `typed` is what the setting says of it. */
  howTo: (typed: string) => `Choose below, or use the option “value” of this command. Type ${typed}.`,
  chooseSetting: 'Choose a setting',
  chooseValue: 'Choose a value',
  /** What became of a change, and one of the three after it. */
  changed: (title: string, value: string) => `${title} is now: ${value}.`,
  atOnce: 'This holds from now on.',
  next: 'This holds from the next session on.',
  nextButRunning: 'The session that runs goes on as it began: this holds from the next one on.',
  /** What a person may not expect of what they chose. */
  remarks: {
    noLanguages: (model: string) =>
      `The model ${model} takes no languages: the choice of a language has no effect with it.`,
    notUsed: 'It is for the engine assemblyai, which is not used in this server.',
    noMoney: 'With a cap of 0 no engine is used that costs money.',
  },
}
