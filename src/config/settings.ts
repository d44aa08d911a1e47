import { LOG_LEVELS } from '../base/log.ts'
import {
  address,
  choice,
  flag,
  list,
  number,
  optionalChoice,
  optionalNumber,
  optionalSnowflake,
  optionalText,
  requiredText,
  text,
} from './setting.ts'
import { TURN_PRESETS } from './turn-presets.ts'

/** Every setting of the bot, in the order in which `.env.example` shows them. */
export const settings = {
  discordToken: requiredText({
    name: 'DISCORD_TOKEN',
    secret: true,
    help: "The bot's token, from the Bot page of its application in Discord's developer portal.",
  }),
  discordGuildId: optionalSnowflake({
    name: 'DISCORD_GUILD_ID',
    help: 'Register the commands in this server only, where they appear at once; empty registers them everywhere.',
  }),
  discordApiUrl: address(
    {
      name: 'DISCORD_API_URL',
      help: "Discord's REST address, without a version. Lets a stand-in such as the sandbox be used.",
    },
    'https://discord.com/api',
    { protocols: ['https:', 'http:'], path: true },
  ),
  speechEngines: list(
    {
      name: 'SPEECH_ENGINE',
      help: 'assemblyai, sherpa, or both in order of preference, separated by a comma: the first one that works is used. Empty: assemblyai if there is a key, else sherpa.',
    },
    { items: 10, characters: 20 },
  ),
  assemblyaiApiKey: optionalText({
    name: 'ASSEMBLYAI_API_KEY',
    secret: true,
    help: "AssemblyAI's key; streaming needs an account with credit. Every open speech session is billed by the minute.",
  }),
  assemblyaiStreamingUrl: address(
    {
      name: 'ASSEMBLYAI_STREAMING_URL',
      help: "AssemblyAI's streaming address. wss://streaming.eu.assemblyai.com keeps sound in the EU, wss://streaming.us.assemblyai.com in the US.",
    },
    'wss://streaming.assemblyai.com',
    { protocols: ['wss:', 'ws:'], path: false },
  ),
  assemblyaiApiUrl: address(
    {
      name: 'ASSEMBLYAI_API_URL',
      help: "AssemblyAI's address for whole files. https://api.eu.assemblyai.com keeps them in the EU.",
    },
    'https://api.assemblyai.com',
    { protocols: ['https:', 'http:'], path: false },
  ),
  speechModel: text(
    {
      name: 'SPEECH_MODEL',
      help: "AssemblyAI's speech_model, passed on as it is: universal-streaming-english, universal-streaming-multilingual, universal-3-6-pro …",
    },
    'universal-streaming-english',
  ),
  guildModels: list(
    {
      name: 'GUILD_MODELS',
      help: 'Which models a server may choose for itself with /transcribe settings, beside SPEECH_MODEL. You pay: SPEECH_PRICE_PER_HOUR is reckoned for each, so name none that costs more.',
    },
    { items: 20, characters: 60 },
    'universal-streaming-english,universal-streaming-multilingual',
  ),
  languageCodes: list(
    {
      name: 'LANGUAGE_CODES',
      help: 'Languages to expect, the most likely first, such as "en,de"; only newer Pro models take them. Empty: the model finds out.',
    },
    { items: 10, characters: 5 },
  ),
  formatTurns: flag(
    {
      name: 'FORMAT_TURNS',
      help: 'Punctuation and capitals in the finished turns. The Pro models always write them.',
    },
    true,
  ),
  filterProfanity: flag({ name: 'FILTER_PROFANITY', help: 'Let the service mask swear words.' }, false),
  turnPreset: choice(
    {
      name: 'TURN_PRESET',
      help: 'When a turn ends: quick shows lines sooner and shorter, notes later and longer. Each figure below that is set wins over it.',
    },
    'balanced',
    TURN_PRESETS,
  ),
  endOfTurnConfidence: optionalNumber(
    {
      name: 'END_OF_TURN_CONFIDENCE_THRESHOLD',
      help: 'How sure the model must be that a turn is over before MIN_TURN_SILENCE ends it: 0 ends at each such pause, 1 leaves it to MAX_TURN_SILENCE alone. Empty: 0.4 for quick and balanced, 0.7 for notes.',
    },
    { min: 0, max: 1 },
  ),
  minTurnSilenceMs: optionalNumber(
    {
      name: 'MIN_TURN_SILENCE',
      aliases: ['MIN_END_OF_TURN_SILENCE_WHEN_CONFIDENT'],
      help: 'Milliseconds of silence that end a turn which the model believes to be over. Empty: 160 for quick, 400 for balanced, 800 for notes. (Its old name MIN_END_OF_TURN_SILENCE_WHEN_CONFIDENT works too.)',
    },
    { min: 50, max: 10_000, whole: true },
  ),
  maxTurnSilenceMs: optionalNumber(
    {
      name: 'MAX_TURN_SILENCE',
      help: 'Milliseconds of silence that end any turn. Empty: 400 for quick, 1280 for balanced, 3600 for notes.',
    },
    { min: 50, max: 10_000, whole: true },
  ),
  turnMode: optionalChoice(
    {
      name: 'TURN_MODE',
      help: 'Pro models only: min_latency, balanced or max_accuracy. Empty: as TURN_PRESET has it.',
    },
    ['min_latency', 'balanced', 'max_accuracy'],
  ),
  vadThreshold: optionalNumber(
    {
      name: 'VAD_THRESHOLD',
      help: "How sure the model must be that it hears speech at all, 0 to 1; raise it for noisy microphones. Empty: the service's own default (0.4 for the default model).",
    },
    { min: 0, max: 1 },
  ),
  keyTerms: list(
    {
      name: 'KEY_TERMS',
      help: 'Names and jargon to expect, separated by commas: at most 100 of at most 50 characters. AssemblyAI charges extra for them on some models.',
    },
    { items: 100, characters: 50 },
  ),
  keyTermNames: choice(
    {
      name: 'KEY_TERM_NAMES',
      help: 'Whether the names of those who are heard are sent as words to expect: on, off, or auto, which is on where they cost nothing extra.',
    },
    'auto',
    ['auto', 'on', 'off'],
  ),
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
  speechModelDir: optionalText({
    name: 'SPEECH_MODEL_DIR',
    help: 'For the engine sherpa: the folder with a streaming zipformer model (encoder, decoder, joiner and tokens.txt).',
  }),
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
      help: 'Whether the messages of such a transcript are deleted in Discord too.',
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
  httpPort: optionalNumber(
    {
      name: 'HTTP_PORT',
      help: 'Serve /healthz, /readyz and /metrics (for Prometheus) on this port; 0 takes any free one, which the log names. Empty: off. Neither speech nor names are served.',
    },
    { min: 0, max: 65_535, whole: true },
  ),
  httpHost: text(
    {
      name: 'HTTP_HOST',
      help: 'The address to serve them on; 0.0.0.0 for all of this machine, as in a container.',
    },
    '127.0.0.1',
  ),
  logLevel: choice(
    { name: 'LOG_LEVEL', help: `How much is logged: ${LOG_LEVELS.join(', ')}.` },
    'info',
    LOG_LEVELS,
  ),
} as const
