import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../../base/errors.ts'
import type { Words } from '../../wording/words.ts'
import {
  CATALOGUE,
  DEFAULT_MODEL,
  KNOWN_MODELS,
  type KnownModel,
  MODEL_ROLES,
  type ModelRole,
  VAD_FILE,
} from './catalogue.ts'
import { fileHash } from './models/file-hash.ts'
import { readRecord } from './models/model-record.ts'
import { codeOf } from './models/model-trouble.ts'

/** A model's files, found in one folder. */
export interface Model {
  /** Its name in the catalogue; null when no file of it is known there. */
  readonly name: string | null
  /** Where each file lies. */
  readonly paths: Readonly<Record<ModelRole, string>>
  /** The same for the same content of its files. */
  readonly proof: string
  /** Where a voice activity detector lies, if one is to be used. */
  readonly vad?: string | null
}

/** Where to look for the model. */
export interface ModelPlace {
  /** A folder with a model, or with folders that hold one each (`SPEECH_MODEL_DIR`). */
  readonly folder: string
  /** Which of several; null: the one of the catalogue that is fetched where none is named, else any. */
  readonly name?: string | null
  /** The folder was not chosen by anybody: it is where models are fetched to, and need not be there. */
  readonly byDefault?: boolean
}

/** What keeps the local engine from its model: one sentence each. */
const trouble = {
  none: () => refusal(({ none, howTo }) => none(howTo)),
  noFolder: (cause: unknown) => refusal(({ unreadable, howTo }) => unreadable(howTo), cause),
  incomplete: (missing: readonly string[]) =>
    refusal(({ incomplete, howTo }) => incomplete(missing.join(', '), howTo)),
  unreadable: (name: string, cause: unknown) => refusal(({ fileUnreadable }) => fileUnreadable(name), cause),
  damaged: (name: string) => refusal(({ fileDamaged }) => fileDamaged(name)),
  noVad: (cause: unknown) => refusal(({ noVad }) => noVad, cause),
  otherVad: () => refusal(({ otherVad }) => otherVad(VAD_FILE.name)),
}

/**
 * Finds the model and verifies its files: a cut or altered one would abort the process that loads it. A model of
 * which no file is known is taken as it is; it is tried in a child process anyway.
 *
 * Rejects with an EngineError of one sentence when there is no folder or it cannot be read, when a file is
 * missing, or when one differs from what was published or fetched.
 */
export async function findModel(place: string | ModelPlace | null): Promise<Model> {
  if (place === null || place === '') throw trouble.none()
  const { folder, name = null, byDefault = false } = typeof place === 'string' ? { folder: place } : place
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw byDefault ? trouble.none() : trouble.noFolder(cause)
  })
  const files = chooseFiles(entries.map((entry) => entry.name))
  if (!Array.isArray(files)) return await verified(folder, files)
  const within = entries.flatMap((entry) => (entry.isFile() ? [] : [entry.name]))
  for (const one of inOrder(within, name)) {
    const path = join(folder, one)
    const found = chooseFiles(await readdir(path).catch(() => []))
    if (!Array.isArray(found)) return await verified(path, found)
    // Asked for by its name, and half there: that is what to say.
    if (one === name) throw trouble.incomplete(found)
  }
  throw byDefault || name !== null ? trouble.none() : trouble.incomplete(files)
}

/** Which of these folders to look at, the likeliest first; what is still being unpacked is none. */
function inOrder(folders: readonly string[], name: string | null): readonly string[] {
  if (name !== null) return folders.filter((folder) => folder === name)
  const known = [DEFAULT_MODEL, ...CATALOGUE.map((model) => model.name)]
  const rank = (folder: string): number => (known.includes(folder) ? known.indexOf(folder) : known.length)
  return folders
    .filter((folder) => !folder.endsWith('.part'))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
}

async function verified(folder: string, files: Names): Promise<Model> {
  const paths = eachRole((role) => join(folder, files[role]))
  const record = await readRecord(folder)
  const hashes = await hashesOf(files, paths)
  return {
    name: nameOf({ names: files, hashes, record }),
    paths,
    proof: MODEL_ROLES.map((role) => hashes[role]).join(' '),
  }
}

/** Proves the file of the voice activity detector; rejects with an EngineError of one sentence where it is not that. */
export async function proveVad(path: string): Promise<string> {
  const hash = await fileHash(path).catch((cause) => {
    throw trouble.noVad(cause)
  })
  if (hash !== VAD_FILE.sha256) throw trouble.otherVad()
  return path
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

interface Finding {
  readonly names: Names
  readonly hashes: Names
  /** What the one who fetched it has noted. */
  readonly record: KnownModel | null
}

async function hashesOf(names: Names, paths: Names): Promise<Names> {
  const hashOf = (role: ModelRole): Promise<string> =>
    fileHash(paths[role]).catch((cause) => {
      throw trouble.unreadable(names[role], cause)
    })
  const hashes = [hashOf('encoder'), hashOf('decoder'), hashOf('joiner'), hashOf('tokens')] as const
  const [encoder, decoder, joiner, tokens] = await Promise.all(hashes)
  return { encoder, decoder, joiner, tokens }
}

/** The name of the model these files are, null if they are none that is known. */
function nameOf({ names, hashes, record }: Finding): string | null {
  const candidates = [...KNOWN_MODELS, ...(record === null ? [] : [record])]
    .map((model) => ({ model, wrong: differing(model, hashes) }))
    // The small files are shared by models, so it is the encoder's name that tells which one was meant.
    .filter(({ model, wrong }) => wrong.length === 0 || model.files.encoder.name === names.encoder)
    .sort((a, b) => a.wrong.length - b.wrong.length)
  const best = candidates[0]
  if (best === undefined || (best.model !== record && best.wrong.length === MODEL_ROLES.length)) return null
  const wrong = best.wrong[0]
  if (wrong === undefined) return best.model.name
  throw trouble.damaged(names[wrong])
}

const differing = (model: KnownModel, hashes: Names): ModelRole[] =>
  MODEL_ROLES.filter((role) => model.files[role].sha256 !== hashes[role])

function eachRole<T>(make: (role: ModelRole) => T): Record<ModelRole, T> {
  return {
    encoder: make('encoder'),
    decoder: make('decoder'),
    joiner: make('joiner'),
    tokens: make('tokens'),
  }
}

/** What the system says that has no room just now for one more open file. */
const FOR_NOW: readonly string[] = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']

const refusal = (say: (sherpa: Words['speech']['sherpa']) => string, cause?: unknown): EngineError =>
  new EngineError(({ speech }) => say(speech.sherpa), {
    retryable: FOR_NOW.includes(codeOf(cause)),
    cause,
  })
