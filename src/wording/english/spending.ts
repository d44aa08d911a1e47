/** What speech recognition costs, and what may be spent on it. Percentages are whole; amounts come with the currency. */
export const spending = {
  /** What a session came to. */
  session: {
    free: (spoken: string) => `Understanding ${spoken} of speech costs nothing.`,
    billed: (billed: string, spoken: string) => `Billed ${billed} for ${spoken} of speech.`,
    cost: (billed: string, spoken: string, cost: string) =>
      `Billed ${billed} for ${spoken} of speech: ${cost}.`,
  },
  /** The most of a cap is used. `spent` is a figure alone: "0.81". */
  near: {
    guild: {
      day: (percent: number, spent: string, cap: string) =>
        `${percent} % of what this server may spend on speech recognition today is used: ${spent} of ${cap}. At 100 % transcription ends.`,
      month: (percent: number, spent: string, cap: string) =>
        `${percent} % of what this server may spend on speech recognition this month is used: ${spent} of ${cap}. At 100 % transcription ends.`,
    },
    total: {
      day: (percent: number) =>
        `${percent} % of what the bot may spend in all its servers on speech recognition today is used. At 100 % transcription ends.`,
      month: (percent: number) =>
        `${percent} % of what the bot may spend in all its servers on speech recognition this month is used. At 100 % transcription ends.`,
    },
  },
  reached: {
    guild: {
      day: (cap: string) =>
        `All of what this server may spend on speech recognition today is used up (${cap}). Transcription can go on after midnight UTC.`,
      month: (cap: string) =>
        `All of what this server may spend on speech recognition this month is used up (${cap}). Transcription can go on on the first of next month (UTC).`,
    },
    total: {
      day: 'All of what the bot may spend in all its servers on speech recognition today is used up. Transcription can go on after midnight UTC.',
      month:
        'All of what the bot may spend in all its servers on speech recognition this month is used up. Transcription can go on on the first of next month (UTC).',
    },
  },
  /** A cap of 0. */
  barred: {
    guild: 'Speech recognition that costs money is not allowed in this server: its cap is 0.',
    total: 'Speech recognition that costs money is not allowed for this bot: its cap is 0.',
  },
}
