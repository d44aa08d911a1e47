import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Clock } from '../../../base/clock.ts'
import { makeFolder } from '../../../base/folder.ts'
import { CATALOGUE, MODEL_ROLES, type PublishedModel, publishedName, RELEASES } from '../catalogue.ts'
import { chooseFiles, findModel } from '../model.ts'
import { unpack } from './archive.ts'
import { download, sizeOf } from './download.ts'
import { writeRecord } from './model-record.ts'
import { codeOf, diskTrouble, modelTrouble } from './model-trouble.ts'

/** What is unpacked of an archive is about as large as it, its other files left out. */
const ROOM_FOR_FILES = 1.2

interface ShelfOptions {
  /** Each model has a folder of its name in here; made when the first is fetched. */
  readonly folder: string
  readonly clock: Clock
  /** Keeps every other process from changing this folder, until it is released; null when one does already. */
  readonly claim: (folder: string) => Claim | null
  /** Where the releases lie. */
  readonly releases?: string
  readonly catalogue?: readonly PublishedModel[]
}

/** Given up by the system as well when the process dies. */
export interface Claim {
  release(): void
}

/** How far the fetching of a model is; bytes of its archive. */
export type FetchStep =
  | { readonly kind: 'download' | 'unpack'; readonly doneBytes: number; readonly bytes: number }
  | { readonly kind: 'check' }

/** What is there of a model. */
export type Standing =
  /** `name`: which variant of it. */
  | { readonly kind: 'whole'; readonly name: string }
  /** Its files are not what they were. */
  | { readonly kind: 'damaged'; readonly why: string }
  /** So much of its archive has arrived. */
  | { readonly kind: 'begun'; readonly bytes: number }
  | { readonly kind: 'absent' }

/** The folder in which fetched models lie, a folder for each. */
export class ModelShelf {
  readonly folder: string
  readonly #options: ShelfOptions
  readonly #catalogue: readonly PublishedModel[]

  constructor(options: ShelfOptions) {
    this.folder = resolve(options.folder)
    this.#options = options
    this.#catalogue = options.catalogue ?? CATALOGUE
  }

  /** Throws an EngineError that names those that there are. */
  named(name: string): PublishedModel {
    const model = this.#catalogue.find((other) => other.name === name)
    if (model !== undefined) return model
    throw modelTrouble.unknown(
      name,
      this.#catalogue.map((other) => other.name),
    )
  }

  /** Every model of the catalogue, with what is there of it; all that is there is read and compared. */
  async list(): Promise<readonly { readonly model: PublishedModel; readonly standing: Standing }[]> {
    const entries = []
    for (const model of this.#catalogue) entries.push({ model, standing: await this.standing(model) })
    return entries
  }

  /** Whether the folder is one model's own: its files would hide those that come into folders of their own. */
  async isOneModel(): Promise<boolean> {
    return !Array.isArray(chooseFiles(await readdir(this.folder).catch(() => [])))
  }

  /** Throws an EngineError where no model can be fetched to. */
  async provePlace(): Promise<void> {
    if (await this.isOneModel()) throw modelTrouble.holdsAModel(this.folder)
  }

  async standing(model: PublishedModel): Promise<Standing> {
    const isOne = await this.isOneModel()
    const folder = isOne ? this.folder : this.#folderOf(model)
    try {
      const { name } = await findModel(folder)
      if (name !== null && publishedName(name) === model.name) return { kind: 'whole', name }
      if (!isOne) return { kind: 'damaged', why: modelTrouble.otherModel(name).message }
    } catch (error) {
      if (!isOne && !(await isAbsent(folder)))
        return { kind: 'damaged', why: error instanceof Error ? error.message : String(error) }
    }
    if (isOne) return { kind: 'absent' }
    const archive = this.#archiveOf(model)
    const bytes = (await sizeOf(archive)) || (await sizeOf(`${archive}.part`))
    return bytes > 0 ? { kind: 'begun', bytes } : { kind: 'absent' }
  }

  /**
   * Fetches a model that is not there, or not whole, and resolves with its folder. Whatever it is ended by, either
   * the whole and proven model lies there afterwards, or what did before; the next call goes on with what has
   * arrived. Rejects with an EngineError of one sentence.
   */
  async fetch(
    model: PublishedModel,
    { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (step: FetchStep) => void },
  ): Promise<string> {
    return await this.#alone(async () => {
      const folder = this.#folderOf(model)
      const archive = this.#archiveOf(model)
      if ((await this.standing(model)).kind === 'whole') {
        // Left by one that died between the model's coming and the archive's going.
        await rm(archive, { force: true })
        return folder
      }
      const { bytes, sha256, path } = model.archive
      await this.#proveRoom(model)
      const address = `${this.#options.releases ?? RELEASES}/${path}`
      const onDownload = (doneBytes: number): void => onStep({ kind: 'download', doneBytes, bytes })
      await download(
        { address, bytes, sha256, file: archive },
        { clock: this.#options.clock, signal, onBytes: onDownload },
      )
      await this.#unpack(model, { signal, onStep })
      await rm(archive, { force: true })
      return folder
    })
  }

  /** Removes a model and what has arrived of it. Rejects with an EngineError when there is nothing of it. */
  async remove(model: PublishedModel): Promise<void> {
    if ((await this.standing(model)).kind === 'absent') throw modelTrouble.notThere(model.name)
    await this.#alone(async () => {
      const archive = this.#archiveOf(model)
      const folder = this.#folderOf(model)
      for (const path of [folder, `${folder}.part`, archive, `${archive}.part`, `${archive}.part.etag`])
        await rm(path, { recursive: true, force: true })
    })
  }

  async #unpack(
    model: PublishedModel,
    { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (step: FetchStep) => void },
  ): Promise<void> {
    const folder = this.#folderOf(model)
    const coming = `${folder}.part`
    const { bytes } = model.archive
    await rm(coming, { recursive: true, force: true })
    await mkdir(coming)
    try {
      const files = await unpack({
        archive: this.#archiveOf(model),
        bytes,
        wanted: MODEL_ROLES.map((role) => model.files[role]),
        folder: coming,
        signal,
        onBytes: (doneBytes) => onStep({ kind: 'unpack', doneBytes, bytes }),
      })
      onStep({ kind: 'check' })
      const byName = new Map(files.map((file) => [file.name, file]))
      const fileOf = (role: (typeof MODEL_ROLES)[number]) => {
        const file = byName.get(model.files[role].name)
        if (file === undefined) throw modelTrouble.lacks(model.files[role].name)
        return file
      }
      await writeRecord(coming, {
        name: model.name,
        files: {
          encoder: fileOf('encoder'),
          decoder: fileOf('decoder'),
          joiner: fileOf('joiner'),
          tokens: fileOf('tokens'),
        },
      })
      await rm(folder, { recursive: true, force: true })
      await rename(coming, folder)
    } finally {
      await rm(coming, { recursive: true, force: true })
    }
  }

  /** Does something that no other process may do meanwhile. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    try {
      makeFolder(this.folder)
      await this.provePlace()
      const claim = this.#options.claim(this.folder)
      if (claim === null) throw modelTrouble.busy(this.folder)
      try {
        return await work()
      } finally {
        claim.release()
      }
    } catch (error) {
      throw diskTrouble(error, this.folder)
    }
  }

  /** Before half an hour is spent on it. */
  async #proveRoom(model: PublishedModel): Promise<void> {
    const { bytes } = model.archive
    const archive = this.#archiveOf(model)
    const arrived = (await sizeOf(archive)) || (await sizeOf(`${archive}.part`))
    const neededBytes = Math.max(0, bytes - arrived) + filesBytes(model)
    const disk = await statfs(this.folder)
    if (disk.bavail * disk.bsize < neededBytes) throw modelTrouble.noRoom(this.folder, neededBytes)
  }

  #folderOf(model: PublishedModel): string {
    return join(this.folder, model.name)
  }

  #archiveOf(model: PublishedModel): string {
    return join(this.folder, `${model.name}.tar.bz2`)
  }
}

function filesBytes({ files, archive }: PublishedModel): number {
  const known = MODEL_ROLES.map((role) => files[role].bytes)
  return known.includes(null)
    ? Math.ceil(archive.bytes * ROOM_FOR_FILES)
    : known.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0)
}

async function isAbsent(folder: string): Promise<boolean> {
  try {
    await readdir(folder)
    return false
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return true
    throw error
  }
}
