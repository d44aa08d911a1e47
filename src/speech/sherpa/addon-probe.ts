/** The process that `addon.ts` starts: it ends with 0 if the native part of sherpa-onnx can be loaded here. */
await import('sherpa-onnx-node')
process.exit(0)
