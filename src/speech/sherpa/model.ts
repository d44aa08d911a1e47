import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EngineError } from '../../base/errors.ts'
import type { Words } from '../../wording/words.ts'
import { KNOWN_MODELS, type KnownModel, MODEL_ROLES, type ModelRole } from './catalogue.ts'

/** A model's files, found in one folder. */
export interface Model {
  /** Its name in the catalogue; null when no file of it is known there. */
  readonly name: string | null
  /** Where each file lies. */
  readonly paths: Readonly<Record<ModelRole, string>>
}

/**
 * Finds the model in a folder and verifies its files: a cut or altered one would abort the process that loads it.
 * A model of which no file is known is taken as it is; it is tried in a child process anyway.
 *
 * Rejects with an EngineError of one sentence when the folder is not set or cannot be read, when a file is
 * missing, or when one differs from what was published.
 */
export async function findModel(folder: string | null): Promise<Model> {
  if (folder === null || folder === '') throw refusal(({ sherpa }) => sherpa.none(sherpa.howTo))
  const names = await readdir(folder).catch((cause) => {
    throw refusal(({ sherpa }) => sherpa.unreadable(sherpa.howTo), cause)
  })
  const files = chooseFiles(names)
  if (Array.isArray(files)) throw refusal(({ sherpa }) => sherpa.incomplete(files.join(', '), sherpa.howTo))
  const paths = eachRole((role) => join(folder, files[role]))
  return { name: await verify(files, paths), paths }
}

type Names = Readonly<Record<ModelRole, string>>

/**
 * Picks a file for each role from the names in a folder, or answers the roles for which there is none.
 *
 * An archive may hold several checkpoints, each in full precision and int8. Files of one checkpoint share the
 * part after the role; of each, the choice is the int8 encoder and joiner and the full-precision decoder (that
 * small one gains nothing from int8).
 */
export function chooseFiles(names: readonly string[]): Names | ModelRole[] {
  const known = KNOWN_MODELS.find((model) =>
    MODEL_ROLES.every((role) => names.includes(model.files[role].name)),
  )
  if (known !== undefined) return eachRole((role) => known.files[role].name)

  const checkpoints = [
    ...new Set(names.filter((name) => roleOf(name) === 'encoder').map(checkpointOf)),
  ].sort()
  let missing: ModelRole[] = MODEL_ROLES.filter((role) => !names.some((name) => roleOf(name) === role))
  for (const checkpoint of checkpoints) {
    const of = (role: ModelRole) =>
      names.filter(
        (name) => roleOf(name) === role && (role === 'tokens' || checkpointOf(name) === checkpoint),
      )
    const encoder = prefer(of('encoder'), true)
    const decoder = prefer(of('decoder'), false)
    const joiner = prefer(of('joiner'), true)
    const tokens = prefer(of('tokens'), false)
    if (encoder && decoder && joiner && tokens) return { encoder, decoder, joiner, tokens }
    if (missing.length === 0) missing = MODEL_ROLES.filter((role) => of(role).length === 0)
  }
  return missing
}

function roleOf(name: string): ModelRole | null {
  if (name === 'tokens.txt') return 'tokens'
  if (!name.endsWith('.onnx')) return null
  return MODEL_ROLES.find((role) => name.startsWith(role)) ?? null
}

/** `encoder-epoch-12-avg-2.int8.onnx` -> `-epoch-12-avg-2` */
const checkpointOf = (name: string): string =>
  name.replace(/^[a-z]+/, '').replace(/(\.int8|\.fixed)*\.onnx$/, '')

const prefer = (names: readonly string[], int8: boolean): string | undefined =>
  names.find((name) => name.includes('.int8') === int8) ?? names[0]

/** The name of the model these files are, null if they are none that is known. */
async function verify(names: Names, paths: Names): Promise<string | null> {
  const hashes = eachRole((role) => hashOf(paths[role]))
  const found = { ...names }
  for (const role of MODEL_ROLES)
    found[role] = await hashes[role].catch((cause) => {
      throw refusal(({ sherpa }) => sherpa.fileUnreadable(names[role]), cause)
    })
  const candidates = KNOWN_MODELS.map((model) => ({ model, wrong: differing(model, found) }))
    // The small files are shared by models, so it is the encoder's name that tells which one was meant.
    .filter(({ model, wrong }) => wrong.length === 0 || model.files.encoder.name === names.encoder)
    .sort((a, b) => a.wrong.length - b.wrong.length)
  const best = candidates[0]
  if (best === undefined || best.wrong.length === MODEL_ROLES.length) return null
  const wrong = best.wrong[0]
  if (wrong === undefined) return best.model.name
  throw refusal(({ sherpa }) => sherpa.fileDamaged(names[wrong]))
}

const differing = (model: KnownModel, found: Names): ModelRole[] =>
  MODEL_ROLES.filter((role) => model.files[role].sha256 !== found[role])

/** In pieces, so that a large model does not hold up the event loop. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function eachRole<T>(make: (role: ModelRole) => T): Record<ModelRole, T> {
  return {
    encoder: make('encoder'),
    decoder: make('decoder'),
    joiner: make('joiner'),
    tokens: make('tokens'),
  }
}

const refusal = (say: (speech: Words['speech']) => string, cause?: unknown): EngineError =>
  new EngineError(({ speech }) => say(speech), { retryable: false, cause })
