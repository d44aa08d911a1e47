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
    }
    readonly decodingMethod: 'greedy_search' | 'modified_beam_search'
    readonly enableEndpoint: 0 | 1
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

  const sherpa: {
    /** Ends the process on a model that onnxruntime does not take. */
    readonly OnlineRecognizer: new (
      config: OnlineRecognizerConfig,
    ) => OnlineRecognizer
  }
  export default sherpa
}
