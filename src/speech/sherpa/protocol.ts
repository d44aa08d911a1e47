import * as v from 'valibot'

/**
 * What the bot and the child process that recognises speech say to one another, over Node's IPC channel with
 * structured cloning (so sound travels as bytes).
 *
 * An *ear* is one speaker's recognition in the child. It hears one utterance at a time: sounds, then a flush; the
 * next sound after a flush begins the next one.
 */

/**
 * Silence after an utterance, what came with it included, before its text is taken: 0.1 s gave 14.6 % word errors,
 * 0.3 s 13.5, and 0.5 s or more 12.9.
 */
export const TAIL_MS = 600

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)

const toWorkerSchema = v.variant('kind', [
  /** First and once. Answered with `loaded` or `unloadable`, or by the death of the process. */
  v.object({
    kind: v.literal('load'),
    model: v.object({ encoder: v.string(), decoder: v.string(), joiner: v.string(), tokens: v.string() }),
  }),
  /** The next sound of an ear, 16 kHz mono 16-bit little-endian; an ear begins with its first sound. */
  v.object({ kind: v.literal('sound'), ear: v.number(), pcm: bytes }),
  /** The utterance is over: adds this much silence, then answers `finished`. */
  v.object({ kind: v.literal('flush'), ear: v.number(), paddingMs: v.number() }),
  /** This ear is not needed any more; nothing answers. */
  v.object({ kind: v.literal('forget'), ear: v.number() }),
])
export type ToWorker = v.InferOutput<typeof toWorkerSchema>

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
  v.object({ kind: v.literal('loaded') }),
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
])
export type FromWorker = v.InferOutput<typeof fromWorkerSchema>

/** Throws where the message is none of these: both ends ship together, so that is a bug. */
export const parseToWorker = (message: unknown): ToWorker => v.parse(toWorkerSchema, message)

/** Throws where the message is none of these: both ends ship together, so that is a bug. */
export const parseFromWorker = (message: unknown): FromWorker => v.parse(fromWorkerSchema, message)
