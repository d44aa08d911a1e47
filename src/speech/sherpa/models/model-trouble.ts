import { EngineError } from '../../../base/errors.ts'
import { verbatim } from '../../../wording/words.ts'

/** What keeps a model from being fetched: one sentence each, for whoever hosts the bot. Running it again goes on. */
export const modelTrouble = {
  unknown: (name: string, names: readonly string[]) =>
    lasting(`There is no model called "${name}": the catalogue has ${names.join(', ')}.`),
  notThere: (name: string) => lasting(`The model ${name} is not here.`),
  holdsAModel: (folder: string) =>
    lasting(`${folder} is the folder of one model: name the folder above it, or another one with --to.`),
  otherModel: (name: string | null) =>
    lasting(
      name === null ? 'Its files are not the published ones.' : `Its files are those of the model ${name}.`,
    ),
  busy: (folder: string) => passing(`Another download is under way in ${folder}: wait until it is done.`),
  noAnswer: (host: string) =>
    passing(`${host} does not answer: look after the connection and run it again, it goes on where it was.`),
  unreachable: (host: string, cause: unknown) =>
    passing(
      `${host} cannot be reached: look after the connection and run it again, it goes on where it was.`,
      cause,
    ),
  refused: (host: string, status: number) =>
    passing(
      `${host} answered with status ${status} instead of the model: try again later.`,
      undefined,
      status,
    ),
  cutOff: (host: string) =>
    passing(
      `The connection to ${host} breaks off again and again: run it again later, it goes on where it was.`,
    ),
  otherSize: (host: string) =>
    lasting(`What ${host} sends does not have the size of the published archive: it is not used.`),
  otherArchive: (host: string) =>
    lasting(`What ${host} sent is not the published archive (its SHA-256 differs): it was thrown away.`),
  otherFile: (name: string) =>
    lasting(
      `The file ${name} of the archive is not the published one (its SHA-256 differs): nothing was kept.`,
    ),
  lacks: (name: string) =>
    lasting(`The archive does not hold ${name} as a file of its size: nothing was kept.`),
  unreadable: (cause: unknown) => lasting('The archive cannot be unpacked: nothing was kept.', cause),
  noRoom: (folder: string, neededBytes: number | null, cause?: unknown) =>
    lasting(
      `There is not enough room on the disk of ${folder}${neededBytes === null ? '' : `: ${megabytes(neededBytes)} are needed`}.`,
      cause,
    ),
  readOnly: (folder: string, cause: unknown) => lasting(`The folder ${folder} cannot be written to.`, cause),
}

/** What the system said when something was written, as one of the above; anything else is as it was. */
export function diskTrouble(error: unknown, folder: string): unknown {
  const code = codeOf(error)
  // EFBIG: beyond the size that this process may give a file.
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) return modelTrouble.noRoom(folder, null, error)
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code))
    return modelTrouble.readOnly(folder, error)
  return error
}

export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

export const megabytes = (bytes: number): string =>
  `${(bytes / 1_000_000).toFixed(bytes < 9_950_000 ? 1 : 0)} MB`

const lasting = (sentence: string, cause?: unknown): EngineError =>
  new EngineError(verbatim(sentence), { retryable: false, cause })

const passing = (sentence: string, cause?: unknown, code?: number): EngineError =>
  new EngineError(verbatim(sentence), { retryable: true, cause, code })
