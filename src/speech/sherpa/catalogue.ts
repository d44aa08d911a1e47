/** A file of a speech model, as it was published. */
export interface ModelFile {
  readonly name: string
  readonly bytes: number
  /** SHA-256 in hex. */
  readonly sha256: string
}

export const MODEL_ROLES = ['encoder', 'decoder', 'joiner', 'tokens'] as const
export type ModelRole = (typeof MODEL_ROLES)[number]

/** A streaming transducer that is known file by file. */
export interface KnownModel {
  readonly name: string
  readonly files: Readonly<Record<ModelRole, ModelFile>>
}

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

/**
 * The models whose files are known by hash. Both are the English streaming zipformer of 3.3 million parameters,
 * trained on GigaSpeech, from the releases of k2-fsa/sherpa-onnx (tag `kws-models`, stated as Apache-2.0): the
 * archive as it is downloaded (int8 encoder and joiner, full-precision decoder), and its "mobile" variant with
 * the encoder repaired (it aborted in onnxruntime 1.28), which is the one the numbers of this engine were measured with.
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  {
    name: 'zipformer-en-3.3m',
    files: {
      encoder: {
        name: 'encoder-epoch-12-avg-2-chunk-16-left-64.int8.onnx',
        bytes: 4_807_159,
        sha256: '1e721676515bcd42a186979733981213c66c80db680e1cc582dfedf3be76e678',
      },
      decoder: { name: 'decoder-epoch-12-avg-2-chunk-16-left-64.onnx', ...DECODER },
      joiner: { name: 'joiner-epoch-12-avg-2-chunk-16-left-64.int8.onnx', ...JOINER },
      tokens: TOKENS,
    },
  },
  {
    name: 'zipformer-en-3.3m-mobile',
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
