import { flag, number, optionalNumber, text } from './setting.ts'

/** What speech recognition may take and cost, and who steps in when it is away. */
export const spendSettings = {
  holdSeconds: number(
    {
      name: 'SPEECH_HOLD_SECONDS',
      help: 'A speech session in which nobody has spoken for so long is closed, since it is billed as long as it is open; the next word opens another. Longer when few may be opened.',
    },
    5,
    { min: 0, max: 600 },
  ),
  keepSeconds: number(
    {
      name: 'SPEECH_KEEP_SECONDS',
      help: 'How much speech of each speaker is kept while the service is away, to be told it when it is back; what is beyond becomes a gap.',
    },
    60,
    { min: 5, max: 600 },
  ),
  sessionsPerMinute: optionalNumber(
    {
      name: 'SPEECH_SESSIONS_PER_MINUTE',
      help: 'How many speech sessions the account may open in a minute, over all servers. Empty: 100, as for paid accounts, and 5 for ten minutes after the service has refused one for there being too many.',
    },
    { min: 1, max: 10_000, whole: true },
  ),
  sessionsMost: number(
    {
      name: 'SPEECH_SESSIONS_MOST',
      help: 'How many speech sessions may be open at once, over all servers; who speaks beyond them waits.',
    },
    200,
    { min: 1, max: 10_000, whole: true },
  ),
  pricePerHour: number(
    {
      name: 'SPEECH_PRICE_PER_HOUR',
      help: 'What an hour of an open speech session costs, with extras such as key terms. Check the price list of the service for your model.',
    },
    0.15,
    { min: 0, max: 1_000 },
  ),
  currency: text({ name: 'CURRENCY', help: 'The currency of that price, as it is to be shown.' }, 'USD'),
  capGuildDay: optionalNumber(
    {
      name: 'SPEND_CAP_GUILD_DAY',
      help: 'What one server may cost in a day (UTC), in that currency: it is warned at 80 %, and its session ends at 100 %. Empty: no cap.',
    },
    { min: 0, max: 1_000_000 },
  ),
  capGuildMonth: optionalNumber(
    { name: 'SPEND_CAP_GUILD_MONTH', help: 'The same for a calendar month.' },
    { min: 0, max: 1_000_000 },
  ),
  capTotalDay: optionalNumber(
    { name: 'SPEND_CAP_TOTAL_DAY', help: 'What all servers together may cost in a day.' },
    { min: 0, max: 1_000_000 },
  ),
  capTotalMonth: optionalNumber(
    { name: 'SPEND_CAP_TOTAL_MONTH', help: 'The same for a calendar month.' },
    { min: 0, max: 1_000_000 },
  ),
  fallbackSeconds: number(
    {
      name: 'FALLBACK_SECONDS',
      help: 'With several engines in SPEECH_ENGINE: when one has been away for so long, the next one takes over until it is back.',
    },
    15,
    { min: 1, max: 600 },
  ),
  fallbackToCloud: flag(
    {
      name: 'FALLBACK_TO_CLOUD',
      help: 'Whether a service may take over from an engine on this machine: sound would then leave it.',
    },
    false,
  ),
  longTurnSeconds: number(
    {
      name: 'LONG_TURN_SECONDS',
      help: 'A turn that lasts this long is ended at the next pause of 200 ms, and ten seconds later anywhere, so that readers need not wait.',
    },
    20,
    { min: 5, max: 120 },
  ),
  filePricePerHour: number(
    {
      name: 'FILE_PRICE_PER_HOUR',
      help: 'What an hour of sound costs in a file that AssemblyAI transcribes as a whole, such as a voice message.',
    },
    0.21,
    { min: 0, max: 1_000 },
  ),
  maxFileMegabytes: number(
    {
      name: 'MAX_FILE_MEGABYTES',
      help: 'Larger voice messages and files are not transcribed.',
    },
    100,
    { min: 1, max: 2_000 },
  ),
  maxFileMinutes: number(
    {
      name: 'MAX_FILE_MINUTES',
      help: 'Longer voice messages and files are not transcribed. WAV and Ogg Opus are read here; for other kinds ffmpeg must be installed, or AssemblyAI gets them without a look at their length.',
    },
    120,
    { min: 1, max: 600 },
  ),
  autoTranscribeVoiceMessages: flag(
    {
      name: 'AUTO_TRANSCRIBE_VOICE_MESSAGES',
      help: "Answer every voice message with its text, unasked. Needs the privileged Message Content intent, to be switched on for the bot in Discord's developer portal. Who opted out is left alone.",
    },
    false,
  ),
} as const
