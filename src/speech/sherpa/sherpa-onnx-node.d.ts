/**
 * The part of sherpa-onnx-node 1.13.8 that is used here; the package brings no types. From its `streaming-asr.js`
 * and the C++ configuration behind it.
 */
declare module 'sherpa-onnx-node' {
  export interface OnlineRecognizerConfig {
    readonly featConfig: { readonly sampleRate: number; readonly featureDim: number }
    readonly modelConfig: {
      readonly transducer: { readonly encoder: string; readonly decoder: string; readonly joiner: string }
      readonly tokens: string
      readonly numThreads: number
      readonly provider: 'cpu'
      readonly debug: 0 | 1
      /** How words are cut into the model's pieces, with sentencepiece's vocabulary as text; for hotwords alone. */
      readonly modelingUnit?: 'bpe'
      readonly bpeVocab?: string
    }
    readonly decodingMethod: 'greedy_search' | 'modified_beam_search'
    readonly enableEndpoint: 0 | 1
    /** A term in each line; takes `modified_beam_search`. */
    readonly hotwordsBuf?: string
    /** Its bytes in UTF-8. */
    readonly hotwordsBufSize?: number
    readonly hotwordsScore?: number
  }

  export interface OnlineStream {
    /** Anything but a Float32Array of [-1, 1] is taken without complaint and misunderstood. */
    acceptWaveform(sound: { readonly sampleRate: number; readonly samples: Float32Array }): void
  }

  export interface OnlineRecognizer {
    createStream(): OnlineStream
    isReady(stream: OnlineStream): boolean
    /** Ends the process when the stream is not ready. */
    decode(stream: OnlineStream): void
    reset(stream: OnlineStream): void
    /** Parsed JSON, as the native side wrote it. */
    getResult(stream: OnlineStream): unknown
  }

  /** From `vad.js` and the C++ configuration behind it. */
  export interface VadConfig {
    readonly sileroVad: {
      readonly model: string
      /** 0 to 1: how sure it must be. */
      readonly threshold: number
      /** Seconds. */
      readonly minSpeechDuration: number
      readonly minSilenceDuration: number
      readonly maxSpeechDuration: number
      /** Samples that are judged at a time: 512 for the model of 16 kHz. */
      readonly windowSize: number
    }
    readonly sampleRate: number
    readonly numThreads: number
    readonly provider: 'cpu'
    readonly debug: 0 | 1
  }

  export interface Vad {
    acceptWaveform(samples: Float32Array): void
    /** Whether speech goes on. */
    isDetected(): boolean
    /** Whether no stretch of speech that is over waits. */
    isEmpty(): boolean
    pop(): void
    reset(): void
  }

  const sherpa: {
    /** Ends the process on a model that it does not know. */
    readonly Vad: new (
      config: VadConfig,
      bufferSeconds: number,
    ) => Vad
    /** Ends the process on a model that onnxruntime does not take. */
    readonly OnlineRecognizer: new (
      config: OnlineRecognizerConfig,
    ) => OnlineRecognizer
  }
  export default sherpa
}
