import { grammar } from '../grammar.ts'

const { figure } = grammar('en-GB')

/** What a service said itself, after what happened: ": its words", or the full stop where it said nothing. */
const tail = (said: string): string => (said === '' ? '.' : `: ${said}`)

/** Engines of speech recognition: what they are, and why one does not work. */
export const speech = {
  /** What it is, then in brackets where sound goes; the brackets come last. */
  descriptions: {
    assemblyai: 'AssemblyAI (sound is sent to its servers)',
    sherpa: (wrongIn: number) =>
      `a small local model (sound stays on this machine; about 1 word in ${wrongIn} is wrong)`,
    sherpaUnmeasured: 'a local model (sound stays on this machine)',
  },
  /** The same for a line about it: its name in settings, then what it is. */
  labels: {
    local: (name: string, model: string) => `${name} (local model ${model})`,
    /** Its model is none that we know. */
    unknown: (name: string) => `${name} (a local model that nobody has measured)`,
    small: (name: string, wrongIn: number) => `${name} (local small model, about 1 word in ${wrongIn} wrong)`,
  },
  chain: {
    /** Before the reasons. */
    cannot: 'I cannot transcribe now.',
    barred: (engine: string) =>
      `${engine} could take over, but sound would leave this machine then: the setting FALLBACK_TO_CLOUD would allow it.`,
    away: (engine: string, seconds: number) => `${engine} has been away for ${figure(seconds)} s.`,
    tookOver: (engine: string) => `${engine} has taken over.`,
    isBack: (engine: string) => `${engine} is back.`,
  },
  assemblyai: {
    setting: (said: string) => `AssemblyAI refused a setting${tail(said)}`,
    soundRefused: (said: string) => `AssemblyAI did not accept the way sound was sent${tail(said)}`,
    crowded: 'AssemblyAI has no room for another speech session now.',
    unreached: (cause: string) => `AssemblyAI could not be reached (${cause}).`,
    sessionRefused: (code: number, said: string) =>
      `AssemblyAI refused the session (code ${code})${tail(said)}`,
    sessionEnded: (code: number, said: string) =>
      `AssemblyAI ended the speech session (code ${code})${tail(said)}`,
    account: (said: string) => `AssemblyAI refused the account${tail(said)}`,
    key: 'AssemblyAI refused the key. Check ASSEMBLYAI_API_KEY.',
    keyBecause: (said: string) => `AssemblyAI refused the key: ${said} Check ASSEMBLYAI_API_KEY.`,
    keyByHttp: (status: number) =>
      `AssemblyAI refused the key with HTTP ${status}. Check ASSEMBLYAI_API_KEY and ASSEMBLYAI_STREAMING_URL.`,
    noService: (status: number) =>
      `There is no speech service at the address set: it answered with HTTP ${status}. Check ASSEMBLYAI_STREAMING_URL.`,
    http: (status: number) => `AssemblyAI answered with HTTP ${status}.`,
    noKey: 'ASSEMBLYAI_API_KEY holds characters that no key has.',
    address: 'ASSEMBLYAI_STREAMING_URL must be wss:// or ws:// and a host, without a path.',
    closed: 'The speech engine is closed.',
    testEnded: 'AssemblyAI ended the test session before it began.',
    lowered: (perMinute: number) =>
      `AssemblyAI lets me open only ${figure(perMinute)} speech sessions a minute for now; first words may come late.`,
    openings: (lately: number, perMinute: number) =>
      `Speech sessions opened in the last minute: ${figure(lately)} of ${figure(perMinute)}; first words come late.`,
    inUse: (open: number, most: number) =>
      `Speech sessions in use: ${figure(open)} of ${figure(most)}; who speaks next waits for one.`,
  },
  /** AssemblyAI's recognition of whole files. */
  files: {
    keyByHttp: (status: number) =>
      `AssemblyAI refused the key with HTTP ${status}. Check ASSEMBLYAI_API_KEY and ASSEMBLYAI_API_URL.`,
    noService: (status: number) =>
      `AssemblyAI's files are not at the address set: it answered with HTTP ${status}. Check ASSEMBLYAI_API_URL.`,
    noMore: 'AssemblyAI takes no more files now (HTTP 429).',
    refused: (status: number, said: string) =>
      `AssemblyAI refused the file or a setting (HTTP ${status})${tail(said)}`,
    failed: (said: string) => `AssemblyAI could not transcribe the file${tail(said)}`,
    tooLarge: 'The file is larger than AssemblyAI takes.',
    tooSlow: (seconds: number) => `AssemblyAI did not answer within ${figure(seconds)} s.`,
    unfinished: (seconds: number) => `AssemblyAI did not finish the file within ${figure(seconds)} s.`,
    notUnderstood: (what: string) => `AssemblyAI's answer was not understood (${what}).`,
  },
  /** The engine on this machine. */
  sherpa: {
    none: (howTo: string) => `There is no local speech model: ${howTo}.`,
    unreadable: (howTo: string) => `The folder of the local speech model cannot be read: ${howTo}.`,
    incomplete: (missing: string, howTo: string) =>
      `The local speech model is not complete (${missing} missing): ${howTo}.`,
    /** How to get a model, at the end of the sentences above. */
    howTo:
      'fetch one with "npm run model", or set SPEECH_MODEL_DIR to a folder that holds encoder, decoder, joiner and tokens.txt of a streaming zipformer',
    fileUnreadable: (file: string) => `The file ${file} of the local speech model cannot be read.`,
    fileDamaged: (file: string) =>
      `The file ${file} of the local speech model is damaged or not the published one: fetch it again.`,
    hanging: 'The local speech recogniser keeps hanging.',
    slowLoad: 'The local speech model was not loaded within 30 s.',
    noAddon:
      'The local speech recogniser cannot run on this machine: the package sherpa-onnx-node has no program for it.',
    notStarted: 'This machine has no room for the process of the local speech recogniser.',
    noVad: 'The file that SPEECH_VAD_MODEL names cannot be read.',
    otherVad: (name: string) =>
      `The file that SPEECH_VAD_MODEL names is not the published ${name} of snakers4/silero-vad, the only one that works here.`,
    crashing: 'The local speech recogniser keeps crashing.',
    closed: 'The local speech recogniser was shut down.',
    unloadable:
      'The local speech model could not be loaded: fetch it again with "npm run model", or set SPEECH_MODEL_DIR to another.',
    killed:
      'The process of the local speech recogniser was killed while it loaded the model: this machine may be short of memory.',
    notLookedUp: 'The local speech model could not be looked up.',
  },
}
