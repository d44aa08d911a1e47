import * as v from 'valibot'

/**
 * What the bot and the child process that recognises speech say to one another, over Node's IPC channel with
 * structured cloning (so sound travels as bytes).
 *
 * An *ear* is one speaker's recognition in the child. It hears one utterance at a time: sounds, then a flush; the
 * next sound after a flush begins the next one.
 *
 * Orders travel in bundles, the oldest first: a message costs the bot's event loop more than what is in it.
 */

/**
 * Silence after an utterance, what came with it included, before its text is taken: 0.1 s gave 14.6 % word errors,
 * 0.3 s 13.5, and 0.5 s or more 12.9.
 */
export const TAIL_MS = 600

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)

const orderSchema = v.variant('kind', [
  /** First and once. Answered with `loaded` or `unloadable`, or by the death of the process. */
  v.object({
    kind: v.literal('load'),
    model: v.object({ encoder: v.string(), decoder: v.string(), joiner: v.string(), tokens: v.string() }),
    /** Whether the model can listen for given words: one that cannot would end the process. */
    hotwords: v.boolean(),
    /** The file of a voice activity detector. */
    vad: v.nullable(v.string()),
  }),
  /** From its next utterance on this ear listens for these words above others; an ear is told before its first sound. */
  v.object({ kind: v.literal('expect'), ear: v.number(), words: v.array(v.string()) }),
  /** The next sound of an ear, 16 kHz mono 16-bit little-endian; an ear begins with its first sound. */
  v.object({ kind: v.literal('sound'), ear: v.number(), pcm: bytes }),
  /** The utterance is over: adds this much silence, then answers `finished`. */
  v.object({ kind: v.literal('flush'), ear: v.number(), paddingMs: v.number() }),
  /** This ear is not needed any more; nothing answers. */
  v.object({ kind: v.literal('forget'), ear: v.number() }),
  /** Answered with `alive`, when all that was ordered before is done. */
  v.object({ kind: v.literal('ping') }),
])
export type ToWorker = v.InferOutput<typeof orderSchema>
const bundleSchema = v.array(orderSchema)

const hypothesisSchema = v.array(
  v.object({
    /** A piece of a word; the first piece of a word begins with a space. */
    text: v.string(),
    /** When the model wrote it, in ms of the utterance's sound. */
    atMs: v.number(),
    /** 0 to 1; null where the model does not say. */
    confidence: v.nullable(v.number()),
  }),
)
export type Hypothesis = v.InferOutput<typeof hypothesisSchema>

const fromWorkerSchema = v.variant('kind', [
  /** `cased`: the model writes capitals and small letters as people do. */
  v.object({ kind: v.literal('loaded'), cased: v.boolean() }),
  /** The recogniser cannot be had, for a reason that JavaScript could catch. */
  v.object({ kind: v.literal('unloadable'), reason: v.picklist(['no-addon', 'bad-model']) }),
  /** The utterance so far, after `sounds` messages of it; also tells how far behind the child is. */
  v.object({
    kind: v.literal('heard'),
    ear: v.number(),
    sounds: v.number(),
    hypothesis: hypothesisSchema,
  }),
  v.object({ kind: v.literal('finished'), ear: v.number(), hypothesis: hypothesisSchema }),
  /** Something that takes long comes next, and nothing is answered meanwhile. */
  v.object({ kind: v.literal('busy') }),
  v.object({ kind: v.literal('alive') }),
])
export type FromWorker = v.InferOutput<typeof fromWorkerSchema>

/** Throws where the message is none of these: both ends ship together, so that is a bug. */
export const parseToWorker = (message: unknown): ToWorker[] => v.parse(bundleSchema, message)

/** Throws where the message is none of these: both ends ship together, so that is a bug. */
export const parseFromWorker = (message: unknown): FromWorker => v.parse(fromWorkerSchema, message)
