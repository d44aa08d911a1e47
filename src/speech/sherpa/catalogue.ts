/** SHA-256 in hex, and the size that goes with it. */
interface Content {
  readonly bytes: number
  readonly sha256: string
}

/** A file of a speech model, as it was published. */
export interface ModelFile extends Content {
  readonly name: string
}

/** The same, where nobody has published what is in it: then the archive's hash vouches for it. */
interface UnprovenFile {
  readonly name: string
  readonly bytes: null
  readonly sha256: null
}

export const MODEL_ROLES = ['encoder', 'decoder', 'joiner', 'tokens'] as const
export type ModelRole = (typeof MODEL_ROLES)[number]
type Files<File> = Readonly<Record<ModelRole, File>>

/** A streaming transducer that is known file by file. */
export interface KnownModel {
  readonly name: string
  readonly files: Files<ModelFile>
}

/** A model that can be fetched by its name. */
export interface PublishedModel {
  readonly name: string
  readonly about: string
  /** ISO 639-1. */
  readonly language: string
  /** As its publisher states it. */
  readonly licence: string
  /** Release and file, below the address of k2-fsa's releases. */
  readonly archive: Content & { readonly path: string }
  /** Those that are used, by their names within the archive. */
  readonly files: Files<ModelFile | UnprovenFile>
  /** Whether it writes capitals and small letters as people do; else our own rule does. */
  readonly cased: boolean
  /** Whether it can listen for given words. */
  readonly hotwords: boolean
  /** Of so many words about one is wrong in human speech; null where nobody here has measured it. */
  readonly oneWordWrongIn: number | null
}

/** Where the archives of the catalogue lie. */
export const RELEASES = 'https://github.com/k2-fsa/sherpa-onnx/releases/download'

const DECODER = {
  bytes: 1_063_189,
  sha256: 'f61ebd3eed3773a44d088d53dfae92dbb6aec4839f4dcaee2d402414741663a3',
}
const JOINER = { bytes: 163_380, sha256: 'eae9da0c7e1e6c6a3f4cc42d167899c388f6c6701b94cb96320e4f55df79624c' }
const TOKENS = {
  name: 'tokens.txt',
  bytes: 5_006,
  sha256: 'fd2ded4050a55d2b1578870ba8697d02371980217806b7558bd0a5cc60f3ba53',
}

const SMALL_FILES: Files<ModelFile> = {
  encoder: {
    name: 'encoder-epoch-12-avg-2-chunk-16-left-64.int8.onnx',
    bytes: 4_807_159,
    sha256: '1e721676515bcd42a186979733981213c66c80db680e1cc582dfedf3be76e678',
  },
  decoder: { name: 'decoder-epoch-12-avg-2-chunk-16-left-64.onnx', ...DECODER },
  joiner: { name: 'joiner-epoch-12-avg-2-chunk-16-left-64.int8.onnx', ...JOINER },
  tokens: TOKENS,
}

const unproven = (encoder: string, decoder: string, joiner: string): Files<UnprovenFile> => ({
  encoder: { name: encoder, bytes: null, sha256: null },
  decoder: { name: decoder, bytes: null, sha256: null },
  joiner: { name: joiner, bytes: null, sha256: null },
  tokens: { name: 'tokens.txt', bytes: null, sha256: null },
})

/** The model that is fetched where none is named. */
export const DEFAULT_MODEL = 'zipformer-en-3.3m'

/**
 * The models that can be fetched, all from the releases of k2-fsa/sherpa-onnx: streaming transducers with int8
 * weights. None of these very files was run with this engine: the first was measured in its "mobile" variant, whose
 * weights are the same, and what is said of the others is what their publishers say.
 */
export const CATALOGUE: readonly PublishedModel[] = [
  {
    name: DEFAULT_MODEL,
    about: 'small and quick; 3.3 million parameters, trained on GigaSpeech',
    language: 'en',
    licence: 'Apache-2.0 (the GigaSpeech corpus has research terms of its own)',
    archive: {
      path: 'kws-models/sherpa-onnx-kws-zipformer-gigaspeech-3.3M-2024-01-01.tar.bz2',
      bytes: 17_626_723,
      sha256: 'f170013b4716e41b62b9bfd809687c207cef798ef9bc6534d524e17af9b6561a',
    },
    files: SMALL_FILES,
    cased: false,
    hotwords: true,
    // 12 to 13 % of 47 clips of human speech; 8.5 to 9.9 % of the clearer ones of `npm run bench:accuracy`.
    oneWordWrongIn: 8,
  },
  {
    name: 'zipformer-en-20m',
    about: '20 million parameters, trained on read books (LibriSpeech) only',
    language: 'en',
    licence: 'Apache-2.0',
    archive: {
      path: 'asr-models/sherpa-onnx-streaming-zipformer-en-20M-2023-02-17.tar.bz2',
      bytes: 127_887_156,
      sha256: '9c559283e8498d3fe95913c79ca1cb454bb26281ac2b102b41306c7d752765d9',
    },
    files: unproven(
      'encoder-epoch-99-avg-1.int8.onnx',
      'decoder-epoch-99-avg-1.onnx',
      'joiner-epoch-99-avg-1.int8.onnx',
    ),
    cased: false,
    hotwords: true,
    oneWordWrongIn: null,
  },
  {
    name: 'zipformer-en-66m',
    about: '66 million parameters, trained on read books (LibriSpeech) only',
    language: 'en',
    licence: 'Apache-2.0',
    archive: {
      path: 'asr-models/sherpa-onnx-streaming-zipformer-en-2023-06-26.tar.bz2',
      bytes: 310_414_022,
      sha256: '639e25b578e9e997131402199419c13a941f8e4e198e2da1ce57dbf5cf401282',
    },
    files: unproven(
      'encoder-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
      'decoder-epoch-99-avg-1-chunk-16-left-128.onnx',
      'joiner-epoch-99-avg-1-chunk-16-left-128.int8.onnx',
    ),
    cased: false,
    hotwords: true,
    oneWordWrongIn: null,
  },
  {
    name: 'kroko-en',
    about: 'writes capitals and full stops; open text comes about every 1.3 s',
    language: 'en',
    licence: 'CC-BY-SA',
    archive: {
      path: 'asr-models/sherpa-onnx-streaming-zipformer-en-kroko-2025-08-06.tar.bz2',
      bytes: 57_267_600,
      sha256: 'c8676e5ff9ac2a85296e53ee0fd4d5fb1db6770e7a7647166eeafe349ade6834',
    },
    files: unproven('encoder.onnx', 'decoder.onnx', 'joiner.onnx'),
    cased: true,
    hotwords: true,
    oneWordWrongIn: null,
  },
  {
    name: 'fast-conformer-en',
    about: 'NeMo FastConformer with steps of 80 ms',
    language: 'en',
    licence: 'CC-BY-4.0',
    archive: {
      path: 'asr-models/sherpa-onnx-nemo-streaming-fast-conformer-transducer-en-80ms-int8.tar.bz2',
      bytes: 102_813_625,
      sha256: '7bd33a914e93370a1ba9c2066d9e841bdcad8613fa2a00537c1ae15d851a14d8',
    },
    files: unproven('encoder.int8.onnx', 'decoder.int8.onnx', 'joiner.int8.onnx'),
    cased: false,
    hotwords: false,
    oneWordWrongIn: null,
  },
  {
    name: 'nemotron-en-0.6b',
    about: 'writes capitals and full stops; large: about half of two cores for each speaker',
    language: 'en',
    licence: 'NVIDIA Open Model License',
    archive: {
      path: 'asr-models/sherpa-onnx-nemotron-speech-streaming-en-0.6b-80ms-int8-2026-04-25.tar.bz2',
      bytes: 463_945_379,
      sha256: 'caaf92069dbd1ca054f8e17cab179813bc28b4585f5c392540357ece4722333d',
    },
    files: unproven('encoder.int8.onnx', 'decoder.int8.onnx', 'joiner.int8.onnx'),
    cased: true,
    hotwords: false,
    oneWordWrongIn: null,
  },
]

/** The variant of the default model that was run with this engine. */
export const MOBILE = `${DEFAULT_MODEL}-mobile`

/**
 * The models whose files are known by hash. Both are the English streaming zipformer of 3.3 million parameters:
 * the archive as it is fetched (int8 encoder and joiner, full-precision decoder), and its "mobile" variant with the
 * encoder repaired (it aborted in onnxruntime 1.28), which is the one the numbers of this engine were measured with.
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  { name: DEFAULT_MODEL, files: SMALL_FILES },
  {
    name: MOBILE,
    files: {
      encoder: {
        name: 'encoder.int8.fixed.onnx',
        bytes: 3_998_831,
        sha256: 'dbf6c1a2516a3b4d1a85ab235dddd326f52734fcf53481462caa8abf08a84bf5',
      },
      decoder: { name: 'decoder.onnx', ...DECODER },
      joiner: { name: 'joiner.int8.onnx', ...JOINER },
      tokens: TOKENS,
    },
  },
]

export type ModelTraits = Pick<PublishedModel, 'hotwords' | 'oneWordWrongIn'>

/** The model of the catalogue that a model which was found is, also where it is another variant of it; null: none. */
export const publishedName = (found: string | null): string | null =>
  found === MOBILE ? DEFAULT_MODEL : found

/** What the engine has to know of a model by its name; of one that it does not know, nothing is taken for granted. */
export function traitsOf(name: string | null): ModelTraits {
  const published = CATALOGUE.find((model) => model.name === publishedName(name))
  return published ?? { hotwords: false, oneWordWrongIn: null }
}

/**
 * The voice activity detector of Silero for 16 kHz, `silero_vad_16k_op15.onnx` of snakers4/silero-vad (MIT). Others
 * end the process that loads them.
 */
export const VAD_FILE: ModelFile = {
  name: 'silero_vad_16k_op15.onnx',
  bytes: 1_289_603,
  sha256: '7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49',
}
