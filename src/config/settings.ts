import { LOG_LEVELS } from '../base/log.ts'
import {
  address,
  choice,
  flag,
  list,
  number,
  optionalNumber,
  optionalSnowflake,
  optionalText,
  requiredText,
  text,
} from './setting.ts'

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
  speechModel: text(
    {
      name: 'SPEECH_MODEL',
      help: "AssemblyAI's speech_model, passed on as it is: universal-streaming-english, universal-streaming-multilingual, universal-3-6-pro …",
    },
    'universal-streaming-english',
  ),
  formatTurns: flag(
    {
      name: 'FORMAT_TURNS',
      help: 'Punctuation and capitals in the finished turns. The Pro models always write them.',
    },
    true,
  ),
  endOfTurnConfidence: number(
    {
      name: 'END_OF_TURN_CONFIDENCE_THRESHOLD',
      help: 'How sure the model must be that a turn is over before MIN_TURN_SILENCE ends it: 0 ends at each such pause, 1 leaves it to MAX_TURN_SILENCE alone.',
    },
    0.4,
    { min: 0, max: 1 },
  ),
  minTurnSilenceMs: number(
    {
      name: 'MIN_TURN_SILENCE',
      aliases: ['MIN_END_OF_TURN_SILENCE_WHEN_CONFIDENT'],
      help: 'Milliseconds of silence that end a turn which the model believes to be over. Larger joins more into one line, smaller shows it sooner. (Its old name MIN_END_OF_TURN_SILENCE_WHEN_CONFIDENT works too.)',
    },
    400,
    { min: 50, max: 10_000, whole: true },
  ),
  maxTurnSilenceMs: number(
    {
      name: 'MAX_TURN_SILENCE',
      help: 'Milliseconds of silence that end any turn.',
    },
    1280,
    { min: 50, max: 10_000, whole: true },
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
