import { address, choice, flag, list, optionalChoice, optionalNumber, optionalText, text } from './setting.ts'
import { TURN_PRESETS } from './turn-presets.ts'

/** Who turns speech into text, and how. */
export const speechSettings = {
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
      help: 'Whether the names of those who are heard are sent as words to expect: on, off, or auto, which is on where they cost nothing extra (the engine sherpa mishears a little more with them).',
    },
    'auto',
    ['auto', 'on', 'off'],
  ),
  speechModelDir: optionalText({
    name: 'SPEECH_MODEL_DIR',
    help: 'For the engine sherpa: the folder with a streaming zipformer model (encoder, decoder, joiner and tokens.txt), or with a folder for each of several. Empty: the folder models in DATA_DIR, where "npm run model" puts them.',
  }),
  speechLocalModel: optionalText({
    name: 'SPEECH_LOCAL_MODEL',
    help: 'For the engine sherpa: which of the fetched models, by the name that "npm run model -- --list" shows. Empty: zipformer-en-3.3m if it is there, else another.',
  }),
  speechVadModel: optionalText({
    name: 'SPEECH_VAD_MODEL',
    help: 'For the engine sherpa: the file silero_vad_16k_op15.onnx of snakers4/silero-vad, which keeps the noise of open microphones from being listened to. Empty: all that Discord sends is listened to.',
  }),
  speechLocalProcesses: optionalNumber(
    {
      name: 'SPEECH_LOCAL_PROCESSES',
      help: 'For the engine sherpa: at most so many processes recognise speech, each on a core of its own; one keeps up with about 20 people who talk at once. They start when they are needed. Empty: one for each core but one.',
    },
    { min: 1, max: 64, whole: true },
  ),
  speechModelUrl: address(
    {
      name: 'SPEECH_MODEL_URL',
      help: 'Where "npm run model" fetches models from: an address below which the files of the releases of k2-fsa/sherpa-onnx lie.',
    },
    'https://github.com/k2-fsa/sherpa-onnx/releases/download',
    { protocols: ['https:', 'http:'], path: true },
  ),
} as const
