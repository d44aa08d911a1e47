import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sherpa, { type OnlineRecognizer, type OnlineStream } from 'sherpa-onnx-node'
import { SAMPLE_RATE } from '../../audio/pcm.ts'
import type { ModelRole } from './catalogue.ts'
import { hotwordsOf, type Lettering, letteringOf, piecesOf, vocabularyOf } from './hotwords.ts'

/** How much more a hotword weighs: of 712 words 13.2 % were wrong without, 12.5 % at 2.5, and 13.8 % at 4. */
const HOTWORD_SCORE = 2

export interface NativeStream {
  readonly handle: OnlineStream
  /** Samples given to it since it was made. */
  given: number
}

/** A native recogniser, and the streams of it that wait for their next ear: only garbage collection frees either. */
export class NativeRecogniser {
  readonly native: OnlineRecognizer
  readonly hasHotwords: boolean
  readonly #idle: NativeStream[] = []
  /** Ears that use it, or will from their next utterance on. */
  users = 0

  constructor(native: OnlineRecognizer, { hasHotwords }: { readonly hasHotwords: boolean }) {
    this.native = native
    this.hasHotwords = hasHotwords
  }

  stream(): NativeStream {
    return this.#idle.pop() ?? this.fresh()
  }

  fresh(): NativeStream {
    return { handle: this.native.createStream(), given: 0 }
  }

  giveBack(stream: NativeStream): void {
    this.#idle.push(stream)
  }
}

/** Makes native recognisers of one model. */
export class NativeMaker {
  readonly #paths: Readonly<Record<ModelRole, string>>
  readonly #pieces: readonly string[]
  readonly #lettering: Lettering

  constructor(paths: Readonly<Record<ModelRole, string>>) {
    this.#paths = paths
    this.#pieces = piecesOf(readFileSync(paths.tokens, 'utf8'))
    this.#lettering = letteringOf(this.#pieces)
  }

  /** Whether the model writes capitals and small letters as people do: it has letters of both kinds. */
  get cased(): boolean {
    return this.#lettering === 'both'
  }

  /** These terms as hotwords of this model. */
  hotwords(terms: readonly string[]): readonly string[] {
    return hotwordsOf(terms, this.#lettering)
  }

  /** Throws, or ends the process, when the model cannot be loaded. Takes 0.2 to 0.5 s. */
  make(hotwords: readonly string[]): NativeRecogniser {
    return hotwords.length === 0
      ? this.#made({ decodingMethod: 'greedy_search' }, {})
      : withVocabulary(this.#pieces, (bpeVocab) => {
          const lines = hotwords.join('\n')
          // Hotwords need the search that keeps several guesses, and the words cut into the model's own pieces.
          return this.#made(
            {
              decodingMethod: 'modified_beam_search',
              hotwordsBuf: lines,
              hotwordsBufSize: Buffer.byteLength(lines),
              hotwordsScore: HOTWORD_SCORE,
            },
            { modelingUnit: 'bpe', bpeVocab },
          )
        })
  }

  #made(
    search: Omit<
      ConstructorParameters<typeof sherpa.OnlineRecognizer>[0],
      'featConfig' | 'modelConfig' | 'enableEndpoint'
    >,
    pieces: { readonly modelingUnit?: 'bpe'; readonly bpeVocab?: string },
  ): NativeRecogniser {
    const { encoder, decoder, joiner, tokens } = this.#paths
    return new NativeRecogniser(
      new sherpa.OnlineRecognizer({
        featConfig: { sampleRate: SAMPLE_RATE, featureDim: 80 },
        // Two threads doubled the time and took 4.6 times the work: more processes help, more threads do not.
        modelConfig: {
          transducer: { encoder, decoder, joiner },
          tokens,
          numThreads: 1,
          provider: 'cpu',
          debug: 0,
          ...pieces,
        },
        ...search,
        enableEndpoint: 0,
      }),
      { hasHotwords: search.hotwordsBuf !== undefined },
    )
  }
}

/** The native side reads its vocabulary from a file, once, while it is made. */
function withVocabulary<T>(pieces: readonly string[], use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'hansard-words-'))
  try {
    const path = join(folder, 'bpe.vocab')
    writeFileSync(path, vocabularyOf(pieces))
    return use(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
