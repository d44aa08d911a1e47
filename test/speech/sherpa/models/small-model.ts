import { createHash } from 'node:crypto'
import type { PublishedModel } from '../../../../src/speech/sherpa/catalogue.ts'
import { FILES, GOOD } from './archives.ts'

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const proven = (name: keyof typeof FILES) => ({
  name,
  bytes: FILES[name].length,
  sha256: sha256(FILES[name]),
})
const unproven = (name: keyof typeof FILES) => ({ name, bytes: null, sha256: null })

/** A model for the catalogue, published as the archive GOOD. */
export const SMALL: PublishedModel = {
  name: 'small-en',
  about: 'for tests',
  language: 'en',
  licence: 'none',
  archive: { path: 'models/small.tar.bz2', bytes: GOOD.length, sha256: sha256(GOOD) },
  files: {
    encoder: proven('encoder.int8.onnx'),
    decoder: proven('decoder.onnx'),
    joiner: proven('joiner.int8.onnx'),
    tokens: proven('tokens.txt'),
  },
  cased: false,
  hotwords: true,
  oneWordWrongIn: null,
}

/** The same, with nothing known of its files. */
export const UNPROVEN: PublishedModel = {
  ...SMALL,
  name: 'unproven-en',
  files: {
    encoder: unproven('encoder.int8.onnx'),
    decoder: unproven('decoder.onnx'),
    joiner: unproven('joiner.int8.onnx'),
    tokens: unproven('tokens.txt'),
  },
}
